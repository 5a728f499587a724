import { showValue } from '../../schema/values'
import type { Desk } from '../page/desk'
import { addRate, rateAct, rateOffers, suggestRate, type RateOffer } from './missing-rate'

/** 正文没有写办结率: a rate that follows from what is there, to be written into the text. */
export function RateOffers({ desk, figure }: { readonly desk: Desk; readonly figure: string }) {
  const { t, editor, report, notice } = desk
  if (editor === null) return null
  const offers = rateOffers(desk, editor.view.state.doc, figure)
  const labelOf = (id: string): string => report.figures.info(id)?.label || '＊'
  const operand = (one: RateOffer['rate']['part']): string =>
    'figure' in one ? labelOf(one.figure) : 'constant' in one ? one.constant + one.unit : ''
  const act = (offer: RateOffer): void => {
    const { name } = offer.rate
    if (rateAct(desk, offer) === 'add') {
      addRate(desk, offer)
      notice(t('rateAdded', { name }))
    } else {
      suggestRate(desk, offer)
      notice(t('rateSuggested', { name }))
    }
    desk.closeForm()
  }
  return (
    <>
      {offers.map((offer) => {
        const { rate, value, sign } = offer
        const kind = rateAct(desk, offer)
        if (kind === null && value === undefined) return null
        return (
          <div key={rate.at} class="rate-offer" data-rate-offer={rate.name}>
            <p>
              {t('rateMissing', { name: rate.name })}
              <span>
                {operand(rate.part)}÷{operand(rate.whole)}
                {value !== undefined && <b>≈{showValue(value, sign)}</b>}
              </span>
            </p>
            {kind !== null && (
              <button
                type="button"
                class="link"
                data-rate-act={kind}
                aria-label={t(kind === 'add' ? 'rateAddLong' : 'rateSuggestLong', {
                  name: rate.name,
                })}
                onClick={() => act(offer)}
              >
                {t(kind === 'add' ? 'rateAdd' : 'rateSuggest')}
              </button>
            )}
          </div>
        )
      })}
    </>
  )
}
