import { useEffect, useRef, useState } from 'preact/hooks'
import { AttachmentItem } from '../attachments/attachment-item'
import type { Attachments } from '../attachments/attachments'
import { accepted } from '../attachments/files'
import type { ChosenFiles } from '../attachments/use-files'
import { noDetail, type SourceDetail } from '../model/figures/source'
import { showTime, type Translator } from '../ui/translator'

/** 页码, 链接, 说明, quote and attachments of a source; closed until somebody wants it. */
export function SourceFields({
  t,
  detail,
  onDetail,
  attachments,
  chosen,
  now,
  readOnly,
  linkBad,
}: {
  readonly t: Translator
  readonly detail: SourceDetail
  readonly onDetail: (detail: SourceDetail) => void
  readonly attachments: Attachments
  readonly chosen: ChosenFiles
  readonly now: () => number
  readonly readOnly: boolean
  /** Whether the link was found not to be one that may be followed. */
  readonly linkBad: boolean
}) {
  const [open, setOpen] = useState(JSON.stringify(detail) !== JSON.stringify(noDetail))
  const chooser = useRef<HTMLInputElement>(null)
  const set = (fields: Partial<SourceDetail>): void => onDetail({ ...detail, ...fields })
  const count = detail.attachments.length + chosen.files.length
  // A file that was dropped or pasted while this was closed is to be seen.
  useEffect(() => {
    if (chosen.files.length > 0 || chosen.problem !== '' || linkBad) setOpen(true)
  }, [chosen.files.length, chosen.problem, linkBad])
  return (
    <details
      class="source-more"
      data-source-more
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        {t('sourceMore')}
        {count > 0 && <span class="count">{count}</span>}
      </summary>
      {detail.quote !== '' && (
        <p class="quote">
          {t('sourceQuote', { quote: detail.quote })}
          {detail.takenAt > 0 && (
            <small> {t('sourceTaken', { time: showTime(detail.takenAt, now(), t.locale) })}</small>
          )}
          {!readOnly && (
            <button type="button" class="link" onClick={() => set({ quote: '', takenAt: 0 })}>
              {t('sourceDrop')}
            </button>
          )}
        </p>
      )}
      <label>
        {t('sourcePage')}
        <input
          name="page"
          placeholder={t('sourcePageHint')}
          value={detail.page}
          readOnly={readOnly}
          onInput={(event) => set({ page: event.currentTarget.value })}
        />
      </label>
      <label>
        {t('sourceLink')}
        <input
          name="link"
          placeholder="https://"
          value={detail.link}
          readOnly={readOnly}
          aria-invalid={linkBad}
          onInput={(event) => set({ link: event.currentTarget.value })}
        />
      </label>
      {linkBad && (
        <p class="error" role="alert">
          {t('sourceLinkBad')}
        </p>
      )}
      <label>
        {t('sourceNote')}
        <input
          name="note"
          value={detail.note}
          readOnly={readOnly}
          onInput={(event) => set({ note: event.currentTarget.value })}
        />
      </label>
      {count > 0 && (
        <ul class="attachments" aria-label={t('attachments')}>
          {detail.attachments.map((id) => {
            const known = attachments.get(id)
            const name = known?.name ?? t('attachmentGone')
            return (
              <AttachmentItem
                key={`${id} ${known === undefined}`}
                t={t}
                name={name}
                size={known?.size ?? 0}
                load={() => attachments.bytes(id)}
                removeTitle={t('attachmentRemove', { name })}
                onRemove={
                  readOnly
                    ? undefined
                    : () => set({ attachments: detail.attachments.filter((one) => one !== id) })
                }
              />
            )
          })}
          {chosen.files.map((file) => (
            <AttachmentItem
              key={file.hash}
              t={t}
              name={file.name}
              size={file.bytes.length}
              load={async () => file.bytes}
              removeTitle={t('attachmentRemove', { name: file.name })}
              onRemove={() => chosen.drop(file)}
            />
          ))}
        </ul>
      )}
      {!readOnly && (
        <p class="note">
          <input
            ref={chooser}
            type="file"
            multiple
            hidden
            data-attach
            accept={accepted}
            onChange={(event) => {
              chosen.take([...(event.currentTarget.files ?? [])])
              event.currentTarget.value = ''
            }}
          />
          <button type="button" onClick={() => chooser.current?.click()}>
            {t('attachFile')}
          </button>{' '}
          {t('attachHint')}
        </p>
      )}
      <p class="error" role="alert">
        {chosen.problem}
        {chosen.tooLarge !== null && (
          <button type="button" class="link" onClick={() => chosen.takeSmaller()}>
            {t('attachShrink')}
          </button>
        )}
      </p>
    </details>
  )
}
