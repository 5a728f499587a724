import { deflateSync, strToU8 } from 'fflate'
import { crc32 } from '../../editor/trust/bytes'

/** An entry of an archive as somebody hostile writes it: what is said of it need not be so. */
export interface HostileEntry {
  readonly name: string
  readonly data: Uint8Array | string
  /** 8 (deflate) when left out; 0 stores. */
  readonly method?: number
  /** Bytes that stand in the file in place of the packed data. */
  readonly packed?: Uint8Array
  /** What both heads say. */
  readonly says?: {
    readonly crc?: number
    readonly size?: number
    readonly packed?: number
    readonly method?: number
    readonly flags?: number
    /** Where its own head is said to begin. */
    readonly at?: number
  }
  /** Sizes stand in the ZIP64 field, and these are what is said there. */
  readonly wide?: { readonly size: bigint; readonly packed: bigint; readonly at?: bigint }
}

interface HostileEnd {
  /** Number of entries that the end says. */
  readonly count?: number
  /** Where the list is said to begin. */
  readonly at?: number
  /** A note behind the end. */
  readonly note?: Uint8Array
  /** With a ZIP64 end before it, which says these. */
  readonly wide?: { readonly count: bigint; readonly at?: bigint }
}

/** Writes an archive byte by byte, so that any of it can lie. */
export function hostileZip(
  entries: readonly HostileEntry[],
  end: HostileEnd = {},
): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = []
  let length = 0
  const add = (part: Uint8Array): void => {
    parts.push(part)
    length += part.length
  }
  const lists: Uint8Array[] = []
  for (const entry of entries) {
    const { name, method = 8, says = {}, wide } = entry
    const data = typeof entry.data === 'string' ? strToU8(entry.data) : entry.data
    const packed = entry.packed ?? (method === 8 ? deflateSync(data, { level: 9 }) : data)
    const path = strToU8(name)
    const at = length
    const all = 0xffffffff
    const shared = [
      [2, says.flags ?? 0],
      [2, says.method ?? method],
      [4, 0],
      [4, says.crc ?? crc32(data)],
      [4, wide === undefined ? (says.packed ?? packed.length) : all],
      [4, wide === undefined ? (says.size ?? data.length) : all],
      [2, path.length],
    ] as const
    add(fields([[4, 0x04034b50], [2, 20], ...shared, [2, 0]]))
    add(path)
    add(packed)
    const extra =
      wide === undefined
        ? new Uint8Array()
        : joined([
            fields([
              [2, 1],
              [2, wide.at === undefined ? 16 : 24],
            ]),
            long(wide.size),
            long(wide.packed),
            ...(wide.at === undefined ? [] : [long(wide.at)]),
          ])
    lists.push(
      joined([
        fields([
          [4, 0x02014b50],
          [2, 20],
          [2, 20],
          ...shared,
          [2, extra.length],
          [2, 0],
          [2, 0],
          [2, 0],
          [4, 0],
          [4, wide?.at === undefined ? (says.at ?? at) : all],
        ]),
        path,
        extra,
      ]),
    )
  }
  const from = length
  for (const one of lists) add(one)
  const size = length - from
  if (end.wide !== undefined) {
    const wideAt = length
    add(
      fields([
        [4, 0x06064b50],
        [4, 44],
        [4, 0],
        [2, 45],
        [2, 45],
        [4, 0],
        [4, 0],
      ]),
    )
    for (const one of [end.wide.count, end.wide.count, BigInt(size), end.wide.at ?? BigInt(from)])
      add(long(one))
    add(
      fields([
        [4, 0x07064b50],
        [4, 0],
      ]),
    )
    add(long(BigInt(wideAt)))
    add(fields([[4, 1]]))
  }
  const isWide = end.wide !== undefined
  const count = isWide ? 0xffff : (end.count ?? entries.length)
  const note = end.note ?? new Uint8Array()
  add(
    fields([
      [4, 0x06054b50],
      [2, 0],
      [2, 0],
      [2, count],
      [2, count],
      [4, size],
      [4, isWide ? 0xffffffff : (end.at ?? from)],
      [2, note.length],
    ]),
  )
  add(note)
  return joined(parts)
}

function fields(list: readonly (readonly [2 | 4, number])[]): Uint8Array {
  const bytes = new Uint8Array(list.reduce((sum, [size]) => sum + size, 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const [size, value] of list) {
    if (size === 2) view.setUint16(at, value, true)
    else view.setUint32(at, value, true)
    at += size
  }
  return bytes
}

function long(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, value), true)
  return bytes
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
