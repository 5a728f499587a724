import type * as Y from 'yjs'
import { isLoose, numberAt, textAt } from '../model/decode'
import type { Environment } from '../model/environment'
import { attachmentsOf } from '../model/parts'
import type { Undoable } from '../model/undoable'
import { fileLimit, hashOf, safeName, totalLimit, type Prepared } from './files'
import { observe } from '../model/listening'

/** A file or picture that is kept with the report. */
export interface Attachment {
  /** `<device>:<hash>`: only its own device writes under it, so nobody changes what others attached. */
  readonly id: string
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** Device that attached it. */
  readonly by: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/** Why there are no bytes: not all have come yet, or they are not what was attached. */
export type Lacking = 'missing' | 'damaged'

/**
 * The attachments of a report, in pieces in the figures part: so sync, backup and roles cover
 * them. Named by what is in them; whoever reads one checks that.
 */
export interface Attachments {
  get(id: string): Attachment | undefined
  /** The id that a file has when this device attaches it. */
  idOf(file: Prepared): string
  /** Whether these fit beside what is there. */
  fits(files: readonly Prepared[]): boolean
  add(files: readonly Prepared[]): Undoable
  /**
   * Whether this device may take it away: `own` comes back by undo; of another device only
   * that device could write it again, so for `others` it is for good.
   */
  removable(id: string): 'own' | 'others' | 'no'
  /** Takes one away, for everybody. Null when it cannot be undone, or may not be done. */
  remove(id: string): Undoable | null
  bytes(id: string): Promise<Uint8Array<ArrayBuffer> | Lacking>
  onChange(listener: () => void): () => void
}

const chunkSize = 256 * 1024
const mostChunks = Math.ceil(fileLimit / chunkSize)

/**
 * @param me this device
 * @param mayRemove whether whoever sits here may take away what another device attached; every
 *   peer judges the same (`sync/authorship.ts`)
 */
export function createAttachments(
  doc: Y.Doc,
  environment: Environment,
  me: string,
  mayRemove: (device: string) => boolean = () => false,
): Attachments {
  const map = attachmentsOf(doc)
  const origin = { attachments: true }
  const get = (id: string): Attachment | undefined => {
    const stored = map.get(id)
    const by = id.split(':')[0] ?? ''
    if (!isLoose(stored) || stored instanceof Uint8Array || by === '') return undefined
    const size = numberAt(stored, 'size')
    if (!(size > 0 && size <= fileLimit)) return undefined
    return { id, name: safeName(textAt(stored, 'name', 200)), size, by, at: numberAt(stored, 'at') }
  }
  const removable = (id: string): 'own' | 'others' | 'no' => {
    const by = get(id)?.by
    if (by === undefined) return 'no'
    return by === me ? 'own' : mayRemove(by) ? 'others' : 'no'
  }
  const chunkKeys = (id: string): string[] =>
    Array.from({ length: mostChunks }, (_, index) => `${id}:${index}`).filter((key) => map.has(key))
  const put = (entries: ReadonlyMap<string, unknown>): void =>
    doc.transact(() => {
      for (const [key, value] of entries) map.set(key, value)
    }, origin)
  const take = (keys: Iterable<string>): void =>
    doc.transact(() => {
      for (const key of keys) map.delete(key)
    }, origin)
  const idOf = ({ hash }: Prepared): string => `${me}:${hash}`
  const weigh = (): number => {
    let bytes = 0
    for (const value of map.values()) if (value instanceof Uint8Array) bytes += value.length
    return bytes
  }
  /** What an act puts there, and takes away again when it is undone. */
  const acting = (entries: ReadonlyMap<string, unknown>): Undoable => ({
    undo() {
      take(entries.keys())
      return entries.size > 0
    },
    redo() {
      put(entries)
      return entries.size > 0
    },
  })
  return {
    get,
    idOf,
    fits: (files) =>
      weigh() + files.reduce((sum, { bytes }) => sum + bytes.length, 0) <= totalLimit,
    add(files) {
      const entries = new Map<string, unknown>()
      for (const file of files) {
        const id = idOf(file)
        if (map.has(id)) continue
        const { name, bytes } = file
        entries.set(id, { name, size: bytes.length, by: me, at: environment.now() })
        for (let at = 0, index = 0; at < bytes.length; at += chunkSize, index++)
          entries.set(`${id}:${index}`, bytes.slice(at, at + chunkSize))
      }
      put(entries)
      return acting(entries)
    },
    removable,
    remove(id) {
      const right = removable(id)
      if (right === 'no') return null
      const entries = new Map([id, ...chunkKeys(id)].map((key) => [key, map.get(key)]))
      take(entries.keys())
      if (right === 'others') return null
      const act = acting(entries)
      return { undo: () => act.redo(), redo: () => act.undo() }
    },
    async bytes(id) {
      const head = get(id)
      if (head === undefined) return 'missing'
      const bytes = new Uint8Array(head.size)
      let at = 0
      for (let index = 0; at < head.size; index++) {
        const chunk = map.get(`${id}:${index}`)
        if (!(chunk instanceof Uint8Array)) return 'missing'
        if (chunk.length === 0 || at + chunk.length > head.size) return 'damaged'
        bytes.set(chunk, at)
        at += chunk.length
      }
      return (await hashOf(bytes)) === id.slice(head.by.length + 1) ? bytes : 'damaged'
    },
    onChange: (listener) => observe(map, listener),
  }
}
