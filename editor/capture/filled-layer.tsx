import { useEffect, useState } from 'preact/hooks'
import { showValue } from '../../schema/values'
import type { PendingFill } from '../model/pending'
import type { Desk, NoticeAct } from '../page/desk'
import { doubtsOf } from '../relations/alarm'

/**
 * Says in the open page which values came from outside it (a web page, the popup): which
 * figure, what value, from where; with the way to it and back. Said once somebody looks.
 */
export function FilledLayer({ desk }: { readonly desk: Desk }) {
  const [fills, setFills] = useState<readonly PendingFill[]>([])
  const [visible, setVisible] = useState(document.visibilityState === 'visible')
  useEffect(() => {
    const follow = (): void => setVisible(document.visibilityState === 'visible')
    document.addEventListener('visibilitychange', follow)
    const stop = desk.options.filled.listen((more) => setFills((now) => [...now, ...more]))
    return () => {
      document.removeEventListener('visibilitychange', follow)
      stop()
    }
  }, [])
  const may = visible && desk.editor !== null
  useEffect(() => {
    if (!may || fills.length === 0) return
    setFills([])
    say(desk, fills)
  }, [may, fills])
  return null
}

function say(desk: Desk, fills: readonly PendingFill[]): void {
  const { t, report } = desk
  const { figures } = report
  const [first] = fills
  if (first === undefined) return
  const labelOf = ({ figure, label }: PendingFill): string =>
    figures.info(figure)?.label || label || '＊'
  const show: NoticeAct = {
    id: 'show',
    title: t('filledShow'),
    run: () => desk.showFigure(first.figure),
  }
  const undo: NoticeAct = { id: 'undo', title: t('undo'), run: () => takeBack(desk, fills) }
  if (fills.length > 1) {
    const labels = fills.slice(0, 3).map(labelOf).join('、')
    desk.notice(t('filledMany', { count: fills.length, labels }), [show, undo])
    return
  }
  const value = showValue(first.value, first.unit)
  const source = first.source.slice(0, 40)
  const said = t(source === '' ? 'filledFromPopup' : 'filledFrom', {
    label: labelOf(first),
    value,
    source,
  })
  const differs = figures.state(first.figure) === 'conflict'
  const { words, acts } = differs
    ? { words: [t('filledDiffers')], acts: [] }
    : doubtsOf(desk, first.figure)
  const doubt = words.length === 0 ? '' : t('filledDoubt', { words: words.join('；') })
  desk.notice(said + doubt, [...acts, show, undo])
}

/** Takes the values out again, unless somebody changed them since; that can be undone in turn. */
function takeBack(
  { t, report, editor, record, notice }: Desk,
  fills: readonly PendingFill[],
): void {
  const { figures } = report
  const entries = new Map(fills.map(({ id }) => [id, id]))
  const out = (): boolean =>
    fills
      .map(({ id, figure, seen, at }) => {
        const entry = entries.get(id) ?? id
        return (
          figures.entries(figure).includes(entry) && figures.withdraw(figure, { entry, seen, at })
        )
      })
      .includes(true)
  const back = (): boolean =>
    fills
      .map(({ id, figure, value, suffix, course, source, detail }) => {
        const filled = figures.fill(figure, value, { suffix, course, source, detail })
        if (filled.ok) entries.set(id, filled.entry)
        return filled.ok
      })
      .includes(true)
  const done = figures.batch(out)
  if (done) record({ undo: () => figures.batch(back), redo: () => figures.batch(out) })
  editor?.view.focus()
  notice(t(done ? 'pendingUndone' : 'filledChanged'))
}
