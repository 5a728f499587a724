import type { Node } from 'prosemirror-model'
import { Plugin, PluginKey } from 'prosemirror-state'
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view'
import type { Finding } from '../../schema/checks/finding'
import type { CheckResult } from '../model/checks/checks'
import type { Report } from '../model/report'

interface Marked {
  readonly set: DecorationSet
  /** Whether they are drawn. */
  readonly shown: boolean
}

const key = new PluginKey<Marked>('checks')

/** Milliseconds of quiet after which a change is checked. */
const quiet = 300
/** Milliseconds that reading may take at a stretch. */
const stretch = 8

/**
 * Checks the report some time after each change and underlines what was found. Between two
 * checks the marks move along with the text.
 */
export function checkMarks(options: {
  readonly report: Pick<Report, 'checks' | 'figures'>
  /** The sentence that tells a finding. */
  readonly sentence: (finding: Finding) => string
  /** After each check. */
  readonly onChecked: () => void
}): Plugin<Marked> {
  const { report, sentence, onChecked } = options
  const { checks, figures } = report
  return new Plugin<Marked>({
    key,
    state: {
      init: () => ({ set: DecorationSet.empty, shown: true }),
      apply(tr, { set, shown }) {
        const meta = tr.getMeta(key) as
          | { readonly found: readonly Finding[] }
          | { readonly shown: boolean }
          | undefined
        if (meta !== undefined && 'found' in meta)
          return {
            set: DecorationSet.create(tr.doc, decorationsOf(tr.doc, meta.found, sentence)),
            shown,
          }
        return {
          set: tr.docChanged ? set.map(tr.mapping, tr.doc) : set,
          shown: meta?.shown ?? shown,
        }
      },
    },
    props: {
      decorations(state) {
        const marked = key.getState(state)
        return marked?.shown === true ? marked.set : null
      },
    },
    view(view) {
      let timer: ReturnType<typeof setTimeout> | undefined
      let drawn: CheckResult | null = null
      const check = (): void => {
        if (view.composing) {
          soon()
          return
        }
        const { doc } = view.state
        const began = performance.now()
        if (!checks.readAhead(doc, () => performance.now() - began > stretch)) {
          timer = setTimeout(check)
          return
        }
        const result = checks.run(doc)
        if (result !== drawn) {
          drawn = result
          const { tr } = view.state
          view.dispatch(tr.setMeta(key, { found: result.open }).setMeta('addToHistory', false))
        }
        onChecked()
      }
      const soon = (): void => {
        clearTimeout(timer)
        timer = setTimeout(check, quiet)
      }
      const stops = [figures.onChange(soon), checks.onChange(soon)]
      soon()
      return {
        update(now, before) {
          if (before.doc !== now.state.doc) soon()
        },
        destroy() {
          clearTimeout(timer)
          for (const stop of stops) stop()
        },
      }
    },
  })
}

function decorationsOf(
  doc: Node,
  found: readonly Finding[],
  sentence: (finding: Finding) => string,
): Decoration[] {
  const list: Decoration[] = []
  let [start, index] = [0, 0]
  for (const finding of found) {
    const { where, strength, rule } = finding
    if (where.type !== 'text') continue
    for (; index < where.block && index < doc.childCount; index++)
      start += doc.child(index).nodeSize
    const words = sentence(finding)
    list.push(
      Decoration.inline(start + 1 + where.from, start + 1 + where.to, {
        class: `finding finding-${strength}`,
        'data-rule': rule,
        title: words,
        'aria-description': words,
      }),
    )
  }
  return list
}

export function marksShown(view: EditorView): boolean {
  return key.getState(view.state)?.shown !== false
}

export function showMarks(view: EditorView, shown: boolean): void {
  view.dispatch(view.state.tr.setMeta(key, { shown }).setMeta('addToHistory', false))
}
