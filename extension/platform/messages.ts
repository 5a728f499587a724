import { browser } from 'wxt/browser'
import { isLoose, textAt, textsAt } from '../../editor/model/decode'
import type { Access } from '../../editor/session'
import { readBlankList, type BlankList } from '../../editor/model/blank-list'
import type { ValueErrorCode } from '../../schema/values'
import { readAccess } from './library'
import { readSummary, type ReportSummary } from '../../editor/model/summary'

/** A report that the offscreen document keeps in sync. */
export interface Kept {
  readonly id: string
  readonly access: Access
}

/** Messages between the contexts of the extension. */
export type Message =
  /** The offscreen document has started and asks what to keep. */
  | { readonly to: 'background'; readonly type: 'what-to-keep' }
  /** What a report looks like now, from a context that has no storage of its own. */
  | { readonly to: 'background'; readonly type: 'summary'; readonly summary: ReportSummary }
  /** All blanks of a report, likewise. */
  | { readonly to: 'background'; readonly type: 'blanks'; readonly list: BlankList }
  /** Asks what is to be filled in a report; the answer is a list of stored forms. */
  | { readonly to: 'background'; readonly type: 'fills'; readonly report: string }
  /** Tells which of these were filled or refused. */
  | {
      readonly to: 'background'
      readonly type: 'fills-settled'
      readonly report: string
      readonly done: readonly string[]
      readonly refused: readonly { readonly id: string; readonly code: ValueErrorCode }[]
    }
  /** Something is to be filled in a report. */
  | { readonly to: 'offscreen'; readonly type: 'fills-changed'; readonly report: string }
  /** The store of a report was found wiped by a context that has no storage of its own. */
  | { readonly to: 'background'; readonly type: 'wiped'; readonly report: string }
  /** What to keep has changed. */
  | { readonly to: 'offscreen'; readonly type: 'keep'; readonly keep: Keep }
  /** Whoever has this report open in a tab comes forward. */
  | {
      readonly to: 'page'
      readonly type: 'show'
      readonly report: string
      readonly figure?: string
      readonly thread?: string
    }

export interface Keep {
  readonly reports: readonly Kept[]
  readonly signalling: readonly string[]
  /** What opens the stores of a device with a passphrase, 32 bytes in base64url; `''` without one. */
  readonly dataKey: string
}

/** Reads what arrived; undefined when it is none of ours. */
export function readMessage(raw: unknown): Message | undefined {
  if (!isLoose(raw)) return undefined
  const type = raw['type']
  if (raw['to'] === 'background' && type === 'what-to-keep') return { to: 'background', type }
  if (raw['to'] === 'background' && type === 'wiped')
    return { to: 'background', type, report: textAt(raw, 'report', 80) }
  if (raw['to'] === 'background' && type === 'blanks') {
    const list = readBlankList(raw['list'])
    return list === undefined ? undefined : { to: 'background', type, list }
  }
  if (raw['to'] === 'background' && type === 'fills')
    return { to: 'background', type, report: textAt(raw, 'report', 80) }
  if (raw['to'] === 'background' && type === 'fills-settled') {
    const refused = Array.isArray(raw['refused']) ? raw['refused'].filter(isLoose) : []
    return {
      to: 'background',
      type,
      report: textAt(raw, 'report', 80),
      done: textsAt(raw, 'done'),
      refused: refused.map((one) => ({
        id: textAt(one, 'id', 80),
        code: textAt(one, 'code', 40) as ValueErrorCode,
      })),
    }
  }
  if (raw['to'] === 'offscreen' && type === 'fills-changed')
    return { to: 'offscreen', type, report: textAt(raw, 'report', 80) }
  if (raw['to'] === 'background' && type === 'summary') {
    const summary = readSummary(raw['summary'])
    return summary === undefined ? undefined : { to: 'background', type, summary }
  }
  if (raw['to'] === 'offscreen' && type === 'keep')
    return { to: 'offscreen', type, keep: readKeep(raw['keep']) }
  if (raw['to'] === 'page' && type === 'show') {
    const figure = textAt(raw, 'figure', 80)
    const thread = textAt(raw, 'thread', 80)
    return {
      to: 'page',
      type,
      report: textAt(raw, 'report', 80),
      ...(figure === '' ? {} : { figure }),
      ...(thread === '' ? {} : { thread }),
    }
  }
  return undefined
}

export function readKeep(raw: unknown): Keep {
  const keep = isLoose(raw) ? raw : {}
  const reports = Array.isArray(keep['reports']) ? keep['reports'].filter(isLoose) : []
  const signalling = Array.isArray(keep['signalling']) ? keep['signalling'] : []
  return {
    reports: reports.flatMap((one) => {
      const access = readAccess(one['access'])
      return access === undefined ? [] : [{ id: textAt(one, 'id', 80), access }]
    }),
    signalling: signalling.filter((one): one is string => typeof one === 'string'),
    dataKey: textAt(keep, 'dataKey', 60),
  }
}

/** Asks the background to write something down. Rejects when it does not say that it has. */
export async function tell(
  message: Extract<Message, { to: 'background'; type: 'summary' | 'blanks' | 'fills-settled' }>,
): Promise<void> {
  if ((await send(message)) !== true) throw new Error(`the background did not take ${message.type}`)
}

/** Sends a message; resolves to the answer, or undefined when nobody listens. */
export async function send(message: Message): Promise<unknown> {
  try {
    return await browser.runtime.sendMessage(message)
  } catch {
    // Nobody listens, which the browser tells only by throwing.
    return undefined
  }
}
