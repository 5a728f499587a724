import { Plugin, PluginKey, type EditorState } from 'prosemirror-state'
import { Decoration, DecorationSet } from 'prosemirror-view'
import * as Y from 'yjs'
import type { Binding } from '../binding/binding'
import { bodyOf } from '../model/parts'
import type { Presence, Present } from '../sync/presence'

const key = new PluginKey<DecorationSet>('cursors')

/** Shows where the others are, and tells them where we are. */
export function cursors(options: {
  readonly text: Y.Doc
  readonly presence: Presence
  readonly binding: Binding
}): Plugin<DecorationSet> {
  const { text, presence, binding } = options
  const build = (state: EditorState): DecorationSet => {
    const list: Decoration[] = []
    for (const other of presence.others()) {
      if (other.cursor === null) continue
      const anchor = position(text, other.cursor.anchor)
      const head = position(text, other.cursor.head)
      if (anchor === null || head === null) continue
      const at = binding.posAt(state.doc, head)
      const from = Math.min(at, binding.posAt(state.doc, anchor))
      const to = Math.max(at, binding.posAt(state.doc, anchor))
      if (from < to)
        list.push(Decoration.inline(from, to, { class: `selection-of colour-${other.colour}` }))
      list.push(
        Decoration.widget(at, () => caret(other), {
          key: `${other.client}:${other.name}`,
          side: 10,
          ignoreSelection: true,
        }),
      )
    }
    return DecorationSet.create(state.doc, list)
  }
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: (_config, state) => build(state),
      apply: (tr, set, _old, state) =>
        tr.getMeta(key) === true ? build(state) : tr.docChanged ? set.map(tr.mapping, tr.doc) : set,
    },
    props: { decorations: (state) => key.getState(state) },
    view(view) {
      let frame = 0
      // While something is being composed, nothing may be drawn into its line.
      const show = (): void => {
        if (frame !== 0) return
        frame = requestAnimationFrame(() => {
          frame = 0
          if (!view.isDestroyed && !view.composing) {
            view.dispatch(view.state.tr.setMeta(key, true).setMeta('addToHistory', false))
          }
        })
      }
      const stop = presence.onChange(show)
      let telling: ReturnType<typeof setTimeout> | undefined
      const say = (): void => {
        telling = undefined
        if (view.isDestroyed || binding.composing) return
        const { anchor, head } = view.state.selection
        const body = bodyOf(text)
        const relative = (pos: number): string =>
          JSON.stringify(
            Y.createRelativePositionFromTypeIndex(
              body,
              Math.min(binding.offsetAt(view.state.doc, pos), body.length),
              -1,
            ),
          )
        presence.setCursor({ anchor: relative(anchor), head: relative(head) })
      }
      return {
        update(now, before) {
          if (!now.state.selection.eq(before.selection)) telling ??= setTimeout(say, 120)
        },
        destroy() {
          stop()
          cancelAnimationFrame(frame)
          clearTimeout(telling)
          presence.setCursor(null)
        },
      }
    },
  })
}

function position(text: Y.Doc, stored: string): number | null {
  try {
    const found = Y.createAbsolutePositionFromRelativePosition(
      Y.createRelativePositionFromJSON(JSON.parse(stored)),
      text,
    )
    return found === null || found.type !== bodyOf(text) ? null : found.index
  } catch {
    // A peer may send anything as a position, and Yjs tells so only by throwing.
    return null
  }
}

function caret({ name, colour }: Present): HTMLElement {
  const dom = document.createElement('span')
  dom.className = `caret-of colour-${colour}`
  dom.setAttribute('aria-hidden', 'true')
  const label = document.createElement('span')
  label.textContent = name === '' ? '…' : name
  dom.append(label)
  return dom
}
