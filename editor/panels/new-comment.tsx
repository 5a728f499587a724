import { useMemo, useState } from 'preact/hooks'
import type { Anchor } from '../model/review/anchors'
import { quoteOf } from '../model/review/anchors'
import type { CommentTarget } from '../view/comment-targets'
import { Composer } from './composer'
import type { ReviewDesk } from './review-desk'
import { Quote } from './thread-card'

export interface NewCommentProps {
  readonly desk: Pick<ReviewDesk, 't' | 'members'>
  /** What the comment is on. */
  readonly draft: Anchor
  /** What else it can be on. */
  readonly targets: () => readonly CommentTarget[]
  readonly onCreate: (body: string, anchor: Anchor) => void
  readonly onCancel: () => void
}

/** A comment that is being written. */
export function NewComment({ desk, draft, targets, onCreate, onCancel }: NewCommentProps) {
  const { t, members } = desk
  const [chosen, setChosen] = useState(0)
  const offered = useMemo((): readonly CommentTarget[] => {
    const found = targets()
    return found.some(({ anchor }) => JSON.stringify(anchor) === JSON.stringify(draft))
      ? found
      : [{ scope: 'range', title: quoteOf(draft), anchor: draft }]
  }, [draft])
  const target = offered[chosen] ?? offered[0]
  const anchor = target?.anchor ?? draft
  return (
    <Composer
      t={t}
      members={members}
      label={t('commentPlaceholder')}
      send={t('commentSend')}
      onSend={(body) => onCreate(body, anchor)}
      onCancel={onCancel}
      focus
    >
      {offered.length > 1 && (
        <select
          class="scope"
          aria-label={t('commentScope')}
          data-scope={target?.scope}
          value={chosen}
          onChange={(event) => setChosen(Number(event.currentTarget.value))}
        >
          {offered.map(({ scope, title }, i) => (
            <option key={scope} value={i}>
              {t(`scope-${scope}`, { title: title.slice(0, 24) })}
            </option>
          ))}
        </select>
      )}
      {(target?.scope === 'range' || offered.length === 1) && <Quote text={quoteOf(anchor)} />}
    </Composer>
  )
}
