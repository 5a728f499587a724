import type { Flat } from '../model/flat'
import type { Fit } from '../model/review/suggestions'
import type { Members } from '../model/members'
import type { Review } from '../model/review/review'
import type { Thread } from '../model/review/thread'
import type { Translator } from '../ui/translator'

export interface Revising {
  readonly thread: string
  /** Where the caret goes, as an offset of what is proposed; null for all of it selected. */
  readonly caret: number | null
}

/** What became of a new wording: `gone` when somebody decided meanwhile or the text changed. */
export type Revised = 'done' | 'same' | 'gone' | 'long'

/** What the cards of a review work with. */
export interface ReviewDesk {
  readonly t: Translator
  readonly review: Review
  readonly members: Members
  /** Member id of whoever sits here. */
  readonly me: string
  readonly mayReview: boolean
  /** Whether they may write the text, and so decide on suggestions. */
  readonly mayDecide: boolean
  /** The thread that is being read. */
  readonly active: string | null
  /** Where a thread begins in the document; null when it has no place. */
  readonly placeOf: (thread: string) => number | null
  /** Another object each time the places were read anew; in between they only move with the text. */
  readonly reading: object
  readonly fitOf: (thread: Thread) => Fit
  readonly now: () => number
  readonly onGo: (thread: string) => void
  /** `anyway`: they saw that the text changed. */
  readonly onAccept: (threads: readonly string[], anyway?: boolean) => void
  readonly onReject: (threads: readonly string[]) => void
  readonly onReconsider: (thread: string) => void
  /** One's own suggestion that is being written anew in its card. */
  readonly revising: Revising | null
  /** Begins to write one's own suggestion anew; null ends it. */
  readonly onRevise: (thread: string | null) => void
  /** Puts `content` in the place of what one's own suggestion proposed. */
  readonly onRevised: (thread: string, content: Flat) => Revised
  readonly onTakeBack: (thread: string) => void
  /** Takes one of two copies out that two people's acceptances left. */
  readonly onMend: (thread: string) => void
  /** Gives a thread the selection as its place. */
  readonly onAttach: (thread: string) => void
}

/** The name of a member, or a word for somebody. */
export function nameOf({ members, t }: Pick<ReviewDesk, 'members' | 't'>, member: string): string {
  return members.name(member) ?? t('someone')
}
