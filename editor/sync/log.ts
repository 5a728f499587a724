import * as Y from 'yjs'
import { observeDeep, tellAll } from '../model/listening'

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

const shelves: ReadonlySet<string> = new Set(['log', 'roll'])

/**
 * Takes out what stands beside the two shelves, which no program of ours has put there, when it
 * is more than a little.
 */
export function clearOtherRoots(doc: Y.Doc, few: number, fewBytes: number): void {
  const strange: Y.Item[] = []
  let bytes = 0
  for (const [name, type] of doc.share) {
    if (shelves.has(name)) continue
    for (let item = type._start; item !== null; item = item.right) strange.push(item)
    for (let item of type._map.values()) {
      strange.push(item)
      while (item.left !== null) strange.push((item = item.left))
    }
  }
  const left = strange.filter(({ deleted }) => !deleted)
  for (const { content, length } of left)
    bytes += content instanceof Y.ContentBinary ? content.content.length : 100 + length
  if (left.length <= few && bytes <= fewBytes) return
  doc.transact((transaction) => {
    for (const item of left) item.delete(transaction)
  })
}

/**
 * A shelf of a carrier.
 *
 * Items stand in volumes, maps of their own under the shelf's. Yjs remembers the key of every
 * item that was ever taken out of a map, some fifty bytes each for ever, but nothing of what
 * stood in a map that is gone as a whole; so an emptied volume is taken out with all that it
 * remembers, and a year of small changes leaves next to nothing. Items that stand on the shelf
 * itself count as well.
 */
export function createLog(doc: Y.Doc, shelf: 'log' | 'roll' = 'log'): Log {
  const root = shelf === 'log' ? doc.getMap<unknown>('log') : doc.getMap<unknown>('roll')
  /** In which volumes an item stands; `''` is the shelf itself. */
  const places = new Map<string, Set<string>>()
  /** What was last seen in each volume, to know what goes with it. */
  const volumes = new Map<string, Set<string>>()
  const listeners = new Set<(added: string[], removed: string[]) => void>()
  let own = ''
  let next = 0

  const volumeOf = (name: string): Y.Map<unknown> | undefined => {
    const value = name === '' ? root : root.get(name)
    return value instanceof Y.Map ? value : undefined
  }
  const put = (key: string, volume: string): void => {
    const standing = places.get(key)
    if (standing === undefined) places.set(key, new Set([volume]))
    else standing.add(volume)
    const keys = volumes.get(volume)
    if (keys === undefined) volumes.set(volume, new Set([key]))
    else keys.add(key)
  }
  /** Whether it stands nowhere any more. */
  const take = (key: string, volume: string): boolean => {
    volumes.get(volume)?.delete(key)
    const standing = places.get(key)
    if (standing === undefined || !standing.delete(volume)) return false
    if (standing.size > 0) return false
    places.delete(key)
    return true
  }
  for (const [name, value] of root) {
    if (value instanceof Y.Map) for (const key of value.keys()) put(key, name)
    else put(name, '')
  }

  observeDeep(root, (events) => {
    const added = new Set<string>()
    const gone = new Set<string>()
    const see = (key: string, volume: string): void => {
      put(key, volume)
      added.add(key)
      gone.delete(key)
    }
    const miss = (key: string, volume: string): void => {
      if (take(key, volume)) gone.add(key)
    }
    for (const event of events) {
      const [name] = event.path
      if (event.target === root) {
        for (const [key] of event.changes.keys) {
          for (const one of volumes.get(key) ?? []) miss(one, key)
          const value = root.get(key)
          const volume = volumeOf(key)
          if (volume !== undefined) for (const one of volume.keys()) see(one, key)
          else if (value === undefined) miss(key, '')
          else see(key, '')
        }
      } else if (typeof name === 'string' && event.path.length === 1) {
        for (const [key, { action }] of event.changes.keys)
          if (action === 'delete') miss(key, name)
          else see(key, name)
      }
    }
    if (added.size === 0 && gone.size === 0) return
    tellAll(listeners, [...added], [...gone])
  })

  /** The volume that this program adds to. A new one each time that something is taken out, so that the old one may go. */
  const ownVolume = (fresh: boolean): Y.Map<unknown> => {
    const known = fresh || own === '' ? undefined : volumeOf(own)
    if (known !== undefined) return known
    do own = `volume ${doc.clientID.toString(36)} ${next++}`
    while (root.has(own))
    return root.set(own, new Y.Map<unknown>())
  }

  return {
    doc,
    keys: () => [...places.keys()],
    get(key) {
      for (const name of places.get(key) ?? []) {
        const value = volumeOf(name)?.get(key)
        if (value !== undefined) return value
      }
      return undefined
    },
    change(add, remove = []) {
      doc.transact(() => {
        const touched = new Set<string>()
        for (const key of remove) {
          for (const name of places.get(key) ?? []) {
            volumeOf(name)?.delete(key)
            touched.add(name)
          }
        }
        if (add.size > 0) {
          const volume = ownVolume(touched.size > 0)
          for (const [key, bytes] of add) volume.set(key, bytes)
        }
        for (const name of touched) if (name !== '' && volumeOf(name)?.size === 0) root.delete(name)
      })
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
