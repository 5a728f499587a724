import type { EditorState, Plugin, PluginSpec, PluginView, StateField } from 'prosemirror-state'
import type { NodeViewConstructor } from 'prosemirror-view'
import { harmless } from '../model/listening'

/*
 * A plugin that throws would keep whoever types from writing: its state, its view and its
 * decorations are asked on every key. What one throws is noted, and the editor does without it.
 */

/**
 * The same plugin, known by the same key, that breaks nothing when it throws: its state stays as it
 * was, its decorations and what it appends are left out, a key or click it should handle goes on.
 */
export function guardPlugin<S>(plugin: Plugin<S>): Plugin<S> {
  const { spec } = plugin
  const guarded: PluginSpec<S> = { ...spec }
  if (spec.state !== undefined) guarded.state = guardState(plugin, spec.state)
  const { view, filterTransaction, appendTransaction } = spec
  if (view !== undefined)
    guarded.view = (shown) => guardView(harmless(() => view.call(plugin, shown), {}))
  if (filterTransaction !== undefined)
    guarded.filterTransaction = (tr, state) =>
      harmless(() => filterTransaction.call(plugin, tr, state), true)
  if (appendTransaction !== undefined)
    guarded.appendTransaction = (trs, before, after) =>
      harmless(() => appendTransaction.call(plugin, trs, before, after), null)
  // The original stays behind it: it goes on answering for its key.
  return Object.create(plugin, {
    spec: { value: guarded, enumerable: true },
    props: { value: guardAll(plugin.props), enumerable: true },
  }) as Plugin<S>
}

function guardState<S>(plugin: Plugin<S>, field: StateField<S>): StateField<S> {
  const [init, apply] = [field.init.bind(plugin), field.apply.bind(plugin)]
  return {
    ...field,
    init: (config, state) => harmless(() => init(config, state), null as S),
    apply: (tr, value, before, after) => harmless(() => apply(tr, value, before, after), value),
  }
}

function guardView(view: PluginView): PluginView {
  const guarded: PluginView = {}
  if (view.update !== undefined)
    guarded.update = (shown, before: EditorState) =>
      harmless(() => view.update?.(shown, before), undefined)
  if (view.destroy !== undefined)
    guarded.destroy = () => harmless(() => view.destroy?.(), undefined)
  return guarded
}

/** Props that are asked, and what they hold that is asked: handlers of DOM events, makers of node views. */
function guardAll(props: object): object {
  const guarded = Object.entries(props).map(([name, value]: [string, unknown]) => {
    if (typeof value === 'function') {
      // What is copied or pasted goes on as it is.
      const passes = name.startsWith('transform')
      return [
        name,
        (...args: unknown[]): unknown =>
          harmless((): unknown => Reflect.apply(value, props, args), passes ? args[0] : null),
      ]
    }
    if (name === 'handleDOMEvents' && typeof value === 'object' && value !== null)
      return [name, guardAll(value)]
    return [name, value]
  })
  return Object.fromEntries(guarded)
}

/** Node views that are drawn by the schema where making one throws, and made anew where changing one does. */
export function guardNodeViews(
  views: Readonly<Record<string, NodeViewConstructor>>,
): Record<string, NodeViewConstructor> {
  const guarded = Object.entries(views).map(([name, make]): [string, NodeViewConstructor] => [
    name,
    (...args) => {
      const view = harmless(() => make(...args), null)
      // ProseMirror takes none to mean that the schema draws.
      if (view === null) return undefined as never
      const { update } = view
      if (update !== undefined)
        view.update = (...next) => harmless(() => update.apply(view, next), false)
      return view
    },
  ])
  return Object.fromEntries(guarded)
}
