import { Fragment, Slice, type Node } from 'prosemirror-model'
import { AllSelection, NodeSelection, TextSelection } from 'prosemirror-state'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { readText, schema } from '../../schema/index'
import { mirrorOf } from '../../editor/model/text'
import { tellFigures } from '../support/figures'
import { Peer, seedOf, sync } from '../support/peer'
import { firstSeed, random, runCount, type Random } from '../support/random'

const start = readText('标题*\n一、甲*乙\n（一）丙丁。戊*己*次，庚\n辛壬**局癸\n二、子丑').doc

/** Private-use characters: each typed token is one of them and occurs nowhere else. */
const firstToken = 0xe000

interface Run {
  readonly peers: Peer[]
  readonly typed: Set<string>
  /** Tokens that somebody's deletion covered, on purpose or by replacing. */
  readonly deleted: Set<string>
  token: number
  /** How often a view was held against its text. */
  compared: number
}

function place(peer: Peer, r: Random): number {
  const { doc } = peer.state
  let pos = 0
  const index = r.below(doc.childCount)
  for (let i = 0; i < index; i++) pos += doc.child(i).nodeSize
  return pos + 1 + r.below(doc.child(index).content.size + 1)
}

function selectSome(peer: Peer, r: Random): void {
  const { doc, tr } = peer.state
  if (r.chance(0.02)) {
    peer.dispatch(tr.setSelection(new AllSelection(doc)))
    return
  }
  const atoms: number[] = []
  doc.descendants((node, pos) => {
    if (node.isAtom && !node.isText) atoms.push(pos)
  })
  if (atoms.length > 0 && r.chance(0.15)) {
    peer.dispatch(tr.setSelection(NodeSelection.create(doc, r.pick(atoms))))
    return
  }
  const from = place(peer, r)
  const to = r.chance(0.5)
    ? from
    : Math.max(1, Math.min(doc.content.size - 1, from + r.below(9) - 4))
  peer.dispatch(tr.setSelection(TextSelection.between(doc.resolve(from), doc.resolve(to))))
}

function note(run: Run, text: string): void {
  for (const character of text) if (run.typed.has(character)) run.deleted.add(character)
}

function token(run: Run): string {
  const text = String.fromCharCode(firstToken + run.token++)
  run.typed.add(text)
  return text
}

function edit(run: Run, peer: Peer, r: Random, log: string[]): void {
  const act = r.below(17)
  const { state } = peer
  const { from, to, $from } = state.selection
  const gone = (): void => note(run, state.doc.textBetween(from, to))
  log.push(`${run.peers.indexOf(peer)}:${act}@${from}-${to}`)
  if (act < 4) {
    gone()
    peer.dispatch(state.tr.insertText(token(run) + (r.chance(0.2) ? token(run) : '')))
  } else if (act === 4) {
    if ($from.parent.isTextblock && state.selection instanceof TextSelection) {
      gone()
      const type = r.chance(0.5) ? [{ type: schema.node('paragraph').type }] : undefined
      let tr = state.tr.deleteSelection()
      if (tr.selection.$from.parent.isTextblock) tr = tr.split(tr.selection.from, 1, type)
      peer.dispatch(tr)
    }
  } else if (act === 5) {
    const index = state.doc.resolve(from).index(0)
    if (index > 0) {
      let pos = 0
      for (let i = 0; i < index; i++) pos += state.doc.child(i).nodeSize
      peer.dispatch(state.tr.join(pos))
    }
  } else if (act === 6) {
    gone()
    peer.dispatch(state.tr.deleteSelection())
  } else if (act === 7) {
    const type = r.pick(['paragraph', 'section', 'title', 'signature'])
    peer.dispatch(
      state.tr.setBlockType(
        from,
        to,
        schema.nodes[type] ?? $from.parent.type,
        type === 'section' ? { level: 1 + r.below(4) } : null,
      ),
    )
  } else if (act === 8) {
    if (r.chance(0.5)) peer.dispatch(state.tr.addMark(from, to, schema.mark('bold')))
    else peer.dispatch(state.tr.removeMark(from, to, schema.marks['bold']))
  } else if (act === 9) {
    gone()
    peer.dispatch(
      state.tr.replaceSelectionWith(
        schema.node('placeholder', { figure: `n${run.token++}` }),
        false,
      ),
    )
  } else if (act === 10) {
    gone()
    const blocks = [
      schema.node('paragraph', null, schema.text(token(run))),
      schema.node('section', { level: 2 }, schema.text(token(run))),
    ]
    peer.dispatch(
      state.tr.replaceSelection(new Slice(Fragment.from(blocks), r.below(2), r.below(2))),
    )
  } else if (act === 11) {
    const index = r.below(state.doc.childCount)
    let pos = 0
    for (let i = 0; i < index; i++) pos += state.doc.child(i).nodeSize
    const node = state.doc.child(index)
    if (state.doc.childCount > 1) {
      note(run, node.textContent)
      peer.dispatch(state.tr.delete(pos, pos + node.nodeSize))
    }
  } else if (act === 12) {
    const place = { table: `t${r.below(2)}`, row: `r${r.below(2)}`, col: `c${r.below(2)}` }
    const cell = { ...place, head: r.chance(0.3), align: r.pick(['', 'center']) }
    const [type, attrs] = r.chance(0.3) ? ['cell', cell] : ['paragraph', { gap: '\n' }]
    peer.dispatch(state.tr.insert(0, schema.node(type, attrs, schema.text(token(run)))))
  } else if (act === 13 && process.env['NOUNDO'] === undefined) {
    // What an undo takes away or brings back is the author's own doing.
    const before = new Set(peer.state.doc.textContent)
    if (r.chance(0.6)) peer.undo.undo()
    else peer.undo.redo()
    for (const character of before) if (run.typed.has(character)) run.deleted.add(character)
    for (const character of peer.state.doc.textContent)
      if (run.typed.has(character) && !before.has(character)) run.deleted.add(character)
  } else if (act === 14 && process.env['NOIME'] === undefined) {
    if (peer.binding.composing) peer.binding.endComposition()
    else peer.binding.beginComposition()
  } else if (act === 15) {
    const { doc } = state
    const index = r.below(doc.childCount)
    let pos = 0
    for (let i = 0; i < index; i++) pos += doc.child(i).nodeSize
    peer.dispatch(state.tr.setNodeMarkup(pos, schema.nodes['section'], { level: 1 + r.below(4) }))
  } else {
    const { doc } = state
    if (doc.childCount > 2) {
      const index = r.below(doc.childCount - 1)
      let pos = 0
      for (let i = 0; i < index; i++) pos += doc.child(i).nodeSize
      const node = doc.child(index)
      note(run, node.textContent)
      const tr = state.tr.delete(pos, pos + node.nodeSize)
      peer.dispatch(tr.insert(tr.doc.content.size, node))
    }
  }
}

function check(run: Run, context: string): void {
  for (const peer of run.peers) {
    if (peer.binding.composing) continue
    const { doc, marks } = mirrorOf(peer.doc)
    if (!peer.state.doc.eq(doc)) {
      const view = peer.state.doc
      const i = [...Array(view.childCount).keys()].find(
        (n) => !doc.maybeChild(n)?.eq(view.child(n)),
      )
      const show = (node: Node) =>
        JSON.stringify(i === undefined ? node.childCount : node.maybeChild(i)?.toJSON())
      throw new Error(
        `${context}: peer ${run.peers.indexOf(peer)} block ${i}\nview ${show(view)}\ntext ${show(doc)}`,
      )
    }
    for (const [index, mark] of marks.entries())
      expect(peer.binding.blockId(index), context).toBe(mark?.block ?? null)
    peer.state.doc.check()
    run.compared++
    expect(peer.errors, context).toEqual([])
    expect(peer.binding.repairs, context).toBe(0)
  }
}

/** Returns how often a view was held against its text. */
function runOnce(seed: number, steps: number): number {
  const r = random(seed)
  const state = r.chance(0.1) ? undefined : seedOf(start)
  const run: Run = {
    peers: [1, 2, 3].map((n) => new Peer('abc'[n - 1] ?? 'x', 10 + r.below(1000) * 3 + n, state)),
    typed: new Set(),
    deleted: new Set(),
    token: 0,
    compared: 0,
  }
  const log: string[] = []
  try {
    for (let step = 0; step < steps; step++) {
      const peer = r.pick(run.peers)
      selectSome(peer, r)
      edit(run, peer, r, log)
      if (r.chance(0.3)) {
        const [from, to] = [r.pick(run.peers), r.pick(run.peers)]
        if (from !== to) {
          const update = from.update(r.chance(0.8) ? Y.encodeStateVector(to.doc) : undefined)
          // The gate flushes before it lets anything in; without, only equality is promised.
          if (r.chance(0.9)) to.binding.flushComposition()
          else if (to.binding.composing)
            for (const one of [from, to]) note(run, one.state.doc.textContent)
          to.receive(update)
          if (r.chance(0.1)) to.receive(update)
          log.push(`${run.peers.indexOf(from)}>${run.peers.indexOf(to)}`)
        }
      }
      check(run, 'while editing')
    }
    for (const peer of run.peers) peer.binding.endComposition()
    sync(...run.peers)
    check(run, 'after merging')
    const [first, ...others] = run.peers
    for (const other of others) expect(other.state.doc.toJSON()).toEqual(first?.state.doc.toJSON())
    const counts = new Map<string, number>()
    for (const character of first?.state.doc.textContent ?? '')
      counts.set(character, (counts.get(character) ?? 0) + 1)
    for (const character of run.typed) {
      if (!run.deleted.has(character))
        expect(counts.get(character), `token ${character.charCodeAt(0).toString(16)}`).toBe(1)
    }
  } catch (error) {
    throw new Error(
      `SEED=${seed} steps=${steps}\n${log.slice(-12).join(' ')}\n${String((error as Error).stack)}`,
      { cause: error },
    )
  }
  return run.compared
}

describe('three peers', () => {
  it('[C1] converge, mirror the text and lose nothing that was typed', () => {
    const seed = firstSeed()
    console.log(`convergence: SEED=${seed}`)
    let compared = 0
    for (let i = 0; i < runCount(60); i++) compared += runOnce(seed + i, 40)
    // After each step every view that composes nothing: of three some do.
    expect(compared).toBeGreaterThan(40 * runCount(60))
    tellFigures('C1', {
      runs: runCount(60),
      steps: 40 * runCount(60),
      'views held against their text': compared,
    })
  }, 600_000)
})
