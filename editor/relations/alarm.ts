import { findingsOf } from '../model/relations/findings'
import type { Desk } from '../page/desk'
import { sentenceOf } from '../panels/check-words'
import { mayTurn, turn } from './turn'

/** Says at once what does not fit a value that was just filled, unless somebody called it no fault. */
export function alarm(desk: Desk, figure: string): void {
  const { t, report, editor } = desk
  const doc = editor?.view.state.doc
  if (doc === undefined) return
  const { checks, figures, standing, previous } = report
  const found = findingsOf(figure, { doc, figures, standing, previous }).filter(
    ({ rule, fingerprint }) =>
      !checks.switches.isOff(rule) && checks.dismissals.of(fingerprint) === undefined,
  )
  if (found.length === 0) return
  const words = found.slice(0, 2).map((finding) => sentenceOf(t, finding))
  const fixable = found.find(({ fix }) => fix?.type === 'turn')
  const act =
    fixable === undefined || !mayTurn(desk)
      ? []
      : [
          {
            id: 'turn',
            title: t('turnTo', { right: String(fixable.values['right']) }),
            run: () => {
              turn(desk, fixable)
              editor?.view.focus()
            },
          },
        ]
  const ask = fixable !== undefined && act.length === 0 ? [t('turnAsk')] : []
  const label = figures.info(figure)?.label || '＊'
  desk.notice(t('filledBut', { label, words: [...words, ...ask].join('；') }), act)
}
