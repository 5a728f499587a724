import { useState } from 'preact/hooks'
import { reasonWords } from './reason-words'
import type { Translator } from '../ui/translator'
import { ShownCode } from './shown-code'

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
  const make = (): void => {
    linkDevice(now() + linkLasts).then(setCode, (error: unknown) =>
      onProblem(t('actFailed', { reason: reasonWords(t, error) })),
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
        <ShownCode
          t={t}
          code={code}
          labels={{ text: t('deviceLinkCode'), picture: t('deviceLinkQr') }}
          warning={t('deviceLinkWarning')}
          mark="data-device-link"
        />
      )}
    </section>
  )
}
