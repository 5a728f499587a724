import { sameFlat, type Flat } from '../model/flat'
import { mendByHand } from '../model/review/mending'
import { accept, proposalFor } from '../model/review/suggestions'
import { actOrigin } from '../model/undoable'
import type { Revised } from '../panels/review-desk'
import type { Desk } from './desk'

/** 采纳 suggestions, as one step of undo; says what was left alone. */
export function acceptThreads(desk: Desk, ids: readonly string[], anyway = false): void {
  const { editor, report, options, t } = desk
  if (editor === null) return
  const { environment } = options
  const target = { text: report.parts.text, review: report.review, environment }
  editor.undo.group(() => {
    const { applied, changed, act } = accept(target, ids, anyway)
    const [count, left] = [applied.length, changed.length]
    desk.notice(
      left === 0
        ? t('accepted', { count })
        : count === 0
          ? t('acceptedNone')
          : t('acceptedBut', { count, left }),
    )
    return act
  })
}

/** 不采纳: the text stays; one step of undo. */
export function rejectThreads(desk: Desk, ids: readonly string[]): void {
  const { report, t } = desk
  desk.record(report.review.decide(ids, 'rejected'))
  desk.notice(t('rejected', { count: ids.length }))
}

/** Takes one of two copies out, as one step of undo of the text. */
export function mendThread(desk: Desk, id: string): void {
  const { editor, report, t } = desk
  const thread = report.review.thread(id)
  if (editor === null || thread === undefined) return
  const target = { text: report.parts.text, review: report.review }
  desk.notice(t(mendByHand(target, thread, actOrigin) ? 'suggestionMended' : 'suggestionNoDouble'))
}

/** Puts another wording into one's own open suggestion, as one step of undo. */
export function reviseThread(desk: Desk, id: string, content: Flat): Revised {
  const { editor, report, record } = desk
  const { review, parts } = report
  const thread = review.thread(id)
  const fit = editor?.fitOf(id)
  if (thread?.suggestion?.state !== 'open' || fit?.is !== 'fits') return 'gone'
  if (thread.anchor.type !== 'range' || sameFlat(thread.suggestion.old, content)) return 'same'
  const was = { ...thread.suggestion, anchor: thread.anchor }
  try {
    const proposal = proposalFor(parts.text, fit.range, content)
    if (!review.revise(id, proposal)) return 'gone'
    record({
      undo: () => review.revise(id, was),
      redo: () => review.revise(id, proposal),
    })
    return 'done'
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return 'long'
  }
}
