import type * as Y from 'yjs'

/**
 * Opaque items by their hash, in a Y.Doc that any Yjs provider can carry: the carrier. It
 * has two shelves, the sealed log of envelopes and the roll of who belongs to the report.
 * A cache, never the source: whoever empties it costs nothing that a peer still holds.
 */
export interface Log {
  doc: Y.Doc
  keys(): string[]
  /** What stands there, unchecked: anybody in the room may have put it. */
  get(key: string): unknown
  /** One transaction: adds and removes together. */
  change(add: ReadonlyMap<string, Uint8Array>, remove?: Iterable<string>): void
  onChange(listener: (added: string[], removed: string[]) => void): () => void
}

export function createLog(doc: Y.Doc, shelf: 'log' | 'roll' = 'log'): Log {
  const map = shelf === 'log' ? doc.getMap<unknown>('log') : doc.getMap<unknown>('roll')
  return {
    doc,
    keys: () => [...map.keys()],
    get: (key) => map.get(key),
    change(add, remove = []) {
      doc.transact(() => {
        for (const [key, bytes] of add) map.set(key, bytes)
        for (const key of remove) map.delete(key)
      })
    },
    onChange(listener) {
      const observer = (event: Y.YMapEvent<unknown>): void => {
        const added: string[] = []
        const removed: string[] = []
        for (const [key, { action }] of event.changes.keys) {
          if (action === 'delete') removed.push(key)
          else added.push(key)
        }
        listener(added, removed)
      }
      map.observe(observer)
      return () => map.unobserve(observer)
    },
  }
}
