import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Members } from '../model/members'
import type { PartName } from '../model/parts'
import type { Refusal, Refused } from '../sync/refusals'
import type { StringKey } from '../ui/strings'
import type { Translator } from '../ui/translator'

const words: Readonly<Partial<Record<Refusal, StringKey>>> = {
  role: 'refusal-role',
  'not-a-member': 'refusal-not-a-member',
  foreign: 'refusal-foreign',
  slow: 'refusal-slow',
  forked: 'refusal-forked',
  contradicts: 'refusal-contradicts',
  final: 'refusal-final',
}

const partWords: Readonly<Record<PartName | '', StringKey>> = {
  text: 'partText',
  figures: 'partFigures',
  review: 'partReview',
  '': 'partUnknown',
}

/** Whose changes were refused, and why. */
export function RefusedDialog({
  t,
  refused,
  members,
  onClose,
}: {
  readonly t: Translator
  readonly refused: readonly Refused[]
  readonly members: Members
  readonly onClose: () => void
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog
      ref={dialog}
      class="dialog refused-dialog"
      aria-labelledby="refused-title"
      onClose={onClose}
    >
      <h2 id="refused-title">
        {t('refused', { count: refused.reduce((sum, { count }) => sum + count, 0) })}
      </h2>
      <p class="note">{t('refusedNote')}</p>
      <ul class="refused-list">
        {refused.map(({ author, part, reason, count }) => (
          <li key={`${author} ${part} ${reason}`}>
            {t('refusedBy', {
              name: author === '' ? t('unsignedBy') : (members.name(author) ?? t('someone')),
              count,
              part: t(partWords[part]),
              reason: t(words[reason] ?? 'refusal-broken'),
            })}
          </li>
        ))}
      </ul>
      <div class="actions">
        <button type="button" onClick={() => dialog.current?.close()}>
          {t('close')}
        </button>
      </div>
    </dialog>
  )
}
