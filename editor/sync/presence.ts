import { Awareness, removeAwarenessStates } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { isLoose, textAt } from '../model/decode'
import { cleanName, colourOf } from '../model/members'
import { fromBase64url, toBase64url } from '../trust/bytes'
import { verify, type Signer } from '../trust/keys'
import { guardEvents, tellAll } from '../model/listening'

/** Where somebody's selection is: two Yjs relative positions in the body, as JSON. */
export interface Cursor {
  readonly anchor: string
  readonly head: string
}

/** Somebody who has the report open, or a device that keeps it in sync with no page open. */
export interface Present {
  /** Awareness client: one open page. */
  readonly client: number
  /** The device's public signing key. */
  readonly member: string
  /** Clean, at most 32 characters; may be empty. Only ever to be shown as text. */
  readonly name: string
  /** 0 to 11. */
  readonly colour: number
  /** `keeper`: no person is looking. */
  readonly kind: 'page' | 'keeper'
  /** What its log holds; equal to ours when it has everything. */
  readonly digest: string
  readonly cursor: Cursor | null
}

export interface Presence {
  readonly awareness: Awareness
  /** The others, one for each open page or keeper, who have shown that they are who they say. */
  others(): readonly Present[]
  /** Awareness clients of this device, our own among them: each page that has the report open, and the keeper. */
  own(): readonly number[]
  /**
   * What everybody else who is here says that their logs hold, also those whose right is not
   * known yet: the very thing that would show it may be what was lost on the way.
   */
  digests(): readonly string[]
  setName(name: string): void
  setCursor(cursor: Cursor | null): void
  setDigest(digest: string): void
  /** Says again who is here; after a reconnection the stock provider has forgotten it. */
  announce(): void
  /** Takes everybody else off the list, for we cannot know; who is still there comes back by itself. */
  forgetOthers(): void
  /** Looks anew who may be on the list. */
  review(): void
  onChange(listener: () => void): () => void
  close(): void
}

/** Reads the state that a peer sent of itself; null when it is none. Never throws. */
export function readPresent(client: number, state: unknown): Present | null {
  if (!isLoose(state)) return null
  const member = textAt(state, 'member', 80)
  if (member === '') return null
  const cursor = state['cursor']
  const anchor = isLoose(cursor) ? textAt(cursor, 'anchor', 300) : ''
  const head = isLoose(cursor) ? textAt(cursor, 'head', 300) : ''
  return {
    client,
    member,
    name: cleanName(textAt(state, 'name', 200)),
    colour: colourOf(member),
    kind: state['kind'] === 'keeper' ? 'keeper' : 'page',
    digest: textAt(state, 'digest', 80),
    cursor: anchor === '' || head === '' ? null : { anchor, head },
  }
}

function memberOf(state: unknown): string {
  return isLoose(state) ? textAt(state, 'member', 80) : ''
}

function isOf(state: unknown, member: string): boolean {
  return memberOf(state) === member
}

function isShort(state: unknown): boolean {
  return JSON.stringify(state).length <= mostCharacters
}

/** At most so many others are shown and counted; a room full of inventions must not cost more. */
const mostOthers = 100
/** So many open pages of one device, and of all, are held, each of at most so many characters. */
const mostPages = 10
const mostHeld = 300
const mostCharacters = 2048
/** Milliseconds that the clock of whoever is gone is remembered. */
const forgottenAfter = 60_000
/** Milliseconds. */
const beat = 2000
const goneAfter = 7000

export interface PresenceOptions {
  /** The carrier. */
  readonly doc: Y.Doc
  readonly report: string
  readonly device: Signer
  readonly name: string
  readonly kind: 'page' | 'keeper'
  /** Whether a device may be on the list. */
  readonly admits: (device: string) => boolean
  /** The name to be shown for a device that calls itself so; without it, that. */
  readonly nameOf?: (device: string, claimed: string) => string
}

/** What a device signs to be believed: this awareness client is mine. */
function claimOf(report: string, client: number): Uint8Array {
  return new TextEncoder().encode(`${report}\n${client}`)
}

export async function createPresence(options: PresenceOptions): Promise<Presence> {
  const { doc, report, device, kind, admits, nameOf = (_, claimed) => claimed } = options
  const awareness = guardEvents(new Awareness(doc))
  const listeners = new Set<() => void>()
  /** Claims that were looked at: `<client> <device> <proof>`, true when sound. */
  const claims = new Map<string, boolean>()
  const proof = toBase64url(await device.sign('presence', claimOf(report, awareness.clientID)))
  let state: Record<string, unknown> = {
    member: device.id,
    proof,
    name: cleanName(options.name),
    kind,
    digest: '',
    cursor: null,
  }
  let known: readonly Present[] | null = null
  awareness.setLocalState(state)
  const change = (more: Record<string, unknown>): void => {
    state = { ...state, ...more }
    awareness.setLocalState(state)
  }
  const tell = (): void => {
    known = null
    tellAll(listeners)
  }
  const look = async (
    name: string,
    client: number,
    member: string,
    bytes: string,
  ): Promise<void> => {
    const signature = fromBase64url(bytes)
    const sound =
      signature !== undefined &&
      (await verify(member, 'presence', claimOf(report, client), signature))
    claims.set(name, sound)
    if (sound) tell()
    else awareness.states.delete(client)
  }
  /**
   * Lets go at once of what nobody of ours says. Its clock stays for a while, for the provider tells
   * others of what has come.
   */
  const thin = ({ added, updated }: Record<'added' | 'updated', number[]>): void => {
    const pages = new Map<string, number>()
    for (const value of awareness.states.values()) {
      const member = memberOf(value)
      pages.set(member, (pages.get(member) ?? 0) + 1)
    }
    for (const client of [...added, ...updated]) {
      const value: unknown = awareness.states.get(client)
      if (client === awareness.clientID || value === undefined) continue
      const member = memberOf(value)
      const count = pages.get(member) ?? 0
      const isNew = added.includes(client)
      const isTooMuch = isNew && (count > mostPages || awareness.states.size > mostHeld)
      if (member !== '' && !isTooMuch && isShort(value)) continue
      awareness.states.delete(client)
      pages.set(member, count - 1)
    }
  }
  awareness.on('update', thin)
  awareness.on('change', tell)
  const remove = (clients: number[]): void => {
    removeAwarenessStates(awareness, clients, 'gone')
    // With its clock kept, an unchanged state that comes again would be passed over as old.
    for (const one of clients) awareness.meta.delete(one)
  }
  const everybodyElse = (): number[] =>
    [...awareness.getStates().keys()].filter((one) => one !== awareness.clientID)
  // The stock provider waits half a minute; nobody should write to a colleague who is gone.
  const timer = setInterval(() => {
    awareness.setLocalState(state)
    const now = Date.now()
    const silent = everybodyElse().filter(
      (one) => now - (awareness.meta.get(one)?.lastUpdated ?? 0) > goneAfter,
    )
    if (silent.length > 0) remove(silent)
    for (const [client, { lastUpdated }] of awareness.meta)
      if (!awareness.states.has(client) && now - lastUpdated > forgottenAfter)
        awareness.meta.delete(client)
  }, beat)
  return {
    awareness,
    others() {
      known ??= [...awareness.getStates()]
        .filter(([client]) => client !== awareness.clientID)
        .slice(0, mostOthers)
        .flatMap(([client, value]) => {
          const present = readPresent(client, value)
          if (present === null || !admits(present.member)) return []
          const claimed = isLoose(value) ? textAt(value, 'proof', 100) : ''
          const name = `${client} ${present.member} ${claimed}`
          if (claims.size > 10 * mostOthers) claims.clear()
          if (!claims.has(name)) {
            claims.set(name, false)
            void look(name, client, present.member, claimed)
          }
          return claims.get(name) === true
            ? [{ ...present, name: nameOf(present.member, present.name) }]
            : []
        })
      return known
    },
    own: () =>
      [...awareness.getStates()]
        .filter(([client, value]) => client === awareness.clientID || isOf(value, device.id))
        .slice(0, mostOthers)
        .map(([client]) => client),
    digests: () =>
      [...awareness.getStates()].slice(0, mostOthers).flatMap(([client, value]) => {
        const present = client === awareness.clientID ? null : readPresent(client, value)
        return present === null || present.member === device.id ? [] : [present.digest]
      }),
    setName: (name) => change({ name: cleanName(name) }),
    setCursor(cursor) {
      if (JSON.stringify(cursor) !== JSON.stringify(state['cursor'])) change({ cursor })
    },
    setDigest(digest) {
      if (digest !== state['digest']) change({ digest })
    },
    announce: () => awareness.setLocalState(state),
    forgetOthers: () => remove(everybodyElse()),
    review: tell,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      clearInterval(timer)
      listeners.clear()
      removeAwarenessStates(awareness, [awareness.clientID], 'closed')
      awareness.destroy()
    },
  }
}
