import { useEffect, useState } from 'preact/hooks'
import { changeSince } from '../../schema/relations/check'
import { showValue } from '../../schema/values'
import { stale } from '../model/relations/findings'
import type { Desk } from '../page/desk'

/** 去年: last year's value of a figure with the change, in its form. */
export function LastYear({ desk, figure }: { readonly desk: Desk; readonly figure: string }) {
  const { t, report, session, record } = desk
  const again = useState(0)[1]
  useEffect(() => {
    const redraw = (): void => again((n) => n + 1)
    const stops = [report.checks.onChange(redraw), report.figures.onChange(redraw)]
    return () => {
      for (const stop of stops) stop()
    }
  }, [report])
  const last = report.previous.of(figure)
  if (last === undefined) return null
  const unit = report.figures.info(figure)?.unit ?? ''
  const [only, ...others] = report.figures.values(figure)
  const now = only === undefined || others.length > 0 || only.notApplicable ? '' : only.value
  const change = now === '' ? null : changeSince(now, last.value, unit)
  const [finding] = stale(figure, report)
  const confirmed =
    finding === undefined ? undefined : report.checks.dismissals.of(finding.fingerprint)
  const may = session.may('figures')
  return (
    <p class="note last-year" data-last-year>
      <span title={last.title}>
        {t('lastYearValue', { value: showValue(last.value, unit) })}
        {last.title !== '' && <small>{t('lastYearFrom', { title: last.title })}</small>}
      </span>
      {change !== null && finding === undefined && <b data-change>{change}</b>}
      {finding !== undefined && confirmed === undefined && (
        <>
          <b class="stale" data-stale>
            {t('notUpdated')}
          </b>
          {may && (
            <button
              type="button"
              class="link"
              data-same
              onClick={() =>
                record(
                  report.checks.dismissals.dismiss(
                    finding,
                    String(finding.values['label'] ?? ''),
                    t('sameAsLastYear'),
                  ),
                )
              }
            >
              {t('sameAsLastYear')}
            </button>
          )}
        </>
      )}
      {finding !== undefined && confirmed !== undefined && (
        <>
          <span>{confirmed.reason}</span>
          {may && (
            <button
              type="button"
              class="link"
              onClick={() => record(report.checks.dismissals.withdraw(finding.fingerprint))}
            >
              {t('sameUndo')}
            </button>
          )}
        </>
      )}
    </p>
  )
}
