import { Awareness, removeAwarenessStates } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { isLoose, textAt } from '../model/decode'
import { cleanName, colourOf } from '../model/members'

/** Where somebody's selection is: two Yjs relative positions in the body, as JSON. */
export interface Cursor {
  readonly anchor: string
  readonly head: string
}

/** Somebody who has the report open, or a device that keeps it in sync with no page open. */
export interface Present {
  /** Awareness client: one open page. */
  readonly client: number
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
  /** The others, one for each open page or keeper. */
  others(): readonly Present[]
  setName(name: string): void
  setCursor(cursor: Cursor | null): void
  setDigest(digest: string): void
  /** Says again who is here; after a reconnection the stock provider has forgotten it. */
  announce(): void
  /** Takes everybody else off the list, for we cannot know; who is still there comes back by itself. */
  forgetOthers(): void
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

/** At most so many others are shown and counted; a room full of inventions must not cost more. */
const mostOthers = 100

export function createPresence(
  log: Y.Doc,
  me: { readonly id: string; readonly name: string },
  kind: 'page' | 'keeper',
): Presence {
  const awareness = new Awareness(log)
  let state: Record<string, unknown> = {
    member: me.id,
    name: cleanName(me.name),
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
  const forget = (): void => {
    known = null
  }
  awareness.on('change', forget)
  return {
    awareness,
    others() {
      known ??= [...awareness.getStates()]
        .filter(([client]) => client !== awareness.clientID)
        .flatMap(([client, value]) => readPresent(client, value) ?? [])
        .slice(0, mostOthers)
      return known
    },
    setName: (name) => change({ name: cleanName(name) }),
    setCursor(cursor) {
      if (JSON.stringify(cursor) !== JSON.stringify(state['cursor'])) change({ cursor })
    },
    setDigest(digest) {
      if (digest !== state['digest']) change({ digest })
    },
    announce: () => awareness.setLocalState(state),
    forgetOthers() {
      const others = [...awareness.getStates().keys()].filter((one) => one !== awareness.clientID)
      removeAwarenessStates(awareness, others, 'offline')
      // With its clock kept, an unchanged state that comes again would be passed over as old.
      for (const one of others) awareness.meta.delete(one)
    },
    onChange(listener) {
      awareness.on('change', listener)
      return () => awareness.off('change', listener)
    },
    close() {
      removeAwarenessStates(awareness, [awareness.clientID], 'closed')
      awareness.destroy()
    },
  }
}
