import type { Node } from 'prosemirror-model'
import { Decoration, DecorationSet } from 'prosemirror-view'

/**
 * The ends of pages as gaps in the text: the foot of a page with its number, what lies
 * between two sheets, the head of the next. The text itself is not touched.
 * @param breaks document positions at which pages but the first begin
 */
export function pageGaps(doc: Node, breaks: readonly number[]): DecorationSet {
  const list = breaks.flatMap((pos, index): Decoration[] => {
    const $pos = doc.resolve(Math.min(pos, doc.content.size))
    if ($pos.depth === 0) return []
    const draw = (): HTMLElement => gap(index + 1)
    const key = `page ${index + 1}`
    // At the start of a paragraph it stands between the two, so that the indent stays.
    if ($pos.parentOffset === 0)
      return [Decoration.widget($pos.before(1), draw, { key, side: -1, ignoreSelection: true })]
    const from = $pos.before(1)
    return [
      Decoration.widget($pos.pos, draw, { key, side: -1, ignoreSelection: true }),
      // A block that is drawn only when it is seen would cut the gap off at its edges.
      Decoration.node(from, from + $pos.parent.nodeSize, { class: 'has-page-gap' }),
    ]
  })
  const last = breaks.length + 1
  list.push(
    Decoration.widget(doc.content.size, () => foot(last), {
      key: `foot ${last}`,
      side: 1,
      ignoreSelection: true,
    }),
  )
  return DecorationSet.create(doc, list)
}

function gap(number: number): HTMLElement {
  const dom = part('page-gap')
  dom.dataset['page'] = String(number)
  dom.append(foot(number), part('page-between'), part('page-head'))
  return dom
}

/** `— 1 —`, odd pages on the right, even ones on the left. */
function foot(number: number): HTMLElement {
  const dom = part('page-foot')
  dom.dataset['side'] = number % 2 === 1 ? 'right' : 'left'
  dom.dataset['number'] = `— ${number} —`
  return dom
}

function part(name: string): HTMLElement {
  const dom = document.createElement('span')
  dom.className = name
  dom.contentEditable = 'false'
  dom.setAttribute('aria-hidden', 'true')
  return dom
}
