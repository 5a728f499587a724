import { AttachmentItem } from '../attachments/attachment-item'
import { showValue } from '../../schema/values'
import type { Attachments } from '../attachments/attachments'
import type { FigureInfo, LedgerEntry } from '../model/figures/entries'
import type { Figures } from '../model/figures/figures'
import type { Members } from '../model/members'
import type { Undoable } from '../model/undoable'
import { showTime, type Translator } from '../ui/translator'

/** So many of the latest values are shown. */
const shown = 20

/** Every value that a figure had: by whom, when, from where. */
export function FigureHistory({
  t,
  info,
  figures,
  members,
  attachments,
  now,
  onRemoved,
}: {
  readonly t: Translator
  readonly info: FigureInfo
  readonly figures: Figures
  readonly members: Members
  readonly attachments: Attachments
  readonly now: () => number
  /** One's own attachment was deleted from the report; undefined where that may not be done. */
  readonly onRemoved?: ((act: Undoable | null) => void) | undefined
}) {
  const lines = figures.ledger(info.id).toReversed().slice(0, shown)
  if (lines.length === 0) return null
  return (
    <div class="history">
      <span>{t('history')}</span>
      <ol>
        {lines.map((line) => (
          <li key={line.entry}>
            {line.cleared
              ? t('historyCleared')
              : line.notApplicable
                ? t('notApplicable')
                : showValue(line.value, info.unit)}
            <small>
              {t('filledBy', {
                name: members.name(line.by) ?? t('someone'),
                time: showTime(line.at, now(), t.locale),
              })}
            </small>
            <Source t={t} line={line} attachments={attachments} now={now} onRemoved={onRemoved} />
          </li>
        ))}
      </ol>
    </div>
  )
}

/** Where a value came from; nothing when nobody said. */
function Source({
  t,
  line: { source, detail },
  attachments,
  now,
  onRemoved,
}: {
  readonly t: Translator
  readonly line: LedgerEntry
  readonly attachments: Attachments
  readonly now: () => number
  readonly onRemoved: ((act: Undoable | null) => void) | undefined
}) {
  const { page, note, link, quote, takenAt } = detail
  const words = [source, page, note].filter(Boolean).join(' · ')
  return (
    <>
      {(words !== '' || link !== '') && (
        <p class="history-source">
          {words}{' '}
          {link !== '' && (
            <a href={link} target="_blank" rel="noopener noreferrer">
              {link.replace(/^[a-z]+:(?:\/\/)?/i, '').slice(0, 60)}
            </a>
          )}
        </p>
      )}
      {quote !== '' && (
        <p class="quote">
          {t('sourceQuote', { quote })}
          {takenAt > 0 && (
            <small> {t('sourceTaken', { time: showTime(takenAt, now(), t.locale) })}</small>
          )}
        </p>
      )}
      {detail.attachments.length > 0 && (
        <ul class="attachments" aria-label={t('attachments')}>
          {detail.attachments.map((id) => {
            const known = attachments.get(id)
            if (known === undefined)
              return (
                <li key={id} class="attachment">
                  <small>{t('attachmentGone')}</small>
                </li>
              )
            return (
              <AttachmentItem
                key={id}
                confirm={attachments.removable(id) === 'others' ? t('attachmentForGood') : ''}
                t={t}
                name={known.name}
                size={known.size}
                load={() => attachments.bytes(id)}
                removeTitle={t('attachmentDelete', { name: known.name })}
                onRemove={
                  onRemoved === undefined || attachments.removable(id) === 'no'
                    ? undefined
                    : () => onRemoved(attachments.remove(id))
                }
              />
            )
          })}
        </ul>
      )}
    </>
  )
}
