import { childOf, elementsOf, isOn, valueOf, type XmlElement } from './xml-tree'

/** What a paragraph gets from its style, as far as it says something of the structure. */
export interface ParagraphStyle {
  readonly name: string
  /** 0 for the first level of an outline; undefined for body text. */
  readonly outline: number | undefined
  readonly list: string | undefined
  readonly level: number | undefined
  readonly bold: boolean
  readonly centred: boolean
}

/** What a paragraph without a style of its own has. */
export const plainStyle: ParagraphStyle = {
  name: '',
  outline: undefined,
  list: undefined,
  level: undefined,
  bold: false,
  centred: false,
}

/** Styles by id, each with what it takes over from the one that it is based on. */
export function paragraphStyles(
  styles: XmlElement | undefined,
): (id: string | undefined) => ParagraphStyle {
  const all = new Map(
    elementsOf(styles, 'style').map((style) => [style.attributes['styleId'] ?? '', style]),
  )
  const first = elementsOf(styles, 'style').find(
    ({ attributes }) => attributes['type'] === 'paragraph' && attributes['default'] === '1',
  )
  const known = new Map<string, ParagraphStyle>()
  const read = (id: string, depth: number): ParagraphStyle => {
    const done = known.get(id)
    if (done !== undefined) return done
    const style = all.get(id)
    // A style may say that it is based on itself.
    if (style === undefined || depth > 20) return plainStyle
    const base = read(valueOf(style, 'basedOn') ?? '', depth + 1)
    const own = propertiesOf(childOf(style, 'pPr'), base)
    const bold = childOf(style, 'rPr', 'b')
    const result = {
      ...own,
      name: (valueOf(style, 'name') ?? '').toLowerCase(),
      bold: bold === undefined ? base.bold : isOn(bold),
    }
    known.set(id, result)
    return result
  }
  return (id) => read(id ?? first?.attributes['styleId'] ?? '', 0)
}

/** What a paragraph's own properties change of its style. */
export function propertiesOf(
  properties: XmlElement | undefined,
  style: ParagraphStyle,
): ParagraphStyle {
  const outline = valueOf(properties, 'outlineLvl')
  const list = valueOf(properties, 'numPr', 'numId')
  const level = valueOf(properties, 'numPr', 'ilvl')
  const justified = valueOf(properties, 'jc')
  return {
    ...style,
    outline:
      outline === undefined ? style.outline : Number(outline) > 8 ? undefined : Number(outline),
    // List 0 takes a paragraph out of the list of its style.
    list: list === undefined ? style.list : list === '0' ? undefined : list,
    level: level === undefined ? style.level : Number(level),
    centred: justified === undefined ? style.centred : justified === 'center',
  }
}
