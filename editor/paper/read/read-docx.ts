import { Fragment, type Node } from 'prosemirror-model'
import { findBlanks } from '../../../schema/blanks'
import { readText, type Candidate } from '../../../schema/read-text'
import { schema, type SectionLevel } from '../../../schema/schema'
import type { FigureInfo } from '../../model/figures/entries'
import { groupBy } from '../../model/group-by'
import { infosOf } from '../../model/report'
import type { PaperPlace } from '../threads'
import { buildBlock, type BuiltBlock } from './build-block'
import { commentsOf, footnotesOf, type WordComment } from './comments'
import { collectLines, type Control, type Line, type NoteKind } from './lines'
import { listNumbers } from './list-numbers'
import { readOrigin, type ReadOrigin } from './origin'
import { paragraphStyles } from './paragraph-styles'
import { cellAttrs } from './table-ids'
import { tidy } from './tidy'
import { unpack, type DocxRefusal } from './unpack'
import { childOf, parseXml, textBelow, type XmlElement } from './xml-tree'

/** A range of the document that was read. */
interface Range {
  readonly from: PaperPlace
  readonly to: PaperPlace
}

export interface ReadThread extends Range {
  readonly messages: readonly WordComment[]
  readonly resolved: boolean
}

/** A change that Word tracked; what was inserted is in the text, what was deleted is not. */
export interface ReadChange extends Range {
  readonly type: 'inserted' | 'deleted'
  readonly author: string
  readonly text: string
}

/** A Word document as a report begins with it. */
export interface ReadDocument {
  readonly doc: Node
  /** What is known of each figure, once. */
  readonly figures: readonly FigureInfo[]
  /** Values that stood in content controls, by figure id. */
  readonly values: ReadonlyMap<string, string>
  readonly threads: readonly ReadThread[]
  readonly changes: readonly ReadChange[]
  /** How often something was not taken over as it was. */
  readonly notes: ReadonlyMap<NoteKind, number>
  readonly candidates: readonly Candidate[]
  /** The plain text that was read, a row of a table as a line with tabs. */
  readonly text: string
  /** The report that the file was exported from; undefined for files of others. */
  readonly report: string | undefined
}

export type DocxRead =
  | { readonly ok: true; readonly document: ReadDocument }
  | { readonly ok: false; readonly reason: DocxRefusal }

/**
 * Reads a .docx file of Word, WPS or our own. Structure and blanks are recognised as from
 * text; numbers that Word counts become text first. Never throws; pure.
 * @param idPrefix first characters of the ids of new figures, other for each file
 */
export function readDocx(bytes: Uint8Array, idPrefix: string): DocxRead {
  const parts = unpack(bytes)
  if (typeof parts === 'string') return { ok: false, reason: parts }
  try {
    const document = readParts(parts, idPrefix)
    if (document === undefined) return { ok: false, reason: 'no-docx' }
    return typeof document === 'string' ? { ok: false, reason: document } : { ok: true, document }
  } catch {
    // The parser tells what is malformed only by throwing.
    return { ok: false, reason: 'damaged' }
  }
}

/** A report of five megabytes has some thirty thousand paragraphs. */
const mostLines = 60_000
const mostCharacters = 8_000_000
const mostBlanks = 10_000
const mostComments = 10_000

function readParts(
  parts: ReadonlyMap<string, string>,
  idPrefix: string,
): ReadDocument | 'too-long' | undefined {
  const part = (name: string): XmlElement | undefined => {
    const content = parts.get(`word/${name}.xml`)
    return content === undefined ? undefined : parseXml(content)
  }
  const body = childOf(part('document'), 'body')
  if (body === undefined) return undefined
  const { lines: raw, notes } = collectLines(
    body,
    paragraphStyles(part('styles')),
    listNumbers(part('numbering')),
    footnotesOf(part('footnotes'), part('endnotes')),
  )
  const characters = raw.reduce((sum, line) => sum + line.text.length, 0)
  if (raw.length > mostLines || characters > mostCharacters) return 'too-long'
  const origin = readOrigin(parts)
  const lines = raw.map((line) => {
    const known = line.id === '' ? undefined : origin?.block(line.id)
    return tidy(line, known !== undefined && known.broken !== true)
  })
  const text = lines.map((line) => line.text).join('\n')
  const comments = commentsOf(part('comments'), part('commentsExtended'))
  if (findBlanks(text).length > mostBlanks || comments.size > mostComments) return 'too-long'
  const cells = cellAttrs(lines, origin, idPrefix)
  const read = readText(text, { idPrefix, cells })
  const controls = new Map<string, string>()
  const figureFor = ({ tag }: Control): string => {
    const known = tag === '' ? undefined : controls.get(tag)
    const id = known ?? `${idPrefix}c${controls.size + 1}`
    controls.set(tag === '' ? id : tag, id)
    return id
  }
  const filled = lines.filter((line) => line.cell !== undefined || line.text.trim() !== '')
  const built = filled.map((line, index): BuiltBlock => {
    const block = read.doc.maybeChild(index) ?? schema.node('paragraph')
    const what = kindOf(line, block, origin, index)
    return buildBlock(line, what, what.start, { origin, figureFor })
  })
  const values = new Map<string, string>()
  const infos = new Map(infosOf(read.figures).map((info) => [info.id, info]))
  for (const { info, value } of built.flatMap(({ figures }) => figures)) {
    infos.set(info.id, info)
    // What differed in the report that it came from is not one value.
    if (value !== undefined && !value.includes('／')) values.set(info.id, value)
  }
  const doc = numbered(
    built.map(({ node }) => node),
    origin?.end ?? '',
  )
  const standing = new Set<string>()
  doc.descendants((node) => {
    if (node.type.name === 'placeholder') standing.add(String(node.attrs['figure']))
  })
  const header = [...parts].some(
    ([path, content]) => /^word\/header\d*\.xml$/.test(path) && hasWords(content),
  )
  return {
    doc,
    figures: [...infos.values()].filter(({ id }) => standing.has(id)),
    values,
    threads: threadsOf(filled, built, comments),
    changes: filled.flatMap((line, block) =>
      line.tracked.map(({ type, author, text: said, from, to }) => ({
        type,
        author,
        text: said,
        from: { block, offset: built[block]?.offsetAt(from) ?? 0 },
        to: { block, offset: built[block]?.offsetAt(to) ?? 0 },
      })),
    ),
    notes: header ? new Map([...notes, ['header', 1]]) : notes,
    candidates: read.candidates,
    text: shownText(lines),
    report: origin?.report,
  }
}

/** The lines as a text that reads as they do, each character at the offset that it was read at. */
function shownText(lines: readonly Line[]): string {
  return lines
    .map(({ text, cell }, index) => {
      if (cell === undefined) return index === 0 ? text : `\n${text}`
      const before = lines[index - 1]?.cell
      const goesOn = before?.table === cell.table && before.row === cell.row
      return (index === 0 ? '' : goesOn ? '\t' : '\n') + text.replaceAll(/[\t\u2028]/g, ' ')
    })
    .join('')
}

function hasWords(header: string): boolean {
  try {
    return /[\p{L}]/u.test(textBelow(parseXml(header)))
  } catch {
    // A header that cannot be read has nothing to say.
    return false
  }
}

interface Kind {
  readonly type: string
  readonly attrs: Readonly<Record<string, unknown>>
  readonly content: Node
  readonly start: number
}

/** What a line is: as its own file says, as its text says, or as its style says. */
function kindOf(line: Line, block: Node, origin: ReadOrigin | undefined, index: number): Kind {
  if (line.cell !== undefined) return { type: 'cell', attrs: block.attrs, content: block, start: 0 }
  const marker: unknown = block.attrs['marker']
  const start = block.type.name === 'section' && typeof marker === 'string' ? marker.length : 0
  const known = line.id === '' ? undefined : origin?.block(line.id)
  if (
    known !== undefined &&
    known.type !== 'cell' &&
    schema.nodes[known.type]?.isTextblock === true
  ) {
    const isSection = known.type === 'section'
    const attrs = safeAttrs(known.type, known.attrs)
    if (isSection || start === 0) return { type: known.type, attrs, content: block, start }
    // It was a paragraph that only begins like a section: its number is text.
    const whole = schema.node('paragraph', null, [
      schema.text(line.text.slice(0, start)),
      ...block.content.content,
    ])
    return { type: known.type, attrs, content: whole, start: 0 }
  }
  const { outline, name } = line.style
  const isShort = line.text.length <= 60 && !line.text.includes('。')
  const gap: unknown = block.attrs['gap']
  if (block.type.name === 'paragraph' && isShort) {
    if (/^(?:title|标题)$/.test(name) || (index === 0 && line.style.centred))
      return { type: 'title', attrs: { gap }, content: block, start }
    if (outline !== undefined && outline < 4)
      return {
        type: 'section',
        // Without a number of its own; where it stands is counted below.
        attrs: { gap, level: outline + 1, marker: '' },
        content: block,
        start,
      }
  }
  return { type: block.type.name, attrs: block.attrs, content: block, start }
}

/** The attributes that a node type has, as far as their values are of the type of its defaults. */
function safeAttrs(
  type: string,
  attrs: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const known = schema.nodes[type]?.spec.attrs ?? {}
  return Object.fromEntries(
    Object.entries(attrs).filter(([key, value]) => {
      if (!Object.hasOwn(known, key)) return false
      const standard: unknown = known[key]?.['default']
      return key === 'marker' ? typeof value === 'string' : typeof value === typeof standard
    }),
  )
}

/** The document of these blocks; a heading that has no number keeps none where it stands. */
function numbered(blocks: readonly Node[], end: string): Node {
  const counts = [0, 0, 0, 0, 0]
  const list = blocks.map((block) => {
    if (block.type.name !== 'section') return block
    const level = block.attrs['level'] as SectionLevel
    counts[level] = (counts[level] ?? 0) + 1
    counts.fill(0, level + 1)
    return block.attrs['marker'] === ''
      ? block.type.create({ ...block.attrs, markerAt: counts[level] ?? 1 }, block.content)
      : block
  })
  const content = list.length === 0 ? [schema.node('paragraph')] : list
  return schema.node('report', { end }, Fragment.from(content))
}

function threadsOf(
  lines: readonly Line[],
  built: readonly BuiltBlock[],
  comments: ReadonlyMap<string, WordComment>,
): ReadThread[] {
  const ranges = new Map<string, Range>()
  for (const [block, line] of lines.entries()) {
    for (const { id, from, to } of line.comments) {
      const place = (at: number): PaperPlace => ({
        block,
        offset: built[block]?.offsetAt(at) ?? 0,
      })
      ranges.set(id, { from: ranges.get(id)?.from ?? place(from), to: place(to) })
    }
  }
  const whole: Range = { from: { block: 0, offset: 0 }, to: { block: 0, offset: 0 } }
  const answers = groupBy([...comments.values()], ({ parent }) => parent ?? '')
  return [...comments.values()]
    .filter(({ parent }) => parent === undefined || !comments.has(parent))
    .map((first) => {
      return {
        ...(ranges.get(first.id) ?? whole),
        messages: [first, ...(first.id === '' ? [] : (answers.get(first.id) ?? []))],
        resolved: first.resolved,
      }
    })
    .filter(({ messages }) => messages.some(({ body }) => body !== ''))
}
