import { TextSelection, type EditorState } from 'prosemirror-state'
import * as Y from 'yjs'
import { blockChangesOf, bodyOf } from '../model/parts'
import { actOrigin, type Undoable } from '../model/undoable'
import type { Binding, BoundView } from './binding'
import { guardEvents, tellAll } from '../model/listening'

/** Undo and redo of one's own text edits and fills, in the order in which they were made. */
export interface Undo {
  undo(): boolean
  redo(): boolean
  readonly canUndo: boolean
  readonly canRedo: boolean
  /** Puts an act that was just done on the stack. */
  record(act: Undoable): void
  /** Ends the step that is being made: the next edit is one of its own. */
  separate(): void
  /** Makes what `change` does to the text, what it records and the act that it returns one step. */
  group(change: () => Undoable): void
  onChange(listener: () => void): () => void
  close(): void
}

/** Edits within this many milliseconds of each other are one step of undo. */
const mergeWindow = 500

interface SavedSelection {
  readonly from: Y.RelativePosition
  /** Length in offsets of the text. */
  readonly length: number
}

type Entry = { readonly is: 'text' } | { readonly is: 'act'; readonly act: Undoable }
type StackEvent = {
  readonly origin: unknown
  readonly stackItem: { readonly meta: Map<unknown, unknown> }
  readonly type: 'undo' | 'redo'
}

/** One stack over the text (Yjs' undo manager, own edits only) and other acts (by their inverse). */
export function createUndo(options: { binding: Binding; text: Y.Doc; view: BoundView }): Undo {
  const { binding, text, view } = options
  const body = bodyOf(text)
  const manager = guardEvents(
    new Y.UndoManager([body, blockChangesOf(text)], {
      trackedOrigins: new Set([binding.origin, actOrigin]),
      captureTimeout: mergeWindow,
    }),
  )
  const done: Entry[] = []
  const undone: Entry[] = []
  const listeners = new Set<() => void>()
  let moving = false
  /** The selection before the edit that is being written. */
  let before: SavedSelection | null = null
  let popped: SavedSelection | null = null
  const tell = (): void => {
    tellAll(listeners)
  }

  const forget = binding.onBeforeWrite((state: EditorState) => {
    const { from, to } = state.selection
    const offset = Math.min(binding.offsetAt(state.doc, from), body.length)
    // Taken before the edit: Yjs follows a character that goes to the one that undo brings back.
    before = {
      from: Y.createRelativePositionFromTypeIndex(body, offset, -1),
      length: binding.offsetAt(state.doc, to) - offset,
    }
  })
  manager.on('stack-item-added', (event: StackEvent) => {
    if (event.type === 'undo' && !moving) {
      if (event.origin === binding.origin) {
        event.stackItem.meta.set('selection', before)
      }
      done.push({ is: 'text' })
      undone.length = 0
    }
    tell()
  })
  manager.on('stack-item-popped', (event: StackEvent) => {
    popped = (event.stackItem.meta.get('selection') as SavedSelection | undefined) ?? null
  })

  const restore = (saved: SavedSelection): void => {
    const start = Y.createAbsolutePositionFromRelativePosition(saved.from, text)
    if (start === null) return
    const { doc } = view.state
    const from = doc.resolve(binding.posAt(doc, start.index))
    const to = doc.resolve(binding.posAt(doc, start.index + saved.length))
    const tr = view.state.tr.setSelection(TextSelection.between(from, to)).scrollIntoView()
    view.updateState(view.state.apply(tr))
  }

  const move = (from: Entry[], to: Entry[], name: 'undo' | 'redo'): boolean => {
    binding.endComposition()
    moving = true
    try {
      // An entry that no longer does anything (a colleague changed it since) is passed over.
      for (let entry = from.pop(); entry !== undefined; entry = from.pop()) {
        popped = null
        const worked = entry.is === 'act' ? entry.act[name]() : manager[name]() !== null
        if (!worked) continue
        to.push(entry)
        manager.stopCapturing()
        if (popped !== null && name === 'undo') restore(popped)
        return true
      }
      return false
    } finally {
      moving = false
      tell()
    }
  }

  return {
    undo: () => move(done, undone, 'undo'),
    redo: () => move(undone, done, 'redo'),
    get canUndo() {
      return done.length > 0
    },
    get canRedo() {
      return undone.length > 0
    },
    record(act) {
      manager.stopCapturing()
      manager.clear(false, true)
      done.push({ is: 'act', act })
      undone.length = 0
      tell()
    },
    group(change) {
      binding.endComposition()
      manager.stopCapturing()
      const before = done.length
      const act = change()
      manager.stopCapturing()
      const made = done.splice(before)
      manager.clear(false, true)
      const all = (entries: readonly Entry[], name: 'undo' | 'redo'): boolean =>
        entries
          .map((entry) => (entry.is === 'act' ? entry.act[name]() : manager[name]() !== null))
          .includes(true)
      done.push({
        is: 'act',
        act: {
          undo: () => [all(made.toReversed(), 'undo'), act.undo()].includes(true),
          redo: () => [all(made, 'redo'), act.redo()].includes(true),
        },
      })
      undone.length = 0
      tell()
    },
    separate: () => manager.stopCapturing(),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      forget()
      manager.destroy()
    },
  }
}
