import { SaxesParser } from 'saxes'

/** An element by its local name: files name the same namespaces by other prefixes. */
export interface XmlElement {
  readonly name: string
  /** By local name too. */
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly (XmlElement | string)[]
}

/** Deeper or larger than any document of an office; whoever sends more wants to hang the reader. */
const deepest = 400
const mostElements = 1_500_000

/**
 * Reads a file of XML. Throws an Error when it is not well-formed, declares entities of its
 * own, or goes beyond the bounds.
 */
export function parseXml(source: string): XmlElement {
  const parser = new SaxesParser()
  interface Open extends XmlElement {
    readonly children: (XmlElement | string)[]
  }
  const stack: Open[] = []
  let root: XmlElement | undefined
  let count = 0
  parser.on('doctype', () => {
    throw new Error('a document type is declared')
  })
  parser.on('opentag', ({ name, attributes }) => {
    if (++count > mostElements || stack.length >= deepest) throw new Error('too large')
    const element: Open = { name: local(name), attributes: localNames(attributes), children: [] }
    stack.at(-1)?.children.push(element)
    stack.push(element)
    root ??= element
  })
  parser.on('closetag', () => {
    stack.pop()
  })
  parser.on('text', (text) => {
    stack.at(-1)?.children.push(text)
  })
  parser.on('cdata', (text) => {
    stack.at(-1)?.children.push(text)
  })
  parser.on('error', (error) => {
    throw error
  })
  parser.write(source.replace(/^\uFEFF/, '')).close()
  if (root === undefined) throw new Error('no element')
  return root
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function localNames(attributes: Readonly<Record<string, string>>): Record<string, string> {
  const names: Record<string, string> = Object.create(null) as Record<string, string>
  for (const [name, value] of Object.entries(attributes)) names[local(name)] = value
  return names
}

/** The elements among the children, of one name or of any. */
export function elementsOf(parent: XmlElement | undefined, name?: string): XmlElement[] {
  return (parent?.children ?? []).filter(
    (one): one is XmlElement =>
      typeof one !== 'string' && (name === undefined || one.name === name),
  )
}

/** The first child of a name, down a path of names. */
export function childOf(parent: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  let found = parent
  for (const name of path) found = elementsOf(found, name)[0]
  return found
}

/** The `val` of a child; undefined when there is none. */
export function valueOf(parent: XmlElement | undefined, ...path: string[]): string | undefined {
  return childOf(parent, ...path)?.attributes['val']
}

/** Whether a switch such as `b` is on: there, and not said to be off. */
export function isOn(element: XmlElement | undefined): boolean {
  return element !== undefined && !/^(?:0|false|off|none)$/.test(element.attributes['val'] ?? '1')
}

/** All text below an element. */
export function textBelow(element: XmlElement | string): string {
  return typeof element === 'string' ? element : element.children.map(textBelow).join('')
}
