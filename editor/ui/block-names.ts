import type { StringKey } from './strings'

/** What the kinds of paragraphs are called, by kind; the four levels of a section are `level1` … `level4`. */
export const blockNames = {
  paragraph: 'blockParagraph',
  level1: 'blockLevel1',
  level2: 'blockLevel2',
  level3: 'blockLevel3',
  level4: 'blockLevel4',
  title: 'blockTitle',
  salutation: 'blockSalutation',
  signature: 'blockSignature',
  date: 'blockDate',
  attachment: 'blockAttachment',
  cell: 'blockCell',
} as const satisfies Readonly<Record<string, StringKey>>

/** The name of the kind of a stored block mark. */
export function nameOfMark(mark: Readonly<Record<string, unknown>>): StringKey {
  const { type = 'paragraph', level = 1 } = mark
  const kind = type === 'section' ? `level${String(level)}` : String(type)
  const found = Object.entries(blockNames).find(([name]) => name === kind)
  return found?.[1] ?? 'blockUnknown'
}
