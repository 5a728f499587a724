import type { Thread } from '../model/review/thread'

/** Which threads are shown. */
export type ThreadFilter = 'open' | 'suggestions' | 'mine' | 'assigned' | 'resolved' | 'all'

export const threadFilters: readonly ThreadFilter[] = [
  'open',
  'suggestions',
  'mine',
  'assigned',
  'resolved',
  'all',
]

/**
 * Whether a thread is shown.
 * @param isMe whether a member id is whoever sits here, on this device or another
 */
export function passes(
  { resolved, suggestion, by, assignee, messages }: Thread,
  filter: ThreadFilter,
  isMe: (member: string) => boolean,
): boolean {
  switch (filter) {
    case 'open':
      return !resolved
    case 'suggestions':
      return !resolved && suggestion !== null
    case 'mine':
      return isMe(by) || messages.some((message) => isMe(message.by))
    case 'assigned':
      return !resolved && isMe(assignee)
    case 'resolved':
      return resolved
    case 'all':
      return true
  }
}
