import type { Node } from 'prosemirror-model'
import type { EditorView } from 'prosemirror-view'
import { placeholdersOf } from '../../schema/content'
import { numbersOf } from '../../schema/numbering'
import { cellPlace, columnShares, type Table } from '../../schema/tables'
import type { Report } from '../model/report'
import { paperBlock } from '../paper/content'
import { page } from '../paper/format'
import { figureOn } from '../paper/from-report'
import { createMeasure } from './measure'
import { flowPages, type FlowBlock } from './page-flow'
import { flowRows } from './row-flow'

/** Milliseconds of quiet after a change until the pages are counted anew. */
const quiet = 700
/** Blocks that are laid out at a time. */
const batch = 4
/**
 * Milliseconds that a stretch of work takes at most. After each the browser draws a frame, which in
 * a report of thousands of blocks costs it far more than the stretch did; so it takes as long as
 * the browser took for the rest, if nobody presses a key meanwhile.
 */
const slice = 8
const longest = 100

/** What is known of a block that was laid out. */
interface Laid extends FlowBlock {
  /** What it depended on besides its node. */
  readonly look: string
  /** Content offsets at which lines begin, of those that were asked for. */
  readonly offsets: Map<number, number>
}

/**
 * Counts the pages while nothing else is to do, a few milliseconds at a time, and tells
 * the document positions at which they begin. Only blocks that changed are laid out again.
 */
export function createCounter(
  view: EditorView,
  report: Report,
  tell: (breaks: readonly number[]) => void,
): { readonly soon: () => void; readonly close: () => void } {
  const measure = createMeasure()
  const known = new WeakMap<Node, Laid>()
  const figureOf = figureOn(report)
  let timer: ReturnType<typeof setTimeout> | undefined
  let idle = 0
  /** Goes up with each change; work for an older one stops. */
  let turn = 0

  const soon = (): void => {
    clearTimeout(timer)
    cancelIdleCallback(idle)
    turn++
    timer = setTimeout(() => {
      if (view.composing) soon()
      else run(turn)
    }, quiet)
  }
  /** Does the steps of `work` while nothing else is to do. */
  const drive = (work: Iterator<void>, mine: number): void => {
    const asked = performance.now()
    idle = requestIdleCallback(
      () => {
        const begun = performance.now()
        const most = Math.min(Math.max(slice, begun - asked), longest)
        while (mine === turn) {
          if (work.next().done === true) return
          const taken = performance.now() - begun
          if (taken >= most || (taken >= slice && isKeyWaiting())) {
            drive(work, mine)
            return
          }
        }
      },
      { timeout: 4000 },
    )
  }
  const run = (mine: number): void => drive(count(view.state.doc), mine)

  function* count(doc: Node): Generator<void> {
    const looks = looksOf(doc, (id) => report.figures.shown(id))
    yield
    const fresh: number[] = []
    doc.forEach((node, _pos, index) => {
      if (known.get(node)?.look !== looks[index]) fresh.push(index)
    })
    while (fresh.length > 0) {
      const blocks = fresh.splice(0, batch).map((index) => paperBlock(doc, index, figureOf, false))
      const lines = measure.lines(blocks)
      blocks.forEach(({ node, index, layout: { before, after, keepNext } }, at) => {
        known.set(node, {
          look: looks[index] ?? '',
          lines: lines[at] ?? 1,
          before,
          after,
          keepNext,
          offsets: new Map(),
        })
      })
      yield
    }
    const flow: Laid[] = []
    const positions: number[] = []
    doc.forEach((node, pos) => {
      const laid = known.get(node)
      if (laid !== undefined) flow.push(laid)
      positions.push(pos)
    })
    const breaks: number[] = []
    const rows = flowRows(
      flow,
      (index) => cellPlace(doc, index),
      (index) => doc.child(index).attrs['head'] === true,
    )
    for (const { block, line } of flowPages(rows, page.lines)) {
      const offsets = flow[block]?.offsets
      let offset = line === 0 ? 0 : offsets?.get(line)
      if (offset === undefined) {
        offset = measure.offsetOfLine(paperBlock(doc, block, figureOf, false), line)
        offsets?.set(line, offset)
        yield
      }
      breaks.push((positions[block] ?? 0) + 1 + offset)
    }
    tell(breaks)
  }

  return {
    soon,
    close() {
      clearTimeout(timer)
      cancelIdleCallback(idle)
      turn++
      measure.close()
    },
  }
}

/** Whether somebody has pressed a key or a button that no listener has heard of yet; where the browser does not tell, yes. */
function isKeyWaiting(): boolean {
  const { scheduling } = navigator as { scheduling?: { isInputPending?(): boolean } }
  return scheduling?.isInputPending?.() ?? true
}

/** What the lines of each block depend on besides its node: its number, its neighbours, its values. */
function looksOf(doc: Node, shown: (figure: string) => string | undefined): string[] {
  const numbers = numbersOf(doc)
  const looks: string[] = []
  const known = new Map<Table, readonly number[]>()
  const sharesOf = (table: Table): readonly number[] => {
    const shares = known.get(table) ?? columnShares(doc, table)
    known.set(table, shares)
    return shares
  }
  doc.forEach((node, _pos, index) => {
    const beside = [doc.maybeChild(index - 1), doc.maybeChild(index + 1)]
    const values = placeholdersOf(node).map(({ figure }) => shown(figure) ?? '')
    const place = cellPlace(doc, index)
    const shares = place === null ? [] : sharesOf(place.table)
    looks.push(
      [
        numbers[index],
        ...beside.map((other) => other?.type.name ?? ''),
        (shares[place?.column ?? 0] ?? 0).toFixed(3),
        ...values,
      ].join('\u0000'),
    )
  })
  return looks
}
