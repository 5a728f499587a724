import type { Desk } from './desk'

/** Says that this copy can never be the same as the others', and opens the report anew. */
export function StrandedBanner({ desk }: { readonly desk: Desk }) {
  const { t, report, status } = desk
  if (!status.reopen) return null
  const copy = (): void =>
    void navigator.clipboard.writeText(report.toText()).then(
      () => desk.notice(t('copied')),
      () => desk.notice(t('copyFailed')),
    )
  return (
    <p class="banner" role="alert" data-reopen>
      <span>{t('stranded')}</span>
      <button type="button" onClick={() => location.reload()}>
        {t('strandedReopen')}
      </button>
      <button type="button" class="link" onClick={copy}>
        {t('strandedCopy')}
      </button>
    </p>
  )
}
