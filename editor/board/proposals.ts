import { parseValue, type ValueError } from '../../schema/values'
import { groupBy } from '../model/group-by'
import type { FigureItem } from '../panels/overview'

/** A value that a list or a file brings for a figure, not yet applied. */
export interface Proposal {
  readonly item: FigureItem
  /** As it came. */
  readonly raw: string
  readonly outcome: Outcome
  /** 数据来源 and 口径 that came with it; may be empty. */
  readonly source: string
  readonly basis: string
  /** Row of the file that it stands in, from 1; undefined for what was pasted. */
  readonly row: number | undefined
}

export type Outcome =
  /** Fills what is missing, or decides what is inconsistent. */
  | { readonly type: 'fill'; readonly value: string }
  /** Puts another value in the place of the present one. */
  | { readonly type: 'change'; readonly value: string }
  /** As `change`, but somebody changed the figure after the list was handed out. */
  | { readonly type: 'conflict'; readonly value: string }
  | { readonly type: 'same' }
  | { readonly type: 'refused'; readonly error: ValueError }

/**
 * What would become of a figure if `raw` were its value. Empty text is no proposal.
 * @param known value that the figure had when the list was handed out; undefined if not known
 */
export function propose(
  item: FigureItem,
  raw: string,
  details: {
    readonly known?: string
    readonly source?: string
    readonly basis?: string
    readonly row?: number
  } = {},
): Proposal | null {
  if (raw.trim() === '') return null
  const { known, source = '', basis = '', row } = details
  const parsed = parseValue(item.kind, item.unit, raw, item.suffix, item.label, item.course)
  return { item, raw, source, basis, row, outcome: outcomeOf(item, parsed, known) }
}

function outcomeOf(
  item: FigureItem,
  parsed: ReturnType<typeof parseValue>,
  known: string | undefined,
): Outcome {
  if (!parsed.ok) return { type: 'refused', error: parsed }
  const { value } = parsed
  if (item.value === value) return { type: 'same' }
  if (item.state === 'missing' || item.state === 'conflict') return { type: 'fill', value }
  // What the file was handed out with and nobody touched in it is no wish to go back to it.
  if (known !== undefined && value === known) return { type: 'same' }
  return { type: known !== undefined && known !== item.value ? 'conflict' : 'change', value }
}

/** The cells that a spreadsheet puts on the clipboard: rows of columns. */
export function readCells(text: string): string[][] {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n')
  return lines.map((line) => line.split('\t').map((cell) => cell.trim()))
}

/**
 * The proposals of pasted cells. One column fills the figures from the first downwards,
 * an empty cell skips its figure. With more columns, a row whose first cell is the label of
 * one figure is for that figure, wherever it stands, and its second cell is the value.
 */
export function proposePaste(
  cells: readonly (readonly string[])[],
  items: readonly FigureItem[],
): { readonly proposals: readonly Proposal[]; readonly unplaced: number } {
  const byLabel = groupBy(items, ({ label }) => label)
  const labelled = cells.some(
    (row) => row.length > 1 && byLabel.get(row[0] ?? '')?.length === 1 && row[0] !== '',
  )
  let unplaced = 0
  const proposals = cells.flatMap((row, index): Proposal[] => {
    const found = labelled ? byLabel.get(row[0] ?? '') : undefined
    const item = labelled ? (found?.length === 1 ? found[0] : undefined) : items[index]
    const raw = (labelled ? row[1] : row[0]) ?? ''
    if (item === undefined) {
      if (raw.trim() !== '') unplaced++
      return []
    }
    const one = propose(item, raw)
    return one === null ? [] : [one]
  })
  return { proposals, unplaced }
}
