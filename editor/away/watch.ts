import { fingerprintOf, type VersionContent } from '../model/versions/content'
import type { Seen } from './seen'

/** Milliseconds without contact, or out of sight, after which somebody counts as away. */
const awayAfter = 60_000
/** Milliseconds of quiet after which what has come is summed up. */
const quiet = 2000

/**
 * Tells what others changed while somebody was away: the report closed, the page out of
 * sight, or nobody to be reached. It is told the time and what happens, and knows neither
 * page nor network.
 */
export interface AwayWatch {
  /** Now and then, and when the page is shown: whether it is seen, and whether others are reached. */
  look(state: { readonly visible: boolean; readonly reached: boolean }): void
  /** Right before a change of somebody else enters the text or the figures. */
  beforeChange(): void
  /** They have been told. */
  dismiss(): void
}

export function watchAway(options: {
  /** What was seen last; undefined on a first visit. */
  readonly seen: Seen | undefined
  readonly now: () => number
  readonly present: () => VersionContent | undefined
  /** Called when there is something to tell; `since`: how it stood, and when. Null: no longer. */
  readonly onAway: (since: Seen | null) => void
  /** Called with what is seen now, when it is not what was seen before. */
  readonly onSeen: (seen: Seen) => void
}): AwayWatch {
  const { now, present, onAway, onSeen } = options
  /** What was there when they went; null while they are here. */
  let since: Seen | null = options.seen ?? null
  let told = false
  let lastChange = now()
  let lastHere = now()
  let lastPrint = ''

  const follow = (): void => {
    const content = present()
    if (content === undefined) return
    const print = fingerprintOf(content)
    if (print === lastPrint) return
    lastPrint = print
    onSeen({ content, at: now() })
  }
  const end = (): void => {
    since = null
    told = false
    lastHere = now()
    onAway(null)
    follow()
  }
  return {
    look({ visible, reached }) {
      const at = now()
      if (since !== null) {
        if (!visible || at - lastChange < quiet) return
        const content = present()
        if (content === undefined) return
        if (fingerprintOf(content) === fingerprintOf(since.content)) end()
        else if (!told || at - lastChange < 2 * quiet) {
          told = true
          onAway(since)
        }
        return
      }
      if (!visible) return
      follow()
      if (reached) lastHere = at
    },
    beforeChange() {
      const at = now()
      lastChange = at
      if (since !== null || at - lastHere < awayAfter) return
      const content = present()
      if (content !== undefined) since = { content, at: lastHere }
    },
    dismiss: end,
  }
}
