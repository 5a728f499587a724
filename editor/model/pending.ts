import { courseOfLabel, isCourse, type Course } from '../../schema/course'
import type { ValueErrorCode } from '../../schema/values'
import { isLoose, numberAt, textAt, textsAt } from './decode'
import { detailToStore, noDetail, readDetail, type SourceDetail } from './figures/source'
import type { Report } from './report'

/** Something that a person wants done to a figure of a report that may be closed. */
export type Pending = PendingFill | PendingWithdrawal

interface PendingBase {
  /** Its own, and never used again: the ledger's entry takes it. */
  readonly id: string
  readonly report: string
  readonly figure: string
  /** Name of the figure, for lists. */
  readonly label: string
  /** Entries of the register that the person had before their eyes. */
  readonly seen: readonly string[]
  /** Milliseconds since 1970. */
  readonly at: number
}

export interface PendingFill extends PendingBase {
  readonly type: 'fill'
  /** As it was typed, fit for the figure when it was. */
  readonly value: string
  readonly suffix: string
  /** What the words before the blank say of its sign. */
  readonly course: Course
  /** The unit that stands behind it, for lists. */
  readonly unit: string
  readonly source: string
  readonly detail: SourceDetail
  /** Why the report did not take it; `''` while it waits. */
  readonly refused: ValueErrorCode | ''
}

/** Takes a fill back that has reached the report already. */
export interface PendingWithdrawal extends PendingBase {
  readonly type: 'withdraw'
  /** Id of the fill. */
  readonly entry: string
}

/** What became of it: done now or before; refused; or the report does not know its fill yet. */
export type Outcome = 'done' | 'later' | { readonly refused: ValueErrorCode }

/**
 * Does what is pending to an open report that may be changed. Done twice, on one device or in
 * two contexts of it, it is done once: the fill's id is the key of its entry.
 */
export function applyPending(report: Pick<Report, 'figures'>, pending: Pending): Outcome {
  const { figure, seen, at } = pending
  if (pending.type === 'withdraw')
    return report.figures.withdraw(figure, { entry: pending.entry, seen, at }) ? 'done' : 'later'
  const { id, value, suffix, course, source, detail } = pending
  const chosen = { entry: id, seen, at }
  const result = report.figures.fill(figure, value, { suffix, course, source, detail, chosen })
  return result.ok ? 'done' : { refused: result.code }
}

/** Reads what is stored; undefined when it is nothing of ours. */
export function readPending(stored: unknown): Pending | undefined {
  if (!isLoose(stored)) return undefined
  const base = {
    id: textAt(stored, 'id', 80),
    report: textAt(stored, 'report', 80),
    figure: textAt(stored, 'figure', 80),
    label: textAt(stored, 'label', 200),
    seen: textsAt(stored, 'seen'),
    at: numberAt(stored, 'at'),
  }
  if (base.id === '' || base.report === '' || base.figure === '') return undefined
  if (stored['type'] === 'withdraw')
    return { type: 'withdraw', ...base, entry: textAt(stored, 'entry', 80) }
  if (stored['type'] !== 'fill') return undefined
  return {
    type: 'fill',
    ...base,
    value: textAt(stored, 'value', 400),
    suffix: textAt(stored, 'suffix', 40),
    course: isCourse(stored['course']) ? stored['course'] : courseOfLabel(base.label),
    unit: textAt(stored, 'unit', 40),
    source: textAt(stored, 'source', 400),
    detail: readDetail(stored['detail']),
    refused: (textAt(stored, 'refused', 40) || '') as ValueErrorCode | '',
  }
}

/** The stored form: plain data. */
export function pendingToStore(pending: Pending): Record<string, unknown> {
  return pending.type === 'withdraw'
    ? { ...pending }
    : { ...pending, detail: detailToStore(pending.detail ?? noDetail) ?? {} }
}
