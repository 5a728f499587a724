import { findingsOf } from '../model/relations/findings'
import type { Desk, NoticeAct } from '../page/desk'
import { sentenceOf } from '../panels/check-words'
import { mayTurn, turn } from './turn'

/** What does not fit a value that was just filled, unless somebody called it no fault. */
export function doubtsOf(
  desk: Desk,
  figure: string,
): { readonly words: readonly string[]; readonly acts: readonly NoticeAct[] } {
  const { t, report, editor } = desk
  const doc = editor?.view.state.doc
  if (doc === undefined) return { words: [], acts: [] }
  const { checks, figures, standing, previous } = report
  const found = findingsOf(figure, { doc, figures, standing, previous }).filter(
    ({ rule, fingerprint }) =>
      !checks.switches.isOff(rule) && checks.dismissals.of(fingerprint) === undefined,
  )
  const words = found.slice(0, 2).map((finding) => sentenceOf(t, finding))
  const fixable = found.find(({ fix }) => fix?.type === 'turn')
  if (fixable === undefined) return { words, acts: [] }
  if (!mayTurn(desk)) return { words: [...words, t('turnAsk')], acts: [] }
  const act: NoticeAct = {
    id: 'turn',
    title: t('turnTo', { right: String(fixable.values['right']) }),
    run: () => {
      turn(desk, fixable)
      editor?.view.focus()
    },
  }
  return { words, acts: [act] }
}

/** Says at once what does not fit a value that was just filled. */
export function alarm(desk: Desk, figure: string): void {
  const { words, acts } = doubtsOf(desk, figure)
  if (words.length === 0) return
  const label = desk.report.figures.info(figure)?.label || '＊'
  desk.notice(desk.t('filledBut', { label, words: words.join('；') }), acts)
}
