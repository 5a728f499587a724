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
  /** What is there now; the same object as long as nothing has changed. */
  readonly present: () => VersionContent | undefined
  /** Milliseconds between notes of what is seen: the larger a report, the seldomer. */
  readonly followEvery: () => number
  /** Called when there is something to tell; `since`: how it stood, and when. Null: no longer. */
  readonly onAway: (since: Seen | null) => void
  /** Called with what is seen now, when it is not what was seen before. */
  readonly onSeen: (seen: Seen) => void
}): AwayWatch {
  const { now, present, followEvery, onAway, onSeen } = options
  /** What was there when they went; null while they are here. */
  let since: Seen | null = options.seen ?? null
  let lastChange = now()
  let lastHere = now()
  let lastFollowed = -Infinity
  let wasVisible = false
  let noted: VersionContent | undefined
  let compared: VersionContent | undefined

  const follow = (): void => {
    lastFollowed = now()
    const content = present()
    if (content === undefined || content === noted) return
    noted = content
    onSeen({ content, at: now() })
  }
  const end = (): void => {
    since = null
    compared = undefined
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
        if (content === undefined || content === compared) return
        compared = content
        if (fingerprintOf(content) === fingerprintOf(since.content)) end()
        else onAway(since)
        return
      }
      if (visible ? at - lastFollowed >= followEvery() : wasVisible) follow()
      wasVisible = visible
      if (visible && reached) lastHere = at
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
