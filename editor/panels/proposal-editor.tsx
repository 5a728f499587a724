import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { plainOf, type Flat } from '../model/flat'
import { editedFlat } from '../model/review/suggestions'
import type { Suggestion } from '../model/review/thread'
import type { ReviewDesk, Revising } from './review-desk'

/** A blank in a text box: as in the report's own masks, unless the passage has such a character. */
export const signOf = (old: Flat): string => (plainOf(old).includes('＊') ? '▢' : '＊')

/** One's own suggestion, written anew where it stands in its card. */
export function ProposalEditor({
  desk,
  revising,
  suggestion,
}: {
  readonly desk: ReviewDesk
  /** Another object each time somebody comes to it anew. */
  readonly revising: Revising
  readonly suggestion: Suggestion
}) {
  const { t, onRevise, onRevised } = desk
  const { thread, caret } = revising
  const box = useRef<HTMLTextAreaElement>(null)
  // What its blanks are is told by what it proposed when it was opened.
  const [{ content, old }] = useState(suggestion)
  const sign = signOf([...old, ...content])
  const [typed, setTyped] = useState(() => plainOf(content).replaceAll('\uFFFC', sign))
  const [error, setError] = useState('')
  useLayoutEffect(() => {
    const area = box.current
    if (area === null) return
    area.focus({ preventScroll: true })
    if (caret === null) area.select()
    else area.setSelectionRange(caret, caret)
  }, [revising])
  const send = (): void => {
    // Blanks that were struck out stand in what was there before.
    const base = plainOf(content).includes('\uFFFC') ? content : [...content, ...blanksOf(old)]
    const next = editedFlat(base, typed.replaceAll(sign, '\uFFFC'))
    const became = onRevised(thread, next)
    if (became === 'done') onRevise(null)
    else
      setError(
        t(
          became === 'same'
            ? 'proposeSame'
            : became === 'long'
              ? 'suggestionTooLong'
              : 'proposalGone',
        ),
      )
  }
  return (
    <div class="composer proposal-editor">
      <textarea
        ref={box}
        name="proposal"
        rows={Math.min(8, 2 + Math.floor(typed.length / 18))}
        aria-label={t('suggestionWanted')}
        aria-invalid={error !== ''}
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value)
          setError('')
        }}
        onKeyDown={(event) => {
          if (event.isComposing || event.keyCode === 229) return
          if (event.key === 'Escape') onRevise(null)
          else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send()
          else return
          event.preventDefault()
          event.stopPropagation()
        }}
      />
      {error !== '' && (
        <p class="error" role="alert">
          {error}
        </p>
      )}
      <div class="actions">
        <button type="button" class="primary" data-revised onClick={send}>
          {t('save')}
        </button>
        <button type="button" onClick={() => onRevise(null)}>
          {t('cancel')}
        </button>
      </div>
    </div>
  )
}

/** The blanks of a passage. */
function blanksOf(flat: Flat): Flat {
  return flat.filter(({ insert }) => typeof insert !== 'string' && insert['block'] === undefined)
}
