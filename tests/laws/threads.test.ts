import { Slice, type Node } from 'prosemirror-model'
import { TextSelection } from 'prosemirror-state'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { anchorRange, readable } from '../../editor/model/review/anchors'
import { proposalFor } from '../../editor/model/review/suggestions'
import type { Flat } from '../../editor/model/flat'
import { mirrorOf } from '../../editor/model/text'
import { readText, schema } from '../../schema/index'
import { Commenter, meet } from '../support/commenter'
import { seedOf } from '../support/peer'
import { firstSeed, random, runCount, type Random } from '../support/random'

const start = seedOf(
  readText(
    '标题*\n一、甲*乙\n（一）丙丁。戊*己*次，庚\n辛壬**局癸，一二三四五六七\n二、子丑\n子丑寅卯辰巳',
  ).doc,
)

interface Run {
  readonly people: readonly Commenter[]
  /** What was said, by thread. */
  readonly said: Map<string, string>
  readonly clipboards: Map<Commenter, Slice>
  token: number
  /** How often the words of a thread were all there, and how often none had a place. */
  found: number
  lost: number
}

const token = (run: Run): string => String.fromCharCode(0xe000 + run.token++)

function someRange(one: Commenter, r: Random, longest = 6): { from: number; to: number } {
  const { length } = one.text
  const from = r.below(length)
  return { from, to: Math.min(length, from + r.below(longest + 1)) }
}

function select(one: Commenter, r: Random): void {
  const { doc, tr } = one.state
  const size = doc.content.size
  const from = r.below(size)
  const to = Math.min(size, from + (r.chance(0.5) ? 0 : r.below(9)))
  one.dispatch(tr.setSelection(TextSelection.between(doc.resolve(from), doc.resolve(to))))
}

function block(one: Commenter, r: Random): [number, Node] {
  const index = r.below(one.state.doc.childCount)
  let pos = 0
  for (let i = 0; i < index; i++) pos += one.state.doc.child(i).nodeSize
  return [pos, one.state.doc.child(index)]
}

const acts: readonly ((one: Commenter, run: Run, r: Random) => string)[] = [
  (one, run) => {
    one.dispatch(one.state.tr.insertText(token(run)))
    return 'type'
  },
  (one) => {
    one.dispatch(one.state.tr.deleteSelection())
    return 'delete'
  },
  (one) => {
    const tr = one.state.tr.deleteSelection()
    if (tr.selection.$from.parent.isTextblock) one.dispatch(tr.split(tr.selection.from))
    return 'split'
  },
  (one, _run, r) => {
    const [pos] = block(one, r)
    if (pos > 0) one.dispatch(one.state.tr.join(pos))
    return 'join'
  },
  (one, _run, r) => {
    const [pos] = block(one, r)
    one.dispatch(
      one.state.tr.setNodeMarkup(pos, schema.nodes['section'], { level: 1 + r.below(4) }),
    )
    return 'level'
  },
  (one) => {
    one.undo.undo()
    return 'undo'
  },
  (one) => {
    one.undo.redo()
    return 'redo'
  },
  (one, run) => {
    const { selection, tr } = one.state
    run.clipboards.set(one, selection.content())
    one.dispatch(tr.deleteSelection().setMeta('uiEvent', 'cut'))
    return 'cut'
  },
  (one, run) => {
    const slice = run.clipboards.get(one) ?? Slice.empty
    one.dispatch(one.state.tr.replaceSelection(slice).setMeta('uiEvent', 'paste'))
    return 'paste'
  },
  (one, _run, r) => {
    if (one.state.doc.childCount < 3) return 'no move'
    const [from, node] = block(one, r)
    const tr = one.state.tr.delete(from, from + node.nodeSize)
    one.dispatch(tr.insert(r.chance(0.5) ? 0 : tr.doc.content.size, node))
    return 'move'
  },
  (one, run, r) => {
    const range = someRange(one, r)
    if (range.from === range.to) return 'no comment'
    const body = token(run)
    run.said.set(one.review.create(anchorRange(one.doc, range), body), body)
    return 'comment'
  },
  (one, run, r) => {
    const content: Flat = r.chance(0.3)
      ? []
      : r.chance(0.3)
        ? [{ insert: token(run) }, { insert: { block: '' } }, { insert: token(run) }]
        : [{ insert: token(run) }]
    const body = token(run)
    const proposal = proposalFor(one.doc, someRange(one, r), content)
    run.said.set(one.review.suggest(proposal, body), body)
    return 'suggest'
  },
  (one, _run, r) => {
    const open = one.review.threads().filter(({ suggestion }) => suggestion?.state === 'open')
    if (open.length === 0) return 'none to accept'
    const ids = open.filter(() => r.chance(0.5)).map(({ id }) => id)
    one.undo.group(() => one.accept(ids, r.chance(0.5)).act)
    return 'accept'
  },
  (one, run, r) => {
    const threads = one.review.threads()
    if (threads.length === 0) return 'none to talk about'
    const { id, suggestion, messages } = r.pick(threads)
    const what = r.below(6)
    if (what === 0) one.review.reply(id, token(run))
    else if (what === 1) one.review.resolve(id)
    else if (what === 2) one.review.reopen(id)
    else if (what === 3 && suggestion !== null)
      one.review.decide([id], r.pick(['rejected', 'withdrawn', 'reopened'] as const))
    else if (what === 4) one.review.assign(id, r.pick(['a', 'b', 'c', '']))
    else if (messages[0] !== undefined) one.review.edit(messages[0].id, messages[0].body)
    return 'talk'
  },
]

function exchangeSome(run: Run, r: Random): void {
  const [from, to] = [r.pick(run.people), r.pick(run.people)]
  if (from === to) return
  if (r.chance(0.7)) to.receive(from.update(Y.encodeStateVector(to.doc)))
  if (r.chance(0.7)) Y.applyUpdate(to.reviewDoc, Y.encodeStateAsUpdate(from.reviewDoc))
  if (r.chance(0.5)) to.look()
}

function check(run: Run): void {
  const [first] = run.people
  for (const one of run.people) {
    expect(one.errors).toEqual([])
    expect(one.binding.repairs).toBe(0)
    expect(one.state.doc.eq(mirrorOf(one.doc).doc)).toBe(true)
    expect(one.review.threads()).toEqual(first?.review.threads())
    for (const [id, body] of run.said) {
      const thread = one.review.thread(id)
      // No thread is dropped, nor what was said in it.
      expect(thread?.messages.map((message) => message.body)).toContain(body)
      const covered = one.covered(id)
      expect(covered).toBe(first?.covered(id))
      const anchor = thread?.anchor
      if (anchor?.type !== 'range') throw new Error('no range')
      if (anchor.quote === '' || anchor.quote.length > 1000) continue
      // What it covers has something of what it is about.
      const quote = readable(anchor.quote)
      if (covered !== null)
        expect([...covered].some((character) => quote.includes(character))).toBe(true)
      // Words that stand where they always stood alone are found, whatever happened to them.
      const [, ...places] = one.text.split(quote)
      if (anchor.alone && quote.length > 1 && /[^＊↵]/.test(quote) && places.length === 1) {
        expect(covered, JSON.stringify(anchor)).not.toBeNull()
        if (covered?.includes(quote) === true) run.found++
      } else if (covered === null) run.lost++
    }
  }
}

function runOnce(seed: number, steps: number): Run {
  const r = random(seed)
  const run: Run = {
    people: ['a', 'b', 'c'].map((name, i) => new Commenter(name, 10 + i, start)),
    said: new Map(),
    clipboards: new Map(),
    token: 0,
    found: 0,
    lost: 0,
  }
  const log: string[] = []
  try {
    for (let step = 0; step < steps; step++) {
      const one = r.pick(run.people)
      select(one, r)
      log.push(`${run.people.indexOf(one)}:${r.pick(acts)(one, run, r)}`)
      if (r.chance(0.3)) exchangeSome(run, r)
    }
    meet(...run.people)
    meet(...run.people)
    check(run)
    return run
  } catch (error) {
    throw new Error(
      `SEED=${seed} steps=${steps}\n${log.slice(-15).join(' ')}\n${String((error as Error).stack)}`,
      { cause: error },
    )
  }
}

describe('threads of three people who edit, undo, move and merge', () => {
  it('[SU25] are never dropped, stand in one place for all, and never on words that have nothing to do with them', () => {
    const seed = firstSeed()
    console.log(`threads: SEED=${seed}`)
    let [found, lost] = [0, 0]
    for (let i = 0; i < runCount(60); i++) {
      const run = runOnce(seed + i, 50)
      found += run.found
      lost += run.lost
    }
    console.log(`threads: ${found} whole, ${lost} orphans`)
    expect(Math.min(found, lost)).toBeGreaterThan(0)
  }, 600_000)
})
