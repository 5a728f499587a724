/** A piece of XML that is well-formed by itself. Built only by `element`, `text` and `fragment`. */
export type Xml = string

// What XML 1.0 cannot hold, and lone surrogates.
const illegal =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g

/** Text content: what is not allowed in XML is left out. */
export function text(value: string): Xml {
  return value
    .replace(illegal, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}

/** An element; attributes that are undefined are left out. Children are XML already. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>> = {},
  ...children: readonly Xml[]
): Xml {
  let head = `<${name}`
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined) continue
    const escaped = text(String(value)).replaceAll('"', '&quot;').replaceAll('\n', '&#10;')
    head += ` ${key}="${escaped}"`
  }
  const content = children.join('')
  return content === '' ? `${head}/>` : `${head}>${content}</${name}>`
}

/** The common form `<name w:val="value"/>`. */
export function val(name: string, value: string | number): Xml {
  return element(name, { 'w:val': value })
}

const wordNamespaces = {
  'xmlns:w': 'http://schemas.openxmlformats.org/wordprocessingml/2006/main',
  'xmlns:r': 'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
  'xmlns:mc': 'http://schemas.openxmlformats.org/markup-compatibility/2006',
  'xmlns:w14': 'http://schemas.microsoft.com/office/word/2010/wordml',
  'xmlns:w15': 'http://schemas.microsoft.com/office/word/2012/wordml',
  'mc:Ignorable': 'w14 w15',
} as const

/** The file of a part whose root is a WordprocessingML element. */
export function wordPart(root: string, ...children: readonly Xml[]): Xml {
  return xmlFile(element(root, wordNamespaces, ...children))
}

export function xmlFile(root: Xml): Xml {
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${root}`
}
