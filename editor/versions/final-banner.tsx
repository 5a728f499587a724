import type { Desk } from '../page/desk'
import { fingerprintOf } from '../model/versions/content'
import { showTime } from '../ui/translator'
import { openCompare } from './compare-dialog'
import { ReopenDialog } from './keep-dialogs'

/** Says that the report is final, and whether what is here is that text. */
export function FinalBanner({ desk }: { readonly desk: Desk }) {
  const { t, session, report, editor, now } = desk
  const { final } = session.roll
  if (final === undefined) return null
  const { fingerprint, at } = final
  const doc = editor?.view.state.doc
  const differs = doc !== undefined && fingerprintOf(report.versions.present(doc)) !== fingerprint
  const version = differs
    ? report.versions.list().find((one) => one.fingerprint === fingerprint)
    : undefined
  return (
    <p class={differs ? 'banner bad' : 'banner good'} role="status" data-final={fingerprint}>
      {t('finalBanner', { time: showTime(at, now(), t.locale), fingerprint })}{' '}
      {differs && <strong data-final-differs>{t('finalDiffers')}</strong>}
      {version !== undefined && (
        <button type="button" onClick={() => openCompare(desk, version.id)}>
          {t('finalCompare')}
        </button>
      )}
      {session.roll.governs && (
        <button
          type="button"
          data-reopen
          onClick={() => desk.openDialog((close) => <ReopenDialog desk={desk} onClose={close} />)}
        >
          {t('reopenText')}
        </button>
      )}
    </p>
  )
}
