import { useState } from 'preact/hooks'
import type { Translator } from '../ui/translator'
import { QrCode } from './qr-code'

/** Milliseconds for which a link can be used. */
const linkLasts = 24 * 60 * 60 * 1000

/** Makes a link by which the person who sits here comes in with another computer. */
export function DeviceLinkMaker({
  t,
  hasRelay,
  now,
  linkDevice,
  onProblem,
}: {
  readonly t: Translator
  readonly hasRelay: boolean
  readonly now: () => number
  readonly linkDevice: (expires: number) => Promise<string>
  readonly onProblem: (text: string) => void
}) {
  const [code, setCode] = useState('')
  const [note, setNote] = useState('')
  const make = (): void => {
    linkDevice(now() + linkLasts).then(setCode, (error: unknown) =>
      onProblem(t('actFailed', { reason: String(error) })),
    )
  }
  return (
    <section class="device-link" aria-labelledby="device-link-title">
      <h3 id="device-link-title">{t('deviceLink')}</h3>
      <p class="note">{t('deviceLinkText')}</p>
      {!hasRelay && <p class="note warn">{t('deviceLinkNoRelay')}</p>}
      {code === '' ? (
        <button type="button" data-link-device onClick={make}>
          {t('deviceLinkMake')}
        </button>
      ) : (
        <>
          <div class="invite-shown">
            <textarea
              readOnly
              rows={8}
              class="invite-code"
              data-device-link
              aria-label={t('deviceLinkCode')}
              value={code}
              onFocus={(event) => event.currentTarget.select()}
            />
            <QrCode text={code} label={t('deviceLinkQr')} />
          </div>
          <p class="note warn">{t('deviceLinkWarning')}</p>
          <div class="actions">
            <button
              type="button"
              class="primary"
              onClick={() =>
                void navigator.clipboard.writeText(code).then(
                  () => setNote(t('copied')),
                  () => setNote(t('copyFailed')),
                )
              }
            >
              {t('copy')}
            </button>
            <span role="status">{note}</span>
          </div>
        </>
      )}
    </section>
  )
}
