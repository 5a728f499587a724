import type { Quantity } from '../../schema/quantity'
import type { Translator } from '../../editor/ui/translator'
import type { Captured } from '../platform/captured-text'

/** What was selected, in its words, and where; with several numbers, which one. */
export function Selected({
  t,
  captured,
  quantities,
  which,
  onWhich,
}: {
  readonly t: Translator
  readonly captured: Captured
  readonly quantities: readonly Quantity[]
  readonly which: number
  /** Null while another one cannot be chosen. */
  readonly onWhich: ((index: number) => void) | null
}) {
  const { text, before, after, title, address } = captured
  const quantity = quantities[which]
  const from = quantity?.from ?? 0
  const to = quantity === undefined ? text.length : from + quantity.text.length
  return (
    <section class="selected" aria-label={t('captureSelected')}>
      <blockquote>
        {before}
        {text.slice(0, from)}
        <mark>{text.slice(from, to)}</mark>
        {text.slice(to)}
        {after}
      </blockquote>
      <p class="note place" title={address}>
        {t('captureFrom', { place: [title, hostOf(address)].filter(Boolean).join(' · ') })}
      </p>
      {onWhich !== null && quantities.length > 1 && (
        <fieldset>
          <legend class="note">{t('captureWhich')}</legend>
          {[...quantities.map((one) => one.text), t('captureWhole')].map((words, index) => (
            <label key={index} class="chip">
              <input
                type="radio"
                name="which"
                checked={which === index}
                onChange={() => onWhich(index)}
              />
              {words}
            </label>
          ))}
        </fieldset>
      )}
    </section>
  )
}

function hostOf(address: string): string {
  try {
    return new URL(address).host
  } catch {
    // An address that is none has no host.
    return ''
  }
}
