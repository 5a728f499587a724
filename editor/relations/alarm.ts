import { findingsOf } from '../model/relations/findings'
import type { Desk } from '../page/desk'
import { sentenceOf } from '../panels/check-words'

/** Says at once what does not fit a value that was just filled, unless somebody called it no fault. */
export function alarm(desk: Desk, figure: string): void {
  const { t, report, editor } = desk
  const doc = editor?.view.state.doc
  if (doc === undefined) return
  const { checks, figures, standing, previous } = report
  const words = findingsOf(figure, { doc, figures, standing, previous })
    .filter(
      ({ rule, fingerprint }) =>
        !checks.switches.isOff(rule) && checks.dismissals.of(fingerprint) === undefined,
    )
    .map((finding) => sentenceOf(t, finding))
  if (words.length === 0) return
  const label = figures.info(figure)?.label || '＊'
  desk.notice(t('filledBut', { label, words: words.slice(0, 2).join('；') }))
}
