import type { Finding } from '../../schema/checks/finding'
import { turnOf } from '../../schema/relations/turn'
import type { Desk } from '../page/desk'

/** Whether whoever sits here may put a word and a value right in one act. */
export function mayTurn({ session, editor }: Desk): boolean {
  return session.may('text') && session.may('figures') && editor !== null && !editor.suggests
}

/**
 * 增长 −3％ becomes 下降3％: words and value change in one step of undo. False when the text
 * or the value is no longer so.
 */
export function turn({ report, editor }: Desk, { fix }: Finding): boolean {
  if (editor === null || fix?.type !== 'turn') return false
  const { figures } = report
  const { state } = editor.view
  const [only, ...others] = figures.values(fix.figure)
  const turned = turnOf(state.doc, fix.figure)
  if (turned === null || only === undefined || others.length > 0 || !only.value.startsWith('-'))
    return false
  const tr = state.tr
  for (const { block, from, to, text } of turned.edits.toReversed()) {
    let start = 1
    for (let index = 0; index < block; index++) start += state.doc.child(index).nodeSize
    tr.insertText(text, start + from, start + to)
  }
  editor.undo.group(() => {
    editor.view.dispatch(tr)
    const { source, detail, basis, period, cutoff, unverified } = only
    const filled = figures.fill(fix.figure, only.value.slice(1), {
      source,
      detail,
      basis,
      period,
      cutoff,
      unverified,
      course: 'either',
    })
    return filled.ok ? filled.act : { undo: () => false, redo: () => false }
  })
  return true
}
