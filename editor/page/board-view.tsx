import { useMemo } from 'preact/hooks'
import { Board } from '../board/board'
import type { Proposal } from '../board/proposals'
import type { Filled } from '../model/figures/figures'
import { together, type Undoable } from '../model/undoable'
import type { FigureItem } from '../panels/overview'
import { figurePosition } from '../view/threads'
import { remarksOf } from '../relations/remarks'
import type { Desk } from './desk'

/** 数据表 in the place of the text. */
export function BoardView({ desk }: { readonly desk: Desk }) {
  const { t, session, report, editor } = desk
  const fill = (
    { id, suffix, course }: Pick<FigureItem, 'id' | 'suffix' | 'course'>,
    raw: string,
    brought: { readonly source: string; readonly basis: string } = { source: '', basis: '' },
  ): Filled => {
    const [only] = report.figures.values(id)
    // What the figure is about stays; where the old value came from is not where this one does.
    const { period = '', cutoff = '' } = only ?? {}
    const basis = brought.basis || (only?.basis ?? '')
    const { source } = brought
    return report.figures.fill(id, raw, { suffix, course, source, basis, period, cutoff })
  }

  const apply = (proposals: readonly Proposal[]): void => {
    const acts: Undoable[] = []
    report.figures.batch(() => {
      for (const { item, outcome, source, basis } of proposals) {
        if (!('value' in outcome)) continue
        const result = fill(item, outcome.value, { source, basis })
        if (result.ok) acts.push(result.act)
      }
    })
    desk.record(together(acts))
    desk.notice(t('proposalsApplied', { count: acts.length }))
  }

  const remarks = useMemo(() => remarksOf(desk), [desk.overview, editor])
  const items = useMemo(
    () => desk.overview.figures.map((item) => ({ ...item, ...remarks.marksOf(item.id) })),
    [remarks],
  )
  return (
    <Board
      t={t}
      title={report.title() || t('untitled')}
      items={items}
      members={report.members}
      now={desk.now}
      readOnly={!session.may('figures')}
      onFill={(item, raw) => {
        const result = fill(item, raw)
        if (!result.ok) return result
        desk.record(result.act)
        return { ok: true, value: raw }
      }}
      onApply={apply}
      onOpen={(id) => {
        const pos = editor === null ? null : figurePosition(editor.view.state, id)
        if (pos !== null) desk.openForm(pos)
      }}
      onShow={(id) => {
        desk.show('text')
        requestAnimationFrame(() => desk.showFigure(id))
      }}
      onAssign={desk.assign}
      remarkOn={({ id }) => remarks.on(id)}
      hasLast={!report.previous.isEmpty}
      undo={editor?.undo ?? null}
    />
  )
}
