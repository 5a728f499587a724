import { Plugin } from 'prosemirror-state'
import type * as Y from 'yjs'
import { mendDoubles } from '../model/review/mending'
import type { Review } from '../model/review/review'

/** Milliseconds of quiet after which doubled words are taken out: their other half may be on its way. */
const quiet = 300

/** Takes out what two people accepted without knowing of each other, as soon as both have come. */
export function mending(options: {
  readonly text: Y.Doc
  readonly review: Review
  readonly mayMend: () => boolean
  readonly onMended: () => void
}): Plugin {
  const { text, review, mayMend, onMended } = options
  /** Whether there is anything to look at; the text alone makes nothing double. */
  let doubled = false
  const look = (): void => {
    doubled = review.threads().some(({ suggestion }) => suggestion?.twice === true)
  }
  return new Plugin({
    view(view) {
      let timer: ReturnType<typeof setTimeout> | undefined
      const soon = (): void => {
        clearTimeout(timer)
        if (!doubled) return
        timer = setTimeout(() => {
          if (view.composing) soon()
          else if (mayMend() && mendDoubles({ text, review }) > 0) onMended()
        }, quiet)
      }
      look()
      soon()
      const stop = review.onChange(() => {
        look()
        soon()
      })
      return {
        update(now, before) {
          if (before.doc !== now.state.doc) soon()
        },
        destroy() {
          clearTimeout(timer)
          stop()
        },
      }
    },
  })
}
