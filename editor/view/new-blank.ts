import { NodeSelection, Plugin, PluginKey, type EditorState } from 'prosemirror-state'
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view'
import type { Node } from 'prosemirror-model'

/** Where a blank is about to be put: what stands there now goes when it comes. */
export interface PendingBlank {
  /** Document positions; equal when nothing goes. */
  readonly from: number
  readonly to: number
  /** What was typed to ask for it and does not stand in the text yet. */
  readonly typed: string
}

const key = new PluginKey<PendingBlank | null>('new-blank')

/** `{{` asks for a blank of whoever `mayAsk`, typed in either width; the place is kept while its form is open. */
export function newBlank(mayAsk: () => boolean): Plugin<PendingBlank | null> {
  return new Plugin<PendingBlank | null>({
    key,
    state: {
      init: () => null,
      apply(tr, pending) {
        const meta = tr.getMeta(key) as PendingBlank | null | undefined
        if (meta !== undefined) return meta
        if (pending === null || !tr.docChanged) return pending
        const from = tr.mapping.map(pending.from, 1)
        return { ...pending, from, to: Math.max(from, tr.mapping.map(pending.to, -1)) }
      },
    },
    props: {
      handleTextInput(view, from, to, text) {
        if (from !== to || (text !== '{' && text !== '｛') || !mayAsk()) return false
        const $from = view.state.doc.resolve(from)
        const before = $from.parent.textBetween(
          Math.max(0, $from.parentOffset - 1),
          $from.parentOffset,
          undefined,
          ' ',
        )
        if (before !== '{' && before !== '｛') return false
        set(view, { from: from - 1, to: from, typed: text })
        return true
      },
      decorations(state) {
        const pending = key.getState(state)
        if (pending === null || pending === undefined) return null
        return DecorationSet.create(state.doc, [
          Decoration.widget(pending.to, ghost, {
            key: 'new-blank',
            side: 1,
            ignoreSelection: true,
          }),
          ...(pending.from < pending.to
            ? [Decoration.inline(pending.from, pending.to, { class: 'blank-ghost-typed' })]
            : []),
        ])
      },
    },
  })
}

function ghost(): HTMLElement {
  const dom = document.createElement('span')
  dom.className = 'blank-ghost'
  dom.setAttribute('aria-hidden', 'true')
  return dom
}

function set(view: EditorView, pending: PendingBlank | null): void {
  view.dispatch(view.state.tr.setMeta(key, pending).setMeta('addToHistory', false))
}

/** The place for which a blank is being asked for, or null. */
export function pendingBlank(state: EditorState): PendingBlank | null {
  return key.getState(state) ?? null
}

/** Asks for a blank at the selection; selected text is kept behind it. */
export function askForBlank(view: EditorView): void {
  const { selection } = view.state
  const at = selection instanceof NodeSelection ? selection.to : selection.from
  if (view.state.doc.resolve(at).depth > 0) set(view, { from: at, to: at, typed: '' })
}

/** Puts `content` (a blank, and the unit behind it) where it was asked for, and goes behind it. */
export function placeBlank(view: EditorView, content: readonly Node[]): void {
  const pending = pendingBlank(view.state)
  if (pending === null) return
  const { tr } = view.state
  tr.replaceWith(pending.from, pending.to, [...content]).setMeta(key, null)
  tr.setSelection(NodeSelection.create(tr.doc, pending.from))
  view.dispatch(tr.scrollIntoView())
  close(view)
}

/** What is only proposed changes no state, so it does not close what it came from. */
function close(view: EditorView): void {
  if (pendingBlank(view.state) !== null) set(view, null)
}

/** Gives up; what was typed to ask for it stands in the text then. */
export function dropBlank(view: EditorView): void {
  const pending = pendingBlank(view.state)
  if (pending === null) return
  const { tr } = view.state
  if (pending.typed !== '') tr.insertText(pending.typed, pending.to)
  view.dispatch(tr.setMeta(key, null))
  close(view)
}
