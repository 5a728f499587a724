import { Fragment, type Attrs, type Node } from 'prosemirror-model'
import { certain, findBlanks, type BlankHit } from './blanks'
import { blockText } from './content'
import { labelsOf, tellApart, type LabelContext } from './labels'
import { normalise } from './normalise'
import { recognise } from './numbering'
import { schema, type FigureKind, type SectionLevel } from './schema'
import { pathTo } from './sections'
import { blanksInCell, cellsOfLines } from './read-table'
import { headsOf } from './tables'
import { measureAt } from './units'

/** One blank of a text that was read. Blanks that probably mean one value share their id. */
export interface Figure {
  readonly id: string
  readonly kind: FigureKind
  readonly unit: string
  readonly label: string
  readonly mask: string
  /** Equals `id`: the group of likely-equal values is the figure. */
  readonly group: string
  /** Headings and item, from the outside in. */
  readonly section: readonly string[]
}

/** Something that may be a blank and stayed text. Offsets refer to the normalised text. */
export interface Candidate {
  readonly offset: number
  readonly length: number
  readonly text: string
  readonly kind: FigureKind
  readonly confidence: number
  readonly reason: string
}

/** Something in the text that a person should look at. Offsets refer to the normalised text. */
export interface Finding {
  /** `unit-missing`: a number without its measure word; `number-order`: a section number out of order. */
  readonly rule: 'unit-missing' | 'number-order'
  readonly offset: number
  readonly length: number
}

export interface ReadResult {
  readonly doc: Node
  /** One entry for each blank in the order of the document. */
  readonly figures: readonly Figure[]
  readonly candidates: readonly Candidate[]
  readonly findings: readonly Finding[]
}

interface Line {
  readonly text: string
  readonly offset: number
  readonly gap: string
  type: string
  attrs: Record<string, unknown>
  /** Where the content starts in `text`, after a section number. */
  start: number
}

/**
 * Reads a plain text (a template or a draft) into a document. Never throws, whatever
 * the text; `writeText` gives `normalise(text)` back. Lines that follow one another with as
 * many tabs each are a table.
 *
 * @param options.idPrefix first characters of the ids of figures and tables, `f` unless told otherwise.
 * @param options.cells attributes of lines that are cells of tables, by the number of the line
 *   from 0; with it, tabs make no tables
 */
export function readText(
  text: string,
  options: {
    readonly idPrefix?: string
    readonly cells?: ReadonlyMap<number, Attrs>
  } = {},
): ReadResult {
  const source = normalise(text)
  const idPrefix = options.idPrefix ?? 'f'
  const { lines, end } = linesOf(source, options.cells, idPrefix)
  const findings: Finding[] = []
  nameBlocks(lines, findings)

  const hits = hitsOf(source, lines)
  const ids = figureIds(source, hits, idPrefix)
  const candidates: Candidate[] = []
  const placed: { hit: BlankHit; id: string; block: number; offset: number }[] = []
  const drafts: { type: string; attrs: Attrs; content: (string | BlankHit)[] }[] = []
  let next = 0

  lines.forEach((line, block) => {
    const content: (string | BlankHit)[] = []
    const from = line.offset + line.start
    const to = line.offset + line.text.length
    let at = from
    /** Content offset of what comes next: a blank is one. */
    let offset = 0
    for (; next < hits.length; next++) {
      const hit = hits[next]
      if (hit === undefined || hit.offset >= to) break
      if (hit.confidence < certain) {
        candidates.push(asCandidate(hit))
        continue
      }
      if (hit.offset < at) continue
      if (hit.offset > at) content.push(source.slice(at, hit.offset))
      offset += hit.offset - at
      content.push(hit)
      placed.push({ hit, id: ids[next] ?? '', block, offset })
      offset++
      at = hit.offset + hit.length
      if (hit.kind === 'count' && hit.unit === '' && line.type !== 'cell') {
        findings.push({ rule: 'unit-missing', offset: hit.offset, length: hit.length })
      }
    }
    if (at < to) content.push(source.slice(at, to))
    drafts.push({ type: line.type, attrs: line.attrs, content })
  })

  const bare = build(drafts, end, (hit) => ({ mask: hit.mask }))
  const contexts: LabelContext[] = placed.map(({ hit, block, offset }) => ({
    text: blockText(bare.child(block)),
    offset,
    kind: hit.kind,
    unit: hit.unit,
    suffix: hit.suffix,
    said: hit.said,
  }))
  const paths = placed.map(({ block, offset }) => pathTo(bare, block, offset))
  const labels = firstLabels(
    labelsOf(contexts),
    placed.map((p) => p.id),
  )
  const heads = placed.map(({ block }) => headsOf(bare, block))
  heads.forEach((head, index) => {
    const words = head === null ? '' : `${head.row}${head.column}`
    if (words !== '' && placed[index]?.hit.said === '') labels[index] = words.slice(0, longestLabel)
  })
  tellApart(
    labels,
    contexts,
    placed.map((p) => p.id),
    paths.map(shortPlace),
  )

  const figures: Figure[] = placed.map(({ hit, id }, index) => ({
    id,
    ...measured(hit, heads[index]?.unit ?? ''),
    label: labels[index] ?? '',
    mask: hit.mask,
    group: id,
    section: paths[index] ?? [],
  }))
  let count = 0
  const doc = build(drafts, end, () => {
    const figure = figures[count++]
    return {
      figure: figure?.id ?? '',
      kind: figure?.kind ?? 'text',
      unit: figure?.unit ?? '',
      label: figure?.label ?? '',
      mask: figure?.mask ?? '*',
    }
  })
  findings.sort((a, b) => a.offset - b.offset)
  return { doc, figures, candidates, findings }
}

/** Characters of a label that was made of the heads of a table. */
const longestLabel = 24

/** What a blank is counted in: what stands behind it, else what the head of its column says. */
function measured(hit: BlankHit, head: string): { kind: FigureKind; unit: string } {
  const { kind, unit } = hit
  const said = unit === '' && hit.suffix === '' && head !== '' ? measureAt(head) : null
  return said === null || said.suffix !== '' || said.unit !== head
    ? { kind, unit }
    : { kind: said.kind, unit: said.unit }
}

/** The blanks of a text in its order; a cell is read by itself. */
function hitsOf(source: string, lines: readonly Line[]): BlankHit[] {
  const cells = lines.filter(({ type }) => type === 'cell')
  const hits = findBlanks(source)
  if (cells.length === 0) return hits
  const tables = cells.map(({ offset, text }) => ({ from: offset, to: offset + text.length }))
  let next = 0
  const outside = hits.filter(({ offset }) => {
    while (next < tables.length && (tables[next]?.to ?? 0) <= offset) next++
    return offset < (tables[next]?.from ?? Infinity)
  })
  const inside = cells.flatMap(({ offset, text }) =>
    blanksInCell(text).map((hit) => ({ ...hit, offset: hit.offset + offset })),
  )
  return [...outside, ...inside].sort((a, b) => a.offset - b.offset)
}

function asCandidate(hit: BlankHit): Candidate {
  const { offset, length, mask, kind, confidence, reason } = hit
  return { offset, length, text: mask, kind, confidence, reason }
}

function build(
  drafts: readonly { type: string; attrs: Attrs; content: readonly (string | BlankHit)[] }[],
  end: string,
  attrsOf: (hit: BlankHit) => Attrs,
): Node {
  const blocks = drafts.map(({ type, attrs, content }) =>
    schema.node(
      type,
      attrs,
      content.map((part) =>
        typeof part === 'string' ? schema.text(part) : schema.node('placeholder', attrsOf(part)),
      ),
    ),
  )
  if (blocks.length === 0) blocks.push(schema.node('paragraph'))
  return schema.node('report', { end }, Fragment.from(blocks))
}

/** Cuts a normalised text into lines with content; what stands between them is a gap. */
function linesOf(
  source: string,
  given: ReadonlyMap<number, Attrs> | undefined,
  idPrefix: string,
): { lines: Line[]; end: string } {
  const texts = source.split('\n')
  const tables = given === undefined ? cellsOfLines(texts, idPrefix) : null
  const lines: Line[] = []
  let gap = ''
  let offset = 0
  const add = (text: string, at: number, type: string, attrs: Attrs): void => {
    lines.push({ text, offset: at, gap, type, attrs: { ...attrs }, start: 0 })
    gap = ''
  }
  texts.forEach((text, number) => {
    const own = given?.get(number)
    const row = tables?.get(number)
    if (own !== undefined) add(text, offset, 'cell', own)
    else if (row !== undefined) {
      let at = offset
      for (const { text: cell, attrs } of row) {
        add(cell, at, 'cell', attrs)
        at += cell.length + 1
      }
    } else if (text.trim() === '') gap += `${text}\n`
    else add(text, offset, 'paragraph', {})
    offset += text.length + 1
  })
  // The last piece has no line end of its own.
  const rest = gap.slice(0, -1)
  const end = lines.length === 0 ? rest : gap === '' ? '' : `\n${rest}`
  return { lines, end }
}

/** Decides what each line is. Conservative: a line that is not plainly something is a paragraph. */
function nameBlocks(lines: Line[], findings: Finding[]): void {
  const counts = [0, 0, 0, 0, 0]
  for (const line of lines) {
    if (line.gap !== '') line.attrs = { gap: line.gap, ...line.attrs }
    if (line.type === 'cell') continue
    const number = recognise(line.text)
    if (number !== null && number.level !== 6) {
      const level: SectionLevel = number.level
      counts[level] = (counts[level] ?? 0) + 1
      counts.fill(0, level + 1)
      const order = counts[level] ?? 1
      line.type = 'section'
      line.start = number.marker.length
      line.attrs = { ...line.attrs, level, marker: number.marker, markerAt: order }
      if (order !== number.ordinal) {
        findings.push({ rule: 'number-order', offset: line.offset, length: number.marker.length })
      }
    } else if (/^附件?[：:]/.test(line.text)) {
      line.type = 'attachment'
    }
  }
  nameHead(lines)
  nameFoot(lines)
}

const office =
  /(?:局|委|办|厅|府|部|院|公司|单位|部门|小组|委员会|中心|大学|学校|集团|企业|同志|支部|党组)(?:[（(][^）)]{0,20}[）)])?[：:]$/

function nameHead(lines: Line[]): void {
  const first = lines[0]
  if (first === undefined || first.type !== 'paragraph' || lines.length < 2) return
  if (
    first.text.length > 60 ||
    /[。；，：！？、:;,]$/.test(first.text.trimEnd()) ||
    first.text.includes('。')
  )
    return
  first.type = 'title'
  const second = lines[1]
  if (
    second?.type === 'paragraph' &&
    second.text.length <= 80 &&
    !second.text.includes('。') &&
    office.test(second.text.trimEnd())
  ) {
    second.type = 'salutation'
  }
}

const blankRun = '[*＊xXＸ×_ 　□○]{1,6}'
const dateLine = new RegExp(
  `^(?:[0-9０-９]{4}|[二〇○零一三四五六七八九]{4}|(?:19|20)[0-9xX×*]{2}|${blankRun})年(?:[0-9０-９一二三四五六七八九十]{1,3}|${blankRun})月(?:[0-9０-９一二三四五六七八九十]{1,3}|${blankRun})日$`,
)

function nameFoot(lines: Line[]): void {
  const last = lines.at(-1)
  if (lines.length < 3 || last?.type !== 'paragraph' || !dateLine.test(last.text.trim())) return
  last.type = 'date'
  const above = lines.at(-2)
  if (
    above?.type === 'paragraph' &&
    above.text.trim().length <= 30 &&
    !/[，。；：！？、]/.test(above.text)
  ) {
    above.type = 'signature'
  }
}

/**
 * One id for each hit. Names with the same mask and suffix and the same word before, years
 * and blanks that name themselves are likely one value; numbers never are (SPEC.md, G1).
 */
function figureIds(source: string, hits: readonly BlankHit[], prefix: string): string[] {
  const known = new Map<string, string>()
  let count = 0
  return hits.map((hit) => {
    if (hit.confidence < certain) return ''
    const key = groupKey(source, hit)
    const old = key === null ? undefined : known.get(key)
    if (old !== undefined) return old
    const id = `${prefix}${++count}`
    if (key !== null) known.set(key, id)
    return id
  })
}

function groupKey(source: string, hit: BlankHit): string | null {
  if (hit.said !== '') return `said ${hit.said} ${hit.kind} ${hit.unit}`
  if (hit.kind === 'organisation' || hit.kind === 'place') {
    const before =
      /[市县区省州盟旗镇乡]$/.exec(source.slice(Math.max(0, hit.offset - 1), hit.offset))?.[0] ?? ''
    return `name ${before} ${hit.mask} ${hit.suffix}`
  }
  if (hit.kind === 'date' && hit.unit === '年' && hit.mask.length >= 3) return `year ${hit.mask}`
  return null
}

/** All places of a figure carry the label of its first place. */
function firstLabels(labels: string[], ids: readonly string[]): string[] {
  const first = new Map<string, string>()
  return labels.map((label, index) => {
    const id = ids[index] ?? ''
    const known = first.get(id)
    if (known !== undefined) return known
    first.set(id, label)
    return label
  })
}

function shortPlace(path: readonly string[]): string {
  const last = path.at(-1) ?? ''
  return (
    last
      .replace(/^(?:[一二三四五六七八九十]+是|[（(]?[一二三四五六七八九十\d]+[）)、.]?)/, '')
      .split(/[，、]/)[0]
      ?.slice(0, 10) ?? ''
  )
}
