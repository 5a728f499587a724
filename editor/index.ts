import * as Y from 'yjs'
import type { Environment } from './model/environment'
import { partNames, type PartName } from './model/parts'
import { emptyParts, reportOf, seedReport, type Draft, type Report } from './model/report'
import { systemEnvironment } from './system'

/** The door of the room for tools, servers and tests: a report as its documents, without a DOM. */
export type { Report } from './model/report'
export type { Environment } from './model/environment'
export type { PartName } from './model/parts'
export type { FigureInfo, FigureValue, LedgerEntry } from './model/figures/entries'
export type { Figures, FigureState, Filled } from './model/figures/figures'
export type { Review } from './model/review/review'
export type { Message, Suggestion, Thread } from './model/review/thread'
export { anchorRange, resolveRange, type Anchor } from './model/review/anchors'
export type { ReportSummary } from './model/summary'
export { systemEnvironment } from './system'

interface Options {
  /** Default: a fresh one. */
  readonly id?: string
  /** Member id of whoever works here. */
  readonly author?: string
  readonly environment?: Environment
}

/** A new report, from a template where there is one. */
export function createReport(
  options: Options & {
    readonly text?: string
    /** Instead of a text: a document that was read from a file. */
    readonly draft?: Draft
    readonly title?: string
  } = {},
): Report {
  const { environment = systemEnvironment, author = '', text = '', draft, title } = options
  const parts = emptyParts()
  seedReport(parts, draft ?? text, environment, title)
  return reportOf(parts, { id: options.id ?? environment.newId(), environment, author })
}

/**
 * A report from what was stored or sent of it.
 * Throws whatever Yjs throws when an update is malformed.
 */
export function openReport(
  options: Options & {
    readonly id: string
    readonly updates?: Partial<Record<PartName, Uint8Array>>
  },
): Report {
  const { environment = systemEnvironment, author = '', id, updates = {} } = options
  const parts = emptyParts()
  for (const part of partNames) {
    const update = updates[part]
    if (update !== undefined) Y.applyUpdate(parts[part], update)
  }
  return reportOf(parts, { id, environment, author })
}
