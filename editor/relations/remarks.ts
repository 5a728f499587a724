import { changeSince } from '../../schema/relations/check'
import type { BoardRemark } from '../board/board'
import type { BoardItem } from '../board/rows'
import type { Desk } from '../page/desk'
import { sentenceOf } from '../panels/check-words'

/** What the table says of figures beside their values: last year's, and what the checks found. */
export function remarksOf(desk: Desk): {
  on(figure: string): BoardRemark
  /** What figures are filtered by; cheap, for all of them. */
  marksOf(figure: string): Pick<BoardItem, 'problem' | 'stale'>
} {
  const { t, report, editor } = desk
  const found = new Map<string, string[]>()
  const stale = new Set<string>()
  const { open } = editor === null ? { open: [] } : report.checks.run(editor.view.state.doc)
  for (const finding of open) {
    if (finding.where.type !== 'figures') continue
    for (const id of finding.where.figures) {
      if (finding.rule === 'not-updated') {
        stale.add(id)
        continue
      }
      const list = found.get(id)
      const words = sentenceOf(t, finding)
      if (list === undefined) found.set(id, [words])
      else list.push(words)
    }
  }
  return {
    marksOf: (figure) => ({ problem: found.has(figure), stale: stale.has(figure) }),
    on(figure) {
      const last = report.previous.of(figure)?.value
      const unit = report.figures.info(figure)?.unit ?? ''
      const [only, ...others] = report.figures.values(figure)
      const now = only === undefined || others.length > 0 || only.notApplicable ? '' : only.value
      return {
        last: last === undefined ? '' : last + unit,
        change: last === undefined || now === '' ? '' : (changeSince(now, last, unit) ?? ''),
        stale: stale.has(figure),
        computed: only !== undefined && report.relations.derivationOf(figure) !== undefined,
        problems: found.get(figure) ?? [],
      }
    },
  }
}
