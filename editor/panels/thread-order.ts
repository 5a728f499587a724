import type { Thread } from '../model/review/thread'
import type { ReviewDesk } from './review-desk'

/** As they stand in the text; those on the whole report first. */
export function inOrder(
  { placeOf }: Pick<ReviewDesk, 'placeOf'>,
  threads: readonly Thread[],
): Thread[] {
  return threads
    .map((thread) => ({ thread, at: placeOf(thread.id) ?? -1 }))
    .sort((a, b) => a.at - b.at || a.thread.at - b.thread.at)
    .map(({ thread }) => thread)
}
