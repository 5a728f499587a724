import type { CellValue } from 'hucre/xlsx'
import { propose, type Proposal } from '../board/proposals'
import { groupBy } from '../model/group-by'
import type { FigureItem } from '../panels/overview'
import { isHead, marks, type NamedColumn } from './columns'
import type { AsideRefusal } from './open-aside'
import type { OpenedSheet, OpenedSheets } from './open-sheets'

/** A row of a file that brings a value and cannot be used. */
export interface BadRow {
  /** Name of the sheet, and the row as the spreadsheet counts it, from 1. */
  readonly sheet: string
  readonly row: number
  readonly label: string
  readonly raw: string
  /** `unclear-percent`: 0.95 from a format that does not tell whether 95% or 0.95% was seen. */
  readonly reason: 'unknown' | 'ambiguous' | 'contradicts' | 'unclear-percent'
  /** The other row, where two say different things. */
  readonly other?: number
}

export type FilledList =
  | {
      readonly ok: true
      readonly proposals: readonly Proposal[]
      readonly bad: readonly BadRow[]
    }
  | {
      readonly ok: false
      /** It could not be opened; it has no column of values; it is another report's. */
      readonly reason: AsideRefusal | 'no-table' | 'foreign'
    }

/** The head of the table is looked for in so many rows from the top. */
const headDepth = 40

interface Table {
  readonly sheet: OpenedSheet
  /** Index of the head's row. */
  readonly head: number
  readonly columns: ReadonlyMap<NamedColumn | keyof typeof marks, number>
}

/**
 * Reads a list that came back. Each row finds its figure by the hidden id; a row without
 * one by its name, when exactly one figure has it. Changes nothing. Never throws.
 *
 * @param opened what `openSheetsAside` made of the file
 */
export function readFilledList(
  opened: OpenedSheets | AsideRefusal,
  items: readonly FigureItem[],
): FilledList {
  if (typeof opened === 'string') return { ok: false, reason: opened }
  const { sheets, hasFormats } = opened
  const tables = sheets.flatMap((sheet) => findTable(sheet) ?? [])
  if (tables.length === 0) return { ok: false, reason: 'no-table' }
  const byId = new Map(items.map((item) => [item.id, item]))
  const byLabel = groupBy(items, ({ label }) => label)
  const taken = new Map<string, { readonly row: number; readonly raw: string }>()
  const proposals: Proposal[] = []
  const bad: BadRow[] = []
  let known = 0
  let strange = 0
  for (const { sheet, head, columns } of tables) {
    for (let index = head + 1; index < sheet.rows.length; index++) {
      const text = (column: NamedColumn | keyof typeof marks): string => {
        const at = columns.get(column)
        return at === undefined ? '' : plain(sheet.rows[index]?.[at] ?? null)
      }
      const [id, label] = [text('id'), text('label')]
      if (id !== '') {
        if (byId.has(id)) known++
        else strange++
      }
      const valueAt = columns.get('value') ?? 0
      const value = sheet.rows[index]?.[valueAt] ?? null
      if (plain(value) === '') continue
      const same = byLabel.get(label) ?? []
      const item = id === '' ? (same.length === 1 ? same[0] : undefined) : byId.get(id)
      const raw = valueText(value, sheet.formats.get(`${index},${valueAt}`), item)
      const row = index + 1
      if (item === undefined) {
        const reason = id === '' && same.length > 1 ? 'ambiguous' : 'unknown'
        bad.push({ sheet: sheet.name, row, label, raw, reason })
        continue
      }
      if (!hasFormats && isUnclearPercent(value, item)) {
        bad.push({ sheet: sheet.name, row, label: item.label, raw, reason: 'unclear-percent' })
        continue
      }
      const before = taken.get(item.id)
      if (before !== undefined) {
        if (before.raw !== raw)
          bad.push({
            sheet: sheet.name,
            row,
            label: item.label,
            raw,
            reason: 'contradicts',
            other: before.row,
          })
        continue
      }
      taken.set(item.id, { row, raw })
      const one = propose(item, raw, {
        ...(columns.has('known') ? { known: text('known') } : {}),
        source: text('source'),
        basis: text('basis'),
        row,
      })
      if (one !== null) proposals.push(one)
    }
  }
  if (known === 0 && strange > 0) return { ok: false, reason: 'foreign' }
  return { ok: true, proposals, bad }
}

function findTable(sheet: OpenedSheet): Table | null {
  for (let head = 0; head < Math.min(headDepth, sheet.rows.length); head++) {
    const columns = new Map<NamedColumn | keyof typeof marks, number>()
    sheet.rows[head]?.forEach((cell, index) => {
      const text = plain(cell)
      for (const key of ['label', 'value', 'source', 'basis'] as const)
        if (!columns.has(key) && isHead(text, key)) columns.set(key, index)
      for (const key of ['id', 'known', 'rule'] as const)
        if (text === marks[key]) columns.set(key, index)
    })
    if (columns.has('value') && (columns.has('id') || columns.has('label')))
      return { sheet, head, columns }
  }
  return null
}

/** A cell as text, without regard to how it is shown. */
function plain(value: CellValue): string {
  if (value === null) return ''
  if (value instanceof Date) return dateText(value)
  // A sum of decimals such as 0.1 + 0.2 has digits that nobody meant.
  if (typeof value === 'number') return String(Number(value.toPrecision(12)))
  return String(value).trim()
}

/** A value's cell as a person sees it: 95% is stored as 0.95. */
function valueText(
  value: CellValue,
  format: string | undefined,
  item: FigureItem | undefined,
): string {
  if (typeof value === 'number' && /%/.test(format ?? '')) {
    const percent = plain(value * 100)
    return item?.kind === 'percent' ? percent : `${percent}%`
  }
  if (value instanceof Date && item?.kind === 'date') {
    if (item.unit === '年') return String(value.getUTCFullYear())
    if (item.unit === '月') return String(value.getUTCMonth() + 1)
    if (item.unit === '日') return String(value.getUTCDate())
  }
  return plain(value)
}

/** A number that is 0.95% or 95%, or below zero −0.03% or −3%, depending on how it was shown. */
function isUnclearPercent(value: CellValue, item: FigureItem): boolean {
  return item.kind === 'percent' && typeof value === 'number' && value !== 0 && Math.abs(value) <= 1
}

function dateText(date: Date): string {
  return `${date.getUTCFullYear()}年${date.getUTCMonth() + 1}月${date.getUTCDate()}日`
}
