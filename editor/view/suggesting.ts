import { Plugin, TextSelection, type EditorState } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import type * as Y from 'yjs'
import type { Binding } from '../binding/binding'
import type { Undo } from '../binding/undo'
import { flatOfNodes } from '../model/flat'
import { beyondGone, draft, shorten, type Drafted } from '../model/review/drafting'
import type { Review } from '../model/review/review'
import { together, type Undoable } from '../model/undoable'
import { refreshPlaces } from './places'

/** Milliseconds within which what is typed on is one step of undo. */
const stepWindow = 500

/**
 * 修改建议: while it is on, whatever somebody types, deletes, pastes or composes becomes a
 * suggestion of theirs at that place, and the text stays as it is.
 */
export interface Suggesting {
  readonly plugin: Plugin
  /** The suggestion that is being typed, or null. */
  current(): string | null
}

export function suggesting(options: {
  readonly binding: Binding
  readonly text: Y.Doc
  readonly review: Review
  readonly me: string
  readonly active: () => boolean
  readonly undo: () => Undo | null
  readonly view: () => EditorView | null
  readonly now: () => number
  /** Something was proposed by typing. */
  readonly onProposed: () => void
  /** A passage is longer than a suggestion may be. */
  readonly onTooLong: () => void
  /** What was being composed when the right to write went. */
  readonly onLost: (text: string) => void
}): Suggesting {
  const { binding, text, review, me, active, now } = options
  const drafting = { text, review, me }
  let current: string | null = null
  let step: { readonly thread: string; at: number; readonly acts: Undoable[] } | null = null

  const offset = (state: EditorState, pos: number): number => binding.offsetAt(state.doc, pos)

  /** Puts the caret where an offset is. */
  const caret = (at: number): void => {
    const view = options.view()
    if (view === null) return
    const { doc, tr } = view.state
    const $pos = doc.resolve(binding.posAt(doc, at))
    view.dispatch(tr.setSelection(TextSelection.near($pos)).scrollIntoView())
  }

  /** Puts what was drafted on the stack of undo; what is typed on at once is one step. */
  const record = ({ thread, act }: Drafted): void => {
    current = thread
    options.onProposed()
    if (
      step !== null &&
      thread !== null &&
      step.thread === thread &&
      now() - step.at < stepWindow
    ) {
      step.at = now()
      step.acts.push(act)
      return
    }
    const acts = [act]
    step = thread === null ? null : { thread, at: now(), acts }
    options.undo()?.record({
      undo() {
        step = null
        return together(acts).undo()
      },
      redo: () => together(acts).redo(),
    })
  }

  /** Draws the marks anew, which what was composed may have swept away. */
  const look = (): void => {
    const view = options.view()
    if (view !== null) view.dispatch(refreshPlaces(view.state))
  }

  const attempt = (act: () => void): void => {
    try {
      act()
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      options.onTooLong()
    }
  }

  binding.setProposer({
    active,
    lose(text) {
      if (text.trim() !== '') options.onLost(text)
    },
    take({ before, after, ranges }) {
      attempt(() => {
        let at: number | null = null
        const take = (): void => {
          for (const { oldStart, oldEnd, newStart, newEnd } of ranges) {
            const from = binding.offsetAt(before, oldStart)
            const to = binding.offsetAt(before, oldEnd)
            const content = flatOfNodes(after, newStart, newEnd)
            const drafted = draft(drafting, { range: { from, to }, content })
            if (drafted === null) continue
            record(drafted)
            at = content.length === 0 ? from : drafted.range.to
          }
        }
        // Of several at once, such as replacements, the view is drawn once.
        if (ranges.length > 1) review.batch(take)
        else take()
        if (at !== null) caret(at)
        else look()
      })
    },
  })

  /** Backspace and Delete: what is struck out stays in sight, so the caret has to go over it. */
  const erase = (state: EditorState, direction: 1 | -1): void => {
    const { $head } = state.selection
    const at = offset(state, $head.pos)
    if (direction === -1) {
      const shorter = shorten(drafting, at)
      if (shorter !== null) {
        record(shorter)
        return
      }
    }
    const beyond = beyondGone(drafting, at, direction)
    if (beyond !== null) {
      caret(beyond)
      return
    }
    const length = lengthBeside(state, direction)
    if (length === 0) return
    const range = direction === -1 ? { from: at - length, to: at } : { from: at, to: at + length }
    const drafted = draft(drafting, { range, content: [] })
    if (drafted === null) return
    record(drafted)
    caret(direction === -1 ? range.from : range.to)
  }

  return {
    current: () => current,
    plugin: new Plugin({
      props: {
        handleKeyDown(view, event) {
          if (!active() || view.composing || event.isComposing || event.keyCode === 229)
            return false
          const direction = event.key === 'Backspace' ? -1 : event.key === 'Delete' ? 1 : null
          if (direction === null || event.ctrlKey || event.metaKey || event.altKey) return false
          const { selection } = view.state
          if (!(selection instanceof TextSelection) || !selection.empty) return false
          attempt(() => erase(view.state, direction))
          return true
        },
      },
    }),
  }
}

/** Offsets of the character, blank or end of paragraph before (-1) or behind (1) the caret; 0 at an end of the text. */
function lengthBeside({ doc, selection }: EditorState, direction: 1 | -1): number {
  const { $head } = selection
  const node = direction === -1 ? $head.nodeBefore : $head.nodeAfter
  if (node === null) {
    const index = $head.index(0)
    return direction === -1 ? (index > 0 ? 1 : 0) : index < doc.childCount - 1 ? 1 : 0
  }
  if (!node.isText) return 1
  const parts = [...new Intl.Segmenter('zh').segment(node.text ?? '')]
  return (direction === -1 ? parts.at(-1) : parts[0])?.segment.length ?? 1
}
