import { printValue, type ValueError } from '../../schema/values'
import type { Translator } from '../ui/translator'

/** Why a value is refused, with what would be right: the same words wherever a blank is filled. */
export function ValueProblem({
  t,
  id,
  error,
  unit,
  suffix,
  onTake,
}: {
  readonly t: Translator
  /** For `aria-describedby` of the field. */
  readonly id: string
  readonly error: ValueError | null
  readonly unit: string
  readonly suffix: string
  /** Takes the value that would be right. */
  readonly onTake: (value: string) => void
}) {
  const suggestion = error?.suggestion
  return (
    <p id={id} class="error" role="alert">
      {error !== null && t(`error-${error.code}`, { unit, suffix })}
      {suggestion !== undefined && (
        <button type="button" class="link" onClick={() => onTake(suggestion)}>
          {t('suggest', { value: printValue(suggestion) })}
        </button>
      )}
    </p>
  )
}
