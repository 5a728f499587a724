import { CommentList } from '../panels/comment-list'
import { inOrder } from '../panels/thread-order'
import type { ReviewDesk } from '../panels/review-desk'
import type { Thread } from '../model/review/thread'
import type { Desk, SideTab } from './desk'
import { acceptThreads, mendThread, rejectThreads, reviseThread } from './suggestion-acts'

/** Frames within which a card that is not seen yet is drawn. */
const patience = 30

/** Puts the focus on the card of a thread, or on the panel when there is none. */
export function focusThread(id: string | undefined): void {
  const { activeElement: before, body } = document
  const look = (left: number): void => {
    const now = document.activeElement
    // They went on by themselves meanwhile.
    if (now !== before && now !== body) return
    const card =
      id === undefined
        ? null
        : document.querySelector<HTMLElement>(`[data-thread-item="${CSS.escape(id)}"]`)
    if (card === null && id !== undefined && left > 0) {
      requestAnimationFrame(() => look(left - 1))
      return
    }
    const target =
      card?.querySelector<HTMLElement>('.quote-button') ??
      document.querySelector<HTMLElement>('#tab-comments')
    target?.focus({ preventScroll: true })
  }
  requestAnimationFrame(() => look(patience))
}

/** All threads in the order of the text, those that are open first. */
export function openFirst({ report, editor }: Desk): Thread[] {
  const placeOf = (id: string): number | null => editor?.placeOf(id) ?? null
  const all = report.review.threads()
  return [false, true].flatMap((done) =>
    inOrder(
      { placeOf },
      all.filter(({ resolved }) => resolved === done),
    ),
  )
}

/** The open threads in the order of the text. */
export function openInOrder(desk: Desk): string[] {
  const { report, editor } = desk
  const placeOf = (id: string): number | null => editor?.placeOf(id) ?? null
  const open = report.review.threads().filter(({ resolved }) => !resolved)
  return inOrder({ placeOf }, open).map(({ id }) => id)
}

/** Before there is a text no place was read. */
const unread = {}

function reviewDesk(desk: Desk): ReviewDesk {
  const { t, report, session, editor } = desk
  const { review } = report
  /** Does something after which the cards of `ids` go, and goes on with the next one. */
  const andOn = (ids: readonly string[], act: () => void): void => {
    const order = openInOrder(desk)
    const last = order.findLastIndex((id) => ids.includes(id))
    act()
    const still = (id: string): boolean => review.thread(id)?.resolved === false
    const next = order.slice(last + 1).find(still) ?? order.findLast(still)
    if (next !== undefined) desk.showThread(next)
    focusThread(next)
  }
  return {
    t,
    review,
    members: report.members,
    me: session.me,
    mayReview: session.may('review'),
    mayDecide: session.may('text'),
    active: desk.activeThread,
    placeOf: (id) => editor?.placeOf(id) ?? null,
    reading: editor?.placesReading() ?? unread,
    fitOf: ({ id }) => editor?.fitOf(id) ?? { is: 'lost' },
    now: desk.now,
    onGo: desk.showThread,
    onAccept: (ids, anyway = false) => andOn(ids, () => acceptThreads(desk, ids, anyway)),
    onReject: (ids) => andOn(ids, () => rejectThreads(desk, ids)),
    onReconsider: (id) => desk.record(review.decide([id], 'reopened')),
    revising: desk.revising,
    onRevise(id) {
      const was = desk.revising?.thread
      desk.revise(id)
      if (id === null) focusThread(was)
    },
    onRevised: (id, content) => reviseThread(desk, id, content),
    onTakeBack: (id) => andOn([id], () => desk.record(review.decide([id], 'withdrawn'))),
    onMend: (id) => mendThread(desk, id),
    onAttach(id) {
      const anchor = editor?.anchorOfSelection()
      if (anchor?.type !== 'range') {
        desk.notice(t('attachNeedsRange'))
        return
      }
      review.place(id, anchor)
      desk.notice(t('attached'))
      desk.showThread(id)
    },
  }
}

/** 批注: the threads of the report, suggestions among them. */
export const commentsTab: SideTab = {
  id: 'comments',
  title: 'commentsTab',
  count: ({ report }) => report.review.threads().filter(({ resolved }) => !resolved).length,
  View: ({ desk }) => (
    <CommentList
      desk={reviewDesk(desk)}
      view={desk.editor?.view ?? null}
      draft={desk.draft}
      posOfAnchor={(anchor) => desk.editor?.posOfAnchor(anchor) ?? null}
      targets={() => desk.editor?.commentTargets() ?? []}
      onCreate={(body, anchor) => {
        const id = desk.report.review.create(anchor, body)
        desk.comment(null)
        desk.showThread(id)
        focusThread(id)
      }}
      onCancel={() => {
        desk.comment(null)
        desk.editor?.view.focus()
      }}
    />
  ),
}
