import type { Finding, RuleInfo } from '../../schema/checks/finding'
import type { Dismissal } from '../model/checks/dismissals'
import type { Translator } from '../ui/translator'
import { ruleName, strengthWord } from './check-words'

/** What was called no fault, by whom and why; it can be counted again. */
export function CheckDismissed({
  t,
  dismissed,
  who,
  may,
  onGo,
  onRestore,
}: {
  readonly t: Translator
  readonly dismissed: readonly { readonly finding: Finding; readonly dismissal: Dismissal }[]
  readonly who: (dismissal: Dismissal) => string
  readonly may: boolean
  readonly onGo: (finding: Finding) => void
  readonly onRestore: (fingerprint: string) => void
}) {
  if (dismissed.length === 0) return null
  return (
    <details class="check-more" data-dismissed>
      <summary>{t('checkDismissed', { count: dismissed.length })}</summary>
      <ul>
        {dismissed.map(({ finding, dismissal }, index) => (
          <li key={`${dismissal.fingerprint} ${index}`} data-dismissal={dismissal.fingerprint}>
            <button type="button" class="finding-go" onClick={() => onGo(finding)}>
              {finding.where.type === 'text' ? (
                <>
                  {finding.where.before}
                  <mark>{finding.where.quote.slice(0, 40)}</mark>
                  {finding.where.after}
                </>
              ) : (
                ruleName(t, finding.rule)
              )}
            </button>
            <p class="finding-words">
              {ruleName(t, finding.rule)}：<b>{dismissal.reason}</b>
            </p>
            <p class="note">{who(dismissal)}</p>
            {may && (
              <button
                type="button"
                class="link"
                data-restore
                onClick={() => onRestore(dismissal.fingerprint)}
              >
                {t('checkRestore')}
              </button>
            )}
          </li>
        ))}
      </ul>
    </details>
  )
}

/** Every rule with its switch. */
export function CheckRules({
  t,
  rules,
  isOff,
  may,
  onSwitch,
}: {
  readonly t: Translator
  readonly rules: readonly RuleInfo[]
  readonly isOff: (rule: string) => boolean
  readonly may: boolean
  readonly onSwitch: (rule: string, off: boolean) => void
}) {
  const off = rules.filter(({ id }) => isOff(id)).length
  return (
    <details class="check-more" data-rules>
      <summary>
        {t('checkRules')}
        {off > 0 && <span class="count">{`${rules.length - off}/${rules.length}`}</span>}
      </summary>
      <p class="note">{t('checkRulesNote')}</p>
      <ul class="rule-switches">
        {rules.map(({ id, strength, source }) => (
          <li key={id}>
            <label class="check" title={source}>
              <input
                type="checkbox"
                data-rule-switch={id}
                checked={!isOff(id)}
                disabled={!may}
                onChange={(event) => onSwitch(id, !event.currentTarget.checked)}
              />
              <span>{ruleName(t, id)}</span>
              <small class={`check-${strength}`}>
                <span class="check-sign" aria-hidden="true" />
                {strengthWord(t, strength)}
              </small>
            </label>
          </li>
        ))}
      </ul>
    </details>
  )
}
