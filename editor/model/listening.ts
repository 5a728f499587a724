import * as Y from 'yjs'

/*
 * Whoever listens to a document must not be able to break it. One throw in an `update` listener
 * silences a Y.Doc for good: what is typed is shown and neither stored nor sent. A throw in an
 * observer reaches whoever made the change, so that a sound change of a colleague looks like a
 * broken one. So every listener runs on its own here: what it throws is noted, and the rest go on.
 */

/** How often a listener has thrown in this context, and what came last. */
export interface Mishaps {
  readonly count: number
  readonly last: unknown
}

let noted: Mishaps = { count: 0, last: undefined }
const watchers = new Set<(error: unknown) => void>()

/** Notes what a listener has thrown. Never throws. */
export function noteMishap(error: unknown): void {
  noted = { count: noted.count + 1, last: error }
  for (const watcher of watchers) {
    try {
      watcher(error)
    } catch {
      // There is nobody left to tell.
    }
  }
}

/** What was noted since this program started. */
export function mishaps(): Mishaps {
  return noted
}

/** Calls `watcher` with everything that is noted from now on. Returns a remover. */
export function onMishap(watcher: (error: unknown) => void): () => void {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

/** Runs `action`; what it throws is noted, and `otherwise` returned. */
export function harmless<T>(action: () => T, otherwise: T): T {
  try {
    return action()
  } catch (error) {
    noteMishap(error)
    return otherwise
  }
}

/** Calls every listener, each on its own. */
export function tellAll<A extends readonly unknown[]>(
  listeners: Iterable<(...args: A) => void>,
  ...args: A
): void {
  for (const listener of listeners) harmless(() => listener(...args), undefined)
}

type Listener = (...args: readonly unknown[]) => void
type Emitter = Pick<Y.Doc, 'emit'> | { emit(name: string, args: unknown[]): void }

/**
 * Makes every listener of a document, of an awareness or of an undo manager run on its own, those of
 * the stock providers too. Returns the same emitter.
 */
export function guardEvents<T extends Emitter>(emitter: T): T {
  const emit = (name: string, args: readonly unknown[]): void => {
    const { _observers: now } = emitter as unknown as {
      readonly _observers: ReadonlyMap<string, Iterable<Listener>>
    }
    // Whoever begins to listen meanwhile is told the next time, as in lib0.
    tellAll([...(now.get(name) ?? [])], ...args)
  }
  return Object.assign(emitter, { emit })
}

/** A document that no listener can silence. */
export function newDoc(): Y.Doc {
  return guardEvents(new Y.Doc())
}

/** Follows a shared type; what `listener` throws reaches nobody who writes. Returns a remover. */
export function observe<E>(
  type: Y.AbstractType<E>,
  listener: (event: E, transaction: Y.Transaction) => void,
): () => void {
  const guarded = (event: E, transaction: Y.Transaction): void =>
    harmless(() => listener(event, transaction), undefined)
  type.observe(guarded)
  return () => type.unobserve(guarded)
}

/** Follows a shared type and all that stands in it, as `observe` does. Returns a remover. */
export function observeDeep<E>(
  type: Y.AbstractType<E>,
  listener: (
    events: Parameters<Parameters<Y.AbstractType<E>['observeDeep']>[0]>[0],
    transaction: Y.Transaction,
  ) => void,
): () => void {
  const guarded: Parameters<typeof type.observeDeep>[0] = (events, transaction) =>
    harmless(() => listener(events, transaction), undefined)
  type.observeDeep(guarded)
  return () => type.unobserveDeep(guarded)
}
