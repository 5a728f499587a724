import { browser } from 'wxt/browser'
import { isLoose, textAt } from '../../editor/model/decode'
import { fromBase64url, toBase64url } from '../../editor/trust/bytes'
import {
  exportKeyPairs,
  importKeyPairs,
  makeKeyPairs,
  signerOf,
  wrapFor,
} from '../../editor/trust/keys'
import { readCaptured, type Captured } from './captured-text'
import { readHold, readKept, readKeptUnder, removeKept, writeKept } from './kept'

/*
 * What somebody selects on a page while the device is locked. Its key is not here then, so it
 * is wrapped for a public key that lies open; the private half lies sealed with everything
 * else, and only a device that was unlocked reads what was dropped.
 */

/** Readable while locked: the public key, and what was wrapped for it. */
const publicKey = 'drop-key'
const prefix = 'dropped:'
/** Sealed like all else. */
const pairsKey = 'drop-pairs'
/** So many wait at most; a page of a hundred numbers is filled by another way. */
const most = 100

export interface Dropped {
  readonly id: string
  readonly captured: Captured
}

/**
 * Makes the key pair on a device that is unlocked, once. Without a lock there is none: what lay
 * open must seal nothing later.
 */
export async function readyDrop(): Promise<void> {
  await navigator.locks.request('tonggao-drop', async () => {
    const { state } = await readHold()
    if (state === 'plain' && Object.keys(await readKeptUnder(prefix)).length === 0)
      await removeKept((key) => key === publicKey || key === pairsKey)
    if (state !== 'open') return
    const known = await readKept([publicKey, pairsKey])
    if (isLoose(known[publicKey]) && typeof known[pairsKey] === 'string') return
    const pairs = await makeKeyPairs()
    const bytes = await exportKeyPairs(pairs)
    if (bytes === undefined) throw new Error('keys cannot be kept')
    const { agree } = await signerOf(pairs)
    // The private half first: nothing may be wrapped that cannot be opened.
    await writeKept({ [pairsKey]: toBase64url(bytes) })
    await writeKept({ [publicKey]: { agree } })
  })
}

/** Keeps a selection on a device that is locked; false where it was never ready for that, or full. */
export async function drop(id: string, captured: Captured): Promise<boolean> {
  const stored = (await readKept(publicKey))[publicKey]
  const agree = isLoose(stored) ? textAt(stored, 'agree', 60) : ''
  if (agree === '' || Object.keys(await readKeptUnder(prefix)).length >= most) return false
  const plain = new TextEncoder().encode(JSON.stringify(captured))
  const box = await wrapFor(agree, plain, (bytes) => crypto.getRandomValues(bytes))
  await writeKept({ [prefix + id]: { box: toBase64url(box) } })
  return true
}

/** What waits, the oldest first. Throws a LockedError on a device that is locked. */
export async function readDropped(): Promise<Dropped[]> {
  const boxes = Object.entries(await readKeptUnder(prefix))
  if (boxes.length === 0) return []
  const kept = (await readKept(pairsKey))[pairsKey]
  const bytes = typeof kept === 'string' ? fromBase64url(kept) : undefined
  const pairs = bytes === undefined ? undefined : await importKeyPairs(bytes)
  if (pairs === undefined) return []
  const own = await signerOf(pairs)
  const list: Dropped[] = []
  for (const [key, stored] of boxes) {
    const box = isLoose(stored) ? fromBase64url(textAt(stored, 'box', 20_000)) : undefined
    const plain = box === undefined ? undefined : await own.unwrap(box)
    const captured = plain === undefined ? undefined : parsed(plain)
    if (captured !== undefined) list.push({ id: key.slice(prefix.length), captured })
  }
  return list.toSorted((a, b) => a.captured.at - b.captured.at)
}

/** Whether a selection was kept beyond the session; also on a device that is locked. */
export async function isDropped(id: string): Promise<boolean> {
  return prefix + id in (await readKept(prefix + id))
}

/** It was filled, or is not wanted any more. */
export async function removeDropped(id: string): Promise<void> {
  await removeKept((key) => key === prefix + id)
}

/** Runs whenever what waits may have changed. */
export function onDropped(listener: () => void): () => void {
  const follow = (changes: Readonly<Record<string, unknown>>): void => {
    if (Object.keys(changes).some((key) => key.startsWith(prefix))) listener()
  }
  browser.storage.local.onChanged.addListener(follow)
  return () => browser.storage.local.onChanged.removeListener(follow)
}

function parsed(plain: Uint8Array): Captured | undefined {
  try {
    return readCaptured(JSON.parse(new TextDecoder().decode(plain)))
  } catch {
    // What is no JSON is nothing of ours.
    return undefined
  }
}
