import { Fragment, Slice, type Node } from 'prosemirror-model'
import { readText, type Figure } from '../../schema/read-text'
import { schema } from '../../schema/schema'
import { buildBlock } from '../paper/read/build-block'
import { cellAttrs } from '../paper/read/table-ids'
import type { Line } from '../paper/read/lines'
import { plainStyle } from '../paper/read/paragraph-styles'
import type { ClipLine } from './clip-line'

/** Where something is pasted. */
export interface PastePlace {
  /** Whether nothing stands in the report yet: then the first line may be its title. */
  readonly isEmptyReport: boolean
  /** Whether words stand before it in its paragraph. */
  readonly isInside: boolean
  /** Whether it is in the last paragraph, where signature and date belong. */
  readonly isLast: boolean
}

export interface ClipBlocks {
  readonly blocks: readonly Node[]
  readonly figures: readonly Figure[]
}

/**
 * The blocks of what was pasted: sections by their numbers (and by the heading styles of
 * word processors), blanks recognised as in a template.
 * @param idPrefix first characters of the ids of new figures
 */
export function clipBlocks(
  lines: readonly ClipLine[],
  place: PastePlace,
  idPrefix: string,
): ClipBlocks {
  const cells = cellAttrs(lines.map(asLine), undefined, idPrefix)
  const read = readText(lines.map(({ text }) => text).join('\n'), { idPrefix, cells })
  const [only] = lines
  const blocks = lines.map((line, index) => {
    const found = read.doc.maybeChild(index) ?? schema.node('paragraph')
    const marker: unknown = found.attrs['marker']
    const start = found.type.name === 'section' && typeof marker === 'string' ? marker.length : 0
    // A single line stays in its sentence, whatever it begins with.
    const inline = only === line && lines.length === 1 && place.isInside
    const type = inline ? 'paragraph' : typeOf(found, line, place)
    const isHeading = type === 'section' && found.type.name !== 'section'
    const attrs = isHeading
      ? { level: line.level ?? 1 }
      : type === found.type.name
        ? { ...found.attrs, gap: '' }
        : {}
    const content =
      start > 0 && type !== 'section'
        ? schema.node('paragraph', null, [
            schema.text(line.text.slice(0, start)),
            ...found.content.content,
          ])
        : found
    const kept = type === 'section' ? start : 0
    return buildBlock(asLine(line), { type, attrs, content }, kept, {
      origin: undefined,
      figureFor: () => '',
    }).node
  })
  return { blocks, figures: read.figures }
}

function typeOf(found: Node, { text, level }: ClipLine, place: PastePlace): string {
  const { name } = found.type
  const isShort = text.length <= 60 && !text.includes('。')
  if (level !== undefined && level <= 4 && isShort && /^(?:paragraph|title)$/.test(name)) {
    if (!(name === 'title' && place.isEmptyReport)) return 'section'
  }
  // These belong to a report, not to a passage that is put into it.
  if (name === 'title' || name === 'salutation') return place.isEmptyReport ? name : 'paragraph'
  if (name === 'signature' || name === 'date') return place.isLast ? name : 'paragraph'
  return name
}

function asLine({ text, bold, cell }: ClipLine): Line {
  return {
    text,
    id: '',
    style: plainStyle,
    number: 0,
    bold: [...bold],
    controls: [],
    tracked: [],
    comments: [],
    ...(cell === undefined ? {} : { cell }),
  }
}

/** What goes into the document: paragraphs at the ends grow together with what they are put into. */
export function clipSlice(blocks: readonly Node[]): Slice {
  const [only] = blocks
  if (blocks.length === 1 && only?.type.name === 'paragraph') return new Slice(only.content, 0, 0)
  const isPlain = (block: Node | undefined): boolean => block?.type.name === 'paragraph'
  return new Slice(Fragment.from(blocks), isPlain(only) ? 1 : 0, isPlain(blocks.at(-1)) ? 1 : 0)
}
