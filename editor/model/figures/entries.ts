import { isFigureKind, type FigureKind } from '../../../schema/schema'
import { flagAt, isLoose, numberAt, textAt } from '../decode'
import { detailToStore, readDetail, type SourceDetail } from './source'

/** What is known of a figure apart from its value. */
export interface FigureInfo {
  readonly id: string
  readonly kind: FigureKind
  /** 计量单位: what stands after the value in the text, such as 次 or 万件; may be empty. */
  readonly unit: string
  readonly label: string
  /** The blank as the template wrote it. */
  readonly mask: string
  /** A word for whoever fills it. */
  readonly hint: string
}

/** One value of a figure that nobody has replaced yet. */
export interface FigureValue {
  /** Id of the register's entry and of the ledger's. */
  readonly entry: string
  readonly figure: string
  /** As it is shown in the text; empty when `notApplicable`. */
  readonly value: string
  /** Member id. */
  readonly by: string
  /** Milliseconds since 1970, by the clock of whoever set it. */
  readonly at: number
  /** 数据来源: one line. */
  readonly source: string
  /** What more is known of the source. */
  readonly detail: SourceDetail
  /** 口径. */
  readonly basis: string
  /** 统计期间, such as 2022年1—11月. */
  readonly period: string
  /** 截至日期. */
  readonly cutoff: string
  /** 不适用. */
  readonly notApplicable: boolean
  /** 待核: set by somebody who wants it checked. */
  readonly unverified: boolean
}

/** A line of the ledger: a value that was set, or the clearing of the figure (`cleared`). */
export interface LedgerEntry extends FigureValue {
  readonly cleared: boolean
}

const longest = 400

/** Reads what stands under `entry`, whoever wrote it; null when it is no entry of a figure. */
export function readEntry(entry: string, stored: unknown): LedgerEntry | null {
  if (!isLoose(stored)) return null
  const figure = textAt(stored, 'figure', 80)
  if (figure === '') return null
  return {
    entry,
    figure,
    value: textAt(stored, 'value', longest),
    by: textAt(stored, 'by', 80),
    at: numberAt(stored, 'at'),
    source: textAt(stored, 'source', longest),
    detail: readDetail(stored['detail']),
    basis: textAt(stored, 'basis', longest),
    period: textAt(stored, 'period', longest),
    cutoff: textAt(stored, 'cutoff', longest),
    notApplicable: flagAt(stored, 'notApplicable'),
    unverified: flagAt(stored, 'unverified'),
    cleared: flagAt(stored, 'cleared'),
  }
}

/** The stored form: only what differs from the default. */
export function entryToStore({
  detail,
  ...entry
}: Omit<LedgerEntry, 'entry'>): Record<string, unknown> {
  const stored = { ...entry, detail: detailToStore(detail) }
  return Object.fromEntries(
    Object.entries(stored).filter(
      ([, value]) => value !== '' && value !== false && value !== undefined,
    ),
  )
}

export function readInfo(id: string, stored: unknown): FigureInfo | null {
  if (!isLoose(stored)) return null
  const kind = stored['kind']
  return {
    id,
    kind: isFigureKind(kind) ? kind : 'text',
    unit: textAt(stored, 'unit', 40),
    label: textAt(stored, 'label', 200),
    mask: textAt(stored, 'mask', 80),
    hint: textAt(stored, 'hint', 400),
  }
}
