import { showValue } from '../../schema/values'
import type { Desk } from '../page/desk'
import type { Filled } from '../model/figures/figures'
import { together } from '../model/undoable'

/** Asks what counts when somebody types over a computed value. */
export function TypedOver({
  desk,
  figure,
  typed,
  fill,
  onDone,
}: {
  readonly desk: Desk
  readonly figure: string
  readonly typed: string
  /** Fills what was typed, with all that the form says of it. */
  readonly fill: () => Filled
  readonly onDone: () => void
}) {
  const { t, report, record } = desk
  const unit = report.figures.info(figure)?.unit ?? ''
  const take = (): void => {
    const derivation = report.relations.derivationOf(figure)
    const filled = fill()
    if (!filled.ok) {
      desk.notice(t(`error-${filled.code}`, { unit, suffix: '' }))
      return
    }
    const end = derivation === undefined ? [] : [report.relations.keep(derivation.relation)]
    record(together([filled.act, ...end]))
    desk.closeForm()
  }
  return (
    <div class="typed-over" role="alert" data-typed-over>
      <p>
        {t('computedAsk', {
          value: showValue(report.figures.shown(figure) ?? '', unit),
          typed: showValue(typed, unit),
        })}
      </p>
      <div class="actions">
        <button type="button" data-take onClick={take}>
          {t('computedTake', { typed: showValue(typed, unit) })}
        </button>
        <button
          type="button"
          class="primary"
          data-stay
          onClick={() => {
            onDone()
            desk.closeForm()
          }}
        >
          {t('computedStay')}
        </button>
      </div>
    </div>
  )
}
