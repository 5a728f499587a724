import { Plugin, TextSelection } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { schema, type SectionLevel } from '../../schema/schema'
import type { Undo } from '../binding/undo'

interface Found {
  readonly level: SectionLevel
  /** So many characters of the line's start are the number. */
  readonly length: number
}

/** 一、 （一） 1、 （1） make a section as soon as their mark is typed. */
const marks: readonly { readonly pattern: RegExp; readonly level: SectionLevel }[] = [
  { pattern: /^[一二三四五六七八九十]{1,3}、$/, level: 1 },
  { pattern: /^[（(][一二三四五六七八九十]{1,3}[）)]$/, level: 2 },
  { pattern: /^[0-9０-９]{1,2}、$/, level: 3 },
  { pattern: /^[（(][0-9０-９]{1,2}[）)]$/, level: 4 },
]

/** What a line's start says once `typed` stands behind `before`; null when it says nothing. */
export function sectionTyped(before: string, typed: string): Found | null {
  const whole = before + typed
  for (const { pattern, level } of marks)
    if (pattern.test(whole)) return { level, length: whole.length }
  // After 1. a digit would make it a number (1.5), so it waits for what comes.
  if (/^[0-9０-９]{1,2}[.．]$/.test(before) && !/^[0-9０-９]/.test(typed))
    return { level: 3, length: before.length + (/^[ \u3000]$/.test(typed) ? 1 : 0) }
  return null
}

/** Milliseconds after an input method's end until what it left has been read and written. */
const settled = 90

/**
 * A number typed at the start of a paragraph makes it a section. Only where it is typed,
 * never while something is composed; one undo or Backspace brings back what was typed.
 */
export function inputRules(undo: () => Undo | null): Plugin {
  /** The text right after a rule, for as long as nothing else happens. */
  let after: EditorView['state'] | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  const apply = (view: EditorView, { level, length }: Found): void => {
    const { $from } = view.state.selection
    const start = $from.start()
    const block = $from.parent
    undo()?.separate()
    const { tr } = view.state
    tr.delete(start, start + length).setNodeMarkup(start - 1, schema.nodes['section'], {
      level,
      gap: block.attrs['gap'] as unknown,
      extra: block.attrs['extra'] as unknown,
    })
    view.dispatch(tr.scrollIntoView())
    undo()?.separate()
    after = view.state
  }
  const before = (view: EditorView): string | null => {
    const { selection } = view.state
    const { $from } = selection
    if (!(selection instanceof TextSelection) || !selection.empty) return null
    if ($from.parent.type.name !== 'paragraph' || $from.parentOffset > 6) return null
    return $from.parent.textBetween(0, $from.parentOffset, undefined, '\uFFFC')
  }

  return new Plugin({
    props: {
      handleTextInput(view, from, to, text) {
        if (view.composing || from !== to) return false
        const start = before(view)
        const found = start === null ? null : sectionTyped(start, text)
        if (found === null) return false
        view.dispatch(view.state.tr.insertText(text, from, to))
        apply(view, found)
        return true
      },
      handleKeyDown(view, event) {
        if (event.key !== 'Backspace' || after === null) return false
        const { doc, selection } = after
        after = null
        if (view.state.doc !== doc || !view.state.selection.eq(selection)) return false
        return undo()?.undo() ?? false
      },
      handleDOMEvents: {
        compositionend(view) {
          clearTimeout(timer)
          timer = setTimeout(() => {
            if (view.isDestroyed || view.composing || !view.editable) return
            const start = before(view)
            const found = start === null ? null : sectionTyped(start, '')
            if (found?.length === start?.length && found !== null) apply(view, found)
          }, settled)
          return false
        },
      },
    },
    view: () => ({ destroy: () => clearTimeout(timer) }),
  })
}
