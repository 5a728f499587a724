import type * as Y from 'yjs'
import type { Course } from '../../../schema/course'
import { parseValue, printValue, type ValueError } from '../../../schema/values'
import type { Environment } from '../environment'
import { figureEntriesOf, figureInfosOf, ledgerOf } from '../parts'
import type { Undoable } from '../undoable'
import {
  entryToStore,
  readEntry,
  readInfo,
  type FigureInfo,
  type FigureValue,
  type LedgerEntry,
} from './entries'
import { noDetail, type SourceDetail } from './source'
import { observe, tellAll } from '../listening'

/** 待填, 已填, 待核, 已核, 数据不一致, 不适用. */
export type FigureState =
  | 'missing'
  | 'filled'
  | 'unverified'
  | 'verified'
  | 'conflict'
  | 'not-applicable'

const states: readonly FigureState[] = [
  'missing',
  'filled',
  'unverified',
  'verified',
  'conflict',
  'not-applicable',
]

export function isFigureState(value: unknown): value is FigureState {
  return states.some((state) => state === value)
}

/** Whether a figure still waits for its one value: 待填 or 数据不一致. */
export function isOpen(state: FigureState): boolean {
  return state === 'missing' || state === 'conflict'
}

/** The ticks of whoever checked a value; each holds for one entry of the register. */
export interface Ticks {
  isVerified(entry: string): boolean
  /** Tells the figures whose ticks changed. Returns a remover. */
  onChange(listener: (figures: ReadonlySet<string>) => void): () => void
}

const noTicks: Ticks = { isVerified: () => false, onChange: () => () => undefined }

export interface FillDetails {
  readonly source?: string
  readonly detail?: SourceDetail
  readonly basis?: string
  readonly period?: string
  readonly cutoff?: string
  readonly unverified?: boolean
  /** The word that stands after the blank and ends a name (局), so that 局局 is refused. */
  readonly suffix?: string
  /** What the words before the blank say of its sign; told from the label without it. */
  readonly course?: Course
  /** Where the value was chosen apart from the report, with nothing but a list before one's eyes. */
  readonly chosen?: ChosenApart
}

/** A value that was chosen while the report was closed. */
export interface ChosenApart {
  /** Id that its entry takes: filled under it a second time, it is there once. */
  readonly entry: string
  /** Entries that stood there: these are replaced, what came since stays and shows as 数据不一致. */
  readonly seen: readonly string[]
  /** When, in milliseconds since 1970. */
  readonly at: number
}

export type Filled =
  | { readonly ok: true; readonly entry: string; readonly act: Undoable }
  | ValueError

/**
 * The figures of a report: one multi-value register for each.
 *
 * Setting a value removes the entries that this peer has seen and adds one under a fresh
 * id. Two people who set a value without having seen each other leave two entries, and
 * when these differ the figure is 数据不一致 until a person decides. The ledger keeps
 * every value ever set.
 */
export interface Figures {
  /** Makes figures known; what is known already is not changed. */
  define(infos: readonly FigureInfo[]): void
  info(id: string): FigureInfo | undefined
  /** Changes what is known of a figure: its label, or the hint for whoever fills it. */
  describe(id: string, words: { readonly label?: string; readonly hint?: string }): void
  /** Every figure that is defined, whether or not it stands in the text. */
  ids(): string[]
  state(id: string): FigureState
  /** Ids of all entries that nobody has replaced yet, also of those with the same value. */
  entries(id: string): readonly string[]
  /** The values that differ, the earliest first; more than one is 数据不一致. */
  values(id: string): readonly FigureValue[]
  /** What stands in the text; undefined while missing. Differing values are joined by ／. */
  shown(id: string): string | undefined
  /** Sets what a person typed, if it is a value of the figure's kind. */
  fill(id: string, raw: string, details?: FillDetails): Filled
  /** Does several acts as one change, so that others get all of them or none. */
  batch<T>(run: () => T): T
  /** 不适用. */
  setNotApplicable(id: string): Undoable
  /** Takes the value away; the figure is missing again. */
  clear(id: string): Undoable
  /**
   * Takes back a value that was chosen apart, unless somebody changed the figure since: what
   * stood there before comes back. False when the value is not known here (yet).
   */
  withdraw(id: string, chosen: ChosenApart): boolean
  /** Decides for one of the values of `values(id)`. Undefined when it is not there any more. */
  choose(id: string, entry: string): Undoable | undefined
  /** Every value ever set, the oldest first. */
  ledger(id: string): readonly LedgerEntry[]
  /** Tells which figures changed, here or elsewhere. Returns a remover. */
  onChange(listener: (ids: ReadonlySet<string>) => void): () => void
  close(): void
}

const fallback = (id: string): FigureInfo => ({
  id,
  kind: 'text',
  unit: '',
  label: '',
  mask: '*',
  hint: '',
})
const byTime = (a: FigureValue, b: FigureValue): number =>
  a.at - b.at || (a.entry < b.entry ? -1 : 1)

/** @param ticks who has checked what; none where nobody reads the review part */
export function createFigures(
  doc: Y.Doc,
  environment: Environment,
  me: () => string,
  ticks: Ticks = noTicks,
): Figures {
  const infos = figureInfosOf(doc)
  const entries = figureEntriesOf(doc)
  const ledger = ledgerOf(doc)
  const origin = { figures: true }
  const listeners = new Set<(ids: ReadonlySet<string>) => void>()
  /** Entries of each figure: only what an event names is read again. */
  const index = new Map<string, Map<string, FigureValue>>()
  const figureOf = new Map<string, string>()
  const empty: readonly FigureValue[] = []

  const take = (entry: string): string[] => {
    const touched: string[] = []
    const before = figureOf.get(entry)
    if (before !== undefined) {
      index.get(before)?.delete(entry)
      figureOf.delete(entry)
      touched.push(before)
    }
    const value = readEntry(entry, entries.get(entry))
    if (value !== null) {
      const list = index.get(value.figure) ?? new Map<string, FigureValue>()
      list.set(entry, value)
      index.set(value.figure, list)
      figureOf.set(entry, value.figure)
      touched.push(value.figure)
    }
    return touched
  }
  for (const entry of entries.keys()) take(entry)

  const tell = (ids: ReadonlySet<string>): void => {
    if (ids.size > 0) tellAll(listeners, ids)
  }
  const onEntries = (event: Y.YMapEvent<unknown>): void => {
    tell(new Set([...event.keysChanged].flatMap(take)))
  }
  const onInfos = (event: Y.YMapEvent<unknown>): void => tell(new Set(event.keysChanged))
  const stops = [observe(entries, onEntries), observe(infos, onInfos)]
  const stopTicks = ticks.onChange(tell)

  const entriesOf = (id: string): FigureValue[] => [...(index.get(id)?.values() ?? empty)]
  const same = (a: FigureValue, b: FigureValue): boolean =>
    a.value === b.value && a.notApplicable === b.notApplicable

  const values = (id: string): FigureValue[] => {
    const distinct: FigureValue[] = []
    for (const one of entriesOf(id).sort(byTime)) {
      if (!distinct.some((other) => same(one, other))) distinct.push(one)
    }
    return distinct
  }

  /** Puts `next` in the place of all that is known, or was when it was chosen; returns what was there and the new entry. */
  const replace = (
    id: string,
    next: readonly Omit<LedgerEntry, 'entry'>[],
    chosen?: ChosenApart,
  ): { was: FigureValue[]; added: string[] } => {
    const was = entriesOf(id).filter(({ entry }) => chosen?.seen.includes(entry) ?? true)
    const added: string[] = []
    doc.transact(() => {
      for (const { entry } of was) entries.delete(entry)
      for (const value of next) {
        const entry = chosen?.entry ?? environment.newId()
        const stored = entryToStore(value)
        ledger.set(entry, stored)
        if (!value.cleared) entries.set(entry, stored)
        added.push(entry)
      }
    }, origin)
    return { was, added }
  }

  const cleared = (id: string): Omit<LedgerEntry, 'entry'> => ({
    figure: id,
    value: '',
    by: me(),
    at: environment.now(),
    source: '',
    detail: noDetail,
    basis: '',
    period: '',
    cutoff: '',
    notApplicable: false,
    unverified: false,
    cleared: true,
  })

  /** Sets `next`; undo brings back what was there unless somebody changed it meanwhile. */
  const set = (
    id: string,
    next: Omit<LedgerEntry, 'entry'>,
    chosen?: ChosenApart,
  ): { entry: string; act: Undoable } => {
    const { was, added } = replace(id, [next], chosen)
    let present = next.cleared ? [] : added
    const unchanged = (): boolean => {
      const now = entriesOf(id).map(({ entry }) => entry)
      return now.length === present.length && now.every((entry) => present.includes(entry))
    }
    const again = (list: readonly Omit<LedgerEntry, 'entry'>[]): boolean => {
      if (!unchanged()) return false
      const next = list.length === 0 ? [cleared(id)] : list
      const { added } = replace(id, next)
      present = next[0]?.cleared === true ? [] : added
      return true
    }
    return {
      entry: added[0] ?? '',
      act: {
        undo: () => again(was.map(({ entry: _entry, ...value }) => ({ ...value, cleared: false }))),
        redo: () => again([next]),
      },
    }
  }

  const info = (id: string): FigureInfo | undefined => readInfo(id, infos.get(id)) ?? undefined

  return {
    define(list) {
      doc.transact(() => {
        for (const { id, ...rest } of list) {
          if (!infos.has(id))
            infos.set(
              id,
              rest.hint === ''
                ? { kind: rest.kind, unit: rest.unit, label: rest.label, mask: rest.mask }
                : rest,
            )
        }
      }, origin)
    },
    info,
    describe(id, words) {
      const { id: _id, ...known } = info(id) ?? fallback(id)
      const next = {
        ...known,
        label: (words.label ?? known.label).trim(),
        hint: (words.hint ?? known.hint).trim(),
      }
      if (next.label === known.label && next.hint === known.hint) return
      doc.transact(() => infos.set(id, next), origin)
    },
    ids: () => [...infos.keys()],
    state(id) {
      const list = values(id)
      if (list.length > 1) return 'conflict'
      const [only] = list
      if (only === undefined) return 'missing'
      if (only.notApplicable) return 'not-applicable'
      if (entriesOf(id).some(({ entry }) => ticks.isVerified(entry))) return 'verified'
      return only.unverified ? 'unverified' : 'filled'
    },
    entries: (id) => entriesOf(id).map(({ entry }) => entry),
    values,
    shown(id) {
      const list = values(id)
      return list.length === 0
        ? undefined
        : list.map((one) => (one.notApplicable ? '—' : printValue(one.value))).join('／')
    },
    fill(id, raw, details = {}) {
      const { kind, unit, label } = info(id) ?? fallback(id)
      const parsed = parseValue(kind, unit, raw, details.suffix, label, details.course)
      if (!parsed.ok) return parsed
      const { source = '', detail = noDetail, chosen } = details
      const { basis = '', period = '', cutoff = '', unverified = false } = details
      const value = {
        ...cleared(id),
        at: chosen?.at ?? environment.now(),
        value: parsed.value,
        source,
        detail,
        basis,
        period,
        cutoff,
        unverified,
        cleared: false,
      }
      if (chosen !== undefined && ledger.has(chosen.entry))
        return { ok: true, entry: chosen.entry, act: { undo: () => false, redo: () => false } }
      return { ok: true, ...set(id, value, chosen) }
    },
    batch: (run) => doc.transact(run, origin),
    setNotApplicable: (id) => set(id, { ...cleared(id), notApplicable: true, cleared: false }).act,
    clear: (id) => set(id, cleared(id)).act,
    withdraw(id, { entry, seen }) {
      if (!ledger.has(entry)) return false
      if (index.get(id)?.has(entry) !== true) return true
      const before = seen.flatMap((one) => {
        const value = readEntry(one, ledger.get(one))
        return value?.figure === id ? [{ ...value, by: me(), cleared: false }] : []
      })
      const rest = entriesOf(id).length > 1
      doc.transact(() => {
        if (before.length === 0 && !rest) replace(id, [cleared(id)])
        else {
          entries.delete(entry)
          for (const { entry: _entry, ...value } of before) {
            const fresh = environment.newId()
            ledger.set(fresh, entryToStore(value))
            entries.set(fresh, entryToStore(value))
          }
        }
      }, origin)
      return true
    },
    choose(id, entry) {
      const chosen = index.get(id)?.get(entry)
      if (chosen === undefined) return undefined
      const { entry: _entry, ...value } = chosen
      return set(id, { ...value, by: me(), at: environment.now(), cleared: false }).act
    },
    ledger(id) {
      const list: LedgerEntry[] = []
      for (const [entry, stored] of ledger.entries()) {
        const one = readEntry(entry, stored)
        if (one?.figure === id) list.push(one)
      }
      return list.sort(byTime)
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      for (const stop of stops) stop()
      stopTicks()
      listeners.clear()
    },
  }
}
