import type { Node } from 'prosemirror-model'
import { EditorState, Selection, TextSelection, type Transaction } from 'prosemirror-state'
import { describe, expect, it } from 'vitest'
import { readText, schema, writeText } from '../../schema/index'
import { tablesOf } from '../../schema/tables'
import {
  addColumn,
  addRow,
  clearAcross,
  crossesCells,
  deleteColumns,
  deleteRows,
  deleteTable,
  fillHole,
  insertTable,
  toggleHead,
} from '../../editor/tables/table-acts'
import { breakCell, eraseInTable, nextCell } from '../../editor/tables/cell-keys'
import { freshCells, putIntoCell } from '../../editor/tables/paste-cells'
import { Peer, seedOf, sync } from '../support/peer'
import { firstSeed, random, runCount, type Random } from '../support/random'
import { tellFigures } from '../support/figures'

const source = '题\n前文\n甲\t乙\t丙\n一1\t二1\t三1\n一2\t二2\t三2\n后文'
const start = readText(source).doc
let ids = 0
const newId = (): string => `n${String(++ids).padStart(8, '0')}`

/** A state with the caret behind the first occurrence of `at`, or a selection from there to behind `to`. */
function stateAt(at: string, to = at, doc = start): EditorState {
  const find = (words: string): number => {
    let found = -1
    doc.descendants((node, pos) => {
      const inside = node.isText ? (node.text ?? '').indexOf(words) : -1
      if (found < 0 && inside >= 0) found = pos + inside + words.length
    })
    expect(found).toBeGreaterThan(0)
    return found
  }
  const state = EditorState.create({ doc })
  const from = to === at ? find(at) : find(at) - at.length
  return state.apply(state.tr.setSelection(TextSelection.create(doc, from, find(to))))
}
const text = (tr: Transaction | null): string => {
  if (tr === null) throw new Error('nothing was done')
  tr.doc.check()
  return writeText(tr.doc)
}
const lines = (tr: Transaction | null): string[] => text(tr).split('\n')

describe('what is done with a table', () => {
  it('[TB9] inserts one behind the block of the caret, with a line behind it at the end', () => {
    const tr = insertTable(stateAt('后文'), { rows: 2, columns: 2 }, newId)
    expect(text(tr)).toBe(`${source}\n\t\n\t\n`)
    expect(tr.selection.$head.parent.type.name).toBe('cell')
    expect(tablesOf(tr.doc)).toHaveLength(2)
    const inside = insertTable(stateAt('二1'), { rows: 1, columns: 1 }, newId)
    expect(tablesOf(inside.doc).map(({ rows }) => rows.length)).toEqual([3, 1])
  })

  it('[TB9] adds rows and columns on either side', () => {
    expect(lines(addRow(stateAt('二1'), 'after', newId)).slice(2, 6)).toEqual([
      '甲\t乙\t丙',
      '一1\t二1\t三1',
      '\t\t',
      '一2\t二2\t三2',
    ])
    expect(lines(addRow(stateAt('甲'), 'before', newId))[2]).toBe('\t\t')
    expect(lines(addColumn(stateAt('乙'), 'after', newId)).slice(2, 4)).toEqual([
      '甲\t乙\t\t丙',
      '一1\t二1\t\t三1',
    ])
    expect(lines(addColumn(stateAt('一2'), 'before', newId)).slice(2, 4)).toEqual([
      '\t甲\t乙\t丙',
      '\t一1\t二1\t三1',
    ])
    const right = addColumn(stateAt('三2'), 'after', newId)
    expect(lines(right)[4]).toBe('一2\t二2\t三2\t')
    expect(right?.selection.$head.index(0)).toBe(13)
  })

  it('[TB9] deletes what the selection reaches, and the table with its last row', () => {
    expect(lines(deleteRows(stateAt('二1'))).slice(2)).toEqual([
      '甲\t乙\t丙',
      '一2\t二2\t三2',
      '后文',
    ])
    expect(lines(deleteColumns(stateAt('乙', '二2'))).slice(2)).toEqual([
      '甲\t丙',
      '一1\t三1',
      '一2\t三2',
      '后文',
    ])
    expect(text(deleteRows(stateAt('甲', '一2')))).toBe('题\n前文\n后文')
    expect(text(deleteTable(stateAt('三1')))).toBe('题\n前文\n后文')
    for (const where of ['甲', '丙', '一2', '三2']) {
      expect(deleteRows(stateAt(where))?.selection.$head.parent.type.name).toBe('cell')
      expect(deleteColumns(stateAt(where))?.selection.$head.parent.type.name).toBe('cell')
    }
  })

  it('[TB9] makes a head of a row and takes it away', () => {
    const on = toggleHead(stateAt('二1'))
    expect(on?.doc.child(5).attrs['head']).toBe(true)
    const off = toggleHead(stateAt('乙'))
    expect(off?.doc.child(3).attrs['head']).toBe(false)
  })

  it('[TB9] only a table has rows to add', () => {
    expect(addRow(stateAt('前文'), 'after', newId)).toBeNull()
    expect(deleteTable(stateAt('前文', '甲'))).toBeNull()
  })
})

describe('keys in a table', () => {
  const run = (
    state: EditorState,
    command: (state: EditorState, dispatch: (tr: Transaction) => void) => boolean,
  ): EditorState => {
    let next = state
    command(state, (tr) => (next = state.apply(tr)))
    return next
  }
  const keys = { newId, mayChange: () => true }

  it('[TB10] Tab goes from cell to cell and makes a row at the end', () => {
    expect(run(stateAt('二1'), nextCell(1, keys)).selection.$head.parent.textContent).toBe('三1')
    expect(run(stateAt('三1'), nextCell(1, keys)).selection.$head.parent.textContent).toBe('一2')
    expect(run(stateAt('一1'), nextCell(-1, keys)).selection.$head.parent.textContent).toBe('丙')
    const more = run(stateAt('三2'), nextCell(1, keys))
    expect(writeText(more.doc)).toBe(source.replace('三2', '三2\n\t\t'))
    expect(more.selection.$head.index(0)).toBe(11)
    expect(nextCell(1, { ...keys, mayChange: () => false })(stateAt('三2'))).toBe(false)
    expect(nextCell(-1, keys)(stateAt('甲'))).toBe(false)
    expect(nextCell(1, keys)(stateAt('前文'))).toBe(false)
  })

  it('[TB10] Enter begins a line in the cell', () => {
    const next = run(stateAt('二1'), breakCell)
    expect(next.doc.childCount).toBe(start.childCount)
    expect(next.selection.$head.parent.textContent).toBe('二1\u2028')
  })

  it('[TB11] Backspace and Delete join no cells', () => {
    for (const [where, by] of [
      ['二1', 1],
      ['三2', 1],
      ['前文', 1],
    ] as const)
      expect(run(stateAt(where), eraseInTable(by)).doc.eq(start)).toBe(true)
    const atStart = (where: string): EditorState => {
      const state = stateAt(where)
      return state.apply(
        state.tr.setSelection(TextSelection.create(state.doc, state.selection.$head.start())),
      )
    }
    for (const where of ['甲', '二1', '后文']) {
      const state = atStart(where)
      expect(eraseInTable(-1)(state)).toBe(true)
      expect(run(state, eraseInTable(-1)).doc.eq(start)).toBe(true)
    }
    expect(run(atStart('后文'), eraseInTable(-1)).selection.$head.parent.textContent).toBe('三2')
  })

  it('[TB11] takes the text and leaves the cells where a selection reaches over them', () => {
    expect(crossesCells(stateAt('一1', '二2'))).toBe(true)
    expect(lines(clearAcross(stateAt('一1', '二2'))).slice(2, 5)).toEqual([
      '甲\t乙\t丙',
      '\t\t',
      '\t\t三2',
    ])
    expect(lines(clearAcross(stateAt('文', '二1'))).slice(1, 4)).toEqual(['前', '\t\t', '\t\t三1'])
    expect(lines(clearAcross(stateAt('二2', '后'))).slice(4)).toEqual(['一2\t\t', '文'])
    // A table that is selected as a whole goes with the text around it.
    expect(text(clearAcross(stateAt('文', '后')))).toBe('题\n前文')
  })

  it('[TB11] whatever is selected, what is outside of it stays, and the cells', () => {
    const seed = firstSeed()
    for (let i = 0; i < 400; i++) {
      const r = random(seed + i)
      const state = EditorState.create({ doc: start })
      const size = start.content.size
      const [a, b] = [r.below(size), r.below(size)]
      const chosen = TextSelection.between(start.resolve(a), start.resolve(b))
      const selected = state.apply(state.tr.setSelection(chosen))
      if (!crossesCells(selected)) continue
      const { from, to } = selected.selection
      const tr = clearAcross(selected)
      const [table] = tablesOf(start)
      const whole =
        tr.before.resolve(from).index(0) < (table?.from ?? 0) &&
        tr.before.resolve(to).index(0) >= (table?.to ?? 0)
      expect(tr.doc.textContent, `SEED=${seed + i}`).toBe(
        start.textBetween(0, from) + start.textBetween(to, size),
      )
      expect(tablesOf(tr.doc).map(({ rows, columns }) => [rows.length, columns])).toEqual(
        whole ? [] : [[3, 3]],
      )
    }
  })
})

describe('what is pasted into a cell', () => {
  const blocksIn = (words: string): Node[] => [...readText(words).doc.content.content]
  const put = (where: string, words: string): Transaction => {
    const state = stateAt(where)
    const { from, to } = state.selection
    return putIntoCell(state, from, to, blocksIn(words), newId)
  }

  it('[TB15] goes over the cells from there on, and the table grows where it must', () => {
    expect(lines(put('二1', '5\t6\n7\t8')).slice(2, 5)).toEqual([
      '甲\t乙\t丙',
      '一1\t5\t6',
      '一2\t7\t8',
    ])
    expect(lines(put('三2', '5\t6\n7\t8')).slice(2, 6)).toEqual([
      '甲\t乙\t丙\t',
      '一1\t二1\t三1\t',
      '一2\t二2\t5\t6',
      '\t\t7\t8',
    ])
  })

  it('[TB15] is lines of the one cell where it is no table, and no structure is lost', () => {
    const tr = put('二1', '题\n一、甲节\n正文')
    expect(tr.doc.childCount).toBe(start.childCount)
    expect(tr.doc.child(6).textContent).toBe('二1题\u2028一、甲节\u2028正文')
    expect(tr.selection.$head.parentOffset).toBe(tr.doc.child(6).content.size)
  })

  it('[TB15] that was copied here is another table than the one that it was copied from', () => {
    const slice = freshCells(start.slice(start.resolve(0).pos, start.content.size), newId)
    const doc = schema.node('report', null, [...start.content.content, ...slice.content.content])
    const ids = new Set<unknown>()
    doc.forEach((block) => ids.add(block.attrs['table']))
    expect(ids.size).toBe(3)
    expect(tablesOf(doc).map(({ rows, columns }) => [rows.length, columns])).toEqual([
      [3, 3],
      [3, 3],
    ])
    // A passage of one cell stays a passage.
    const passage = start.slice(stateAt('甲').selection.from - 1, stateAt('甲').selection.from)
    expect(freshCells(passage, newId)).toBe(passage)
  })
})

describe('a table that several people change at the same time', () => {
  const peers = (): [Peer, Peer] => [
    new Peer('a', 11, seedOf(start)),
    new Peer('b', 22, seedOf(start)),
  ]
  const at = (peer: Peer, words: string): EditorState => {
    const found = stateAt(words, words, peer.state.doc).selection
    peer.dispatch(peer.state.tr.setSelection(Selection.fromJSON(peer.state.doc, found.toJSON())))
    return peer.state
  }
  const act = (peer: Peer, tr: Transaction | null): void => {
    if (tr === null) throw new Error('nothing was done')
    peer.dispatch(tr)
  }

  it('[TB12] has both rows, both columns, and what was typed', () => {
    const [a, b] = peers()
    act(a, addRow(at(a, '一1'), 'after', newId))
    act(b, addRow(at(b, '二1'), 'after', newId))
    at(b, '三2')
    b.dispatch(b.state.tr.insertText('五'))
    sync(a, b)
    expect(a.state.doc.eq(b.state.doc)).toBe(true)
    expect(tablesOf(a.state.doc).map(({ rows, columns }) => [rows.length, columns])).toEqual([
      [5, 3],
    ])
    act(a, addColumn(at(a, '甲'), 'after', newId))
    act(b, addColumn(at(b, '甲'), 'after', newId))
    sync(a, b)
    expect(tablesOf(a.state.doc).map(({ rows, columns }) => [rows.length, columns])).toEqual([
      [5, 5],
    ])
    expect(writeText(a.state.doc)).toContain('一2\t\t\t二2\t三2五')
  })

  it('[TB12] a row beside a new column has a hole there, which can be filled', () => {
    const [a, b] = peers()
    act(a, addRow(at(a, '一1'), 'after', newId))
    act(b, addColumn(at(b, '乙'), 'before', newId))
    sync(a, b)
    const [table] = tablesOf(a.state.doc)
    expect(table?.rows.map((row) => row.map((one) => one !== null))).toEqual([
      [true, true, true, true],
      [true, true, true, true],
      [true, false, true, true],
      [true, true, true, true],
    ])
    if (table === undefined) return
    act(a, fillHole(a.state, table, 2, 1))
    sync(a, b)
    expect(tablesOf(b.state.doc)[0]?.rows.flat()).not.toContain(null)
  })

  it('[TB12] undo takes back one’s own row and nothing of a colleague’s', () => {
    const [a, b] = peers()
    act(a, addRow(at(a, '一1'), 'after', newId))
    at(b, '二2')
    b.dispatch(b.state.tr.insertText('九'))
    sync(a, b)
    a.undo.undo()
    sync(a, b)
    expect(writeText(b.state.doc)).toBe(source.replace('二2', '二2九'))
    b.undo.undo()
    expect(writeText(b.state.doc)).toBe(source)
  })

  it('[TB13] converges and loses nothing, whatever is done', () => {
    const seed = firstSeed()
    console.log(`tables: SEED=${seed}`)
    for (let i = 0; i < runCount(40); i++) runOnce(seed + i)
    tellFigures('TB13', { runs: runCount(40) })
  }, 300_000)
})

/** Three people who do anything to a table; what nobody deleted is there once in the end. */
function runOnce(seed: number): void {
  const r = random(seed)
  const peers = [1, 2, 3].map((n) => new Peer('abc'[n - 1] ?? 'x', 7 * n + 3, seedOf(start)))
  const typed = new Set<string>()
  const deleted = new Set<string>()
  let token = 0xe000
  const apply = (peer: Peer, tr: Transaction | null): void => {
    if (tr === null) return
    const before = peer.state.doc.textContent
    peer.dispatch(tr)
    const after = new Set(peer.state.doc.textContent)
    for (const one of before) if (!after.has(one)) deleted.add(one)
  }
  for (let step = 0; step < 60; step++) {
    const peer = r.pick(peers)
    const { doc } = peer.state
    const size = doc.content.size
    const $at = doc.resolve(r.below(size + 1))
    const $to = r.chance(0.7) ? $at : doc.resolve(r.below(size + 1))
    peer.dispatch(peer.state.tr.setSelection(TextSelection.between($at, $to)))
    const { state } = peer
    const what = r.below(12)
    if (what < 4) {
      const said = String.fromCharCode(token++)
      typed.add(said)
      apply(
        peer,
        crossesCells(state) ? clearAcross(state).insertText(said) : state.tr.insertText(said),
      )
    } else if (what === 4) apply(peer, addRow(state, r.pick(['before', 'after']), newId))
    else if (what === 5) apply(peer, addColumn(state, r.pick(['before', 'after']), newId))
    else if (what === 6) apply(peer, r.chance(0.5) ? deleteRows(state) : deleteColumns(state))
    else if (what === 7) apply(peer, toggleHead(state))
    else if (what === 8) apply(peer, deletes(r, state))
    else if (what === 9) {
      const before = peer.state.doc.textContent
      if (r.chance(0.6)) peer.undo.undo()
      else peer.undo.redo()
      // What an undo takes away or brings back is the author's own doing.
      for (const one of before + peer.state.doc.textContent) deleted.add(one)
    } else if (what === 10) apply(peer, insertTable(state, { rows: 2, columns: 2 }, newId))
    else {
      const table = r.pick(tablesOf(state.doc).length === 0 ? [null] : [...tablesOf(state.doc)])
      if (table !== null)
        apply(peer, fillHole(state, table, r.below(table.rows.length), r.below(table.columns)))
    }
    if (r.chance(0.35)) {
      const [from, to] = [r.pick(peers), r.pick(peers)]
      if (from !== to) to.receive(from.update())
    }
    for (const one of peers) {
      one.state.doc.check()
      expect(one.errors, `SEED=${seed}`).toEqual([])
      expect(one.binding.repairs, `SEED=${seed}`).toBe(0)
      const cells: number[] = []
      one.state.doc.forEach((block, _pos, index) => {
        if (block.type.name === 'cell') cells.push(index)
      })
      const shown = tablesOf(one.state.doc).flatMap(({ rows }) =>
        rows.flat().filter((cell) => cell !== null),
      )
      expect(shown, `SEED=${seed}`).toEqual(cells)
    }
  }
  sync(...peers)
  const [first] = peers
  const counts = new Map<string, number>()
  for (const one of first?.state.doc.textContent ?? '') counts.set(one, (counts.get(one) ?? 0) + 1)
  for (const peer of peers) {
    expect(peer.state.doc.eq(first?.state.doc ?? schema.node('report')), `SEED=${seed}`).toBe(true)
    expect(peer.state.doc.eq(peer.fresh()), `SEED=${seed}`).toBe(true)
  }
  for (const one of typed)
    if (!deleted.has(one))
      expect(counts.get(one), `SEED=${seed} ${one.charCodeAt(0).toString(16)}`).toBe(1)
}

function deletes(r: Random, state: EditorState): Transaction | null {
  if (crossesCells(state)) return clearAcross(state)
  return r.chance(0.3) ? deleteTable(state) : state.tr.deleteSelection()
}
