import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { Flat } from '../../editor/model/flat'
import { flatBetween } from '../../editor/model/flat'
import { mendByHand, mendDoubles } from '../../editor/model/review/mending'
import { editedFlat, flatOfText, proposalFor } from '../../editor/model/review/suggestions'
import { actOrigin } from '../../editor/model/undoable'
import { readText } from '../../schema/index'
import { Commenter, meet } from '../support/commenter'
import { seedOf } from '../support/peer'
import { firstSeed, random, runCount, type Random } from '../support/random'

const words = '甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥'
const seed = seedOf(readText(`标题\n一、头\n${words}\n末段`).doc)
const people = (): [Commenter, Commenter, Commenter] => [
  new Commenter('a', 11, seed),
  new Commenter('b', 12, seed),
  new Commenter('c', 13, seed),
]
const mend = (one: Commenter): number => mendDoubles({ text: one.doc, review: one.review })
const twice = (one: Commenter, id: string): boolean | undefined =>
  one.review.thread(id)?.suggestion?.twice

/** A suggestion of `c` that `a` and `b` accept without knowing of each other. */
function doubled(old: string, content: Flat | string): [Commenter, Commenter, Commenter, string] {
  const [a, b, c] = people()
  const id = c.suggest(
    old,
    typeof content === 'string' ? editedFlat(flatBetween(c.doc, c.range(old)), content) : content,
  )
  meet(a, b, c)
  a.undo.group(() => a.accept([id]).act)
  b.undo.group(() => b.accept([id]).act)
  return [a, b, c, id]
}

describe('a suggestion that two people accept without knowing of each other', () => {
  it.each([
    ['a replacement', '庚辛', '更新'],
    ['an insertion in the middle', '庚辛', '庚新新新辛'],
    ['several at once', '庚辛壬癸子丑', '更辛壬癸加子多'],
    ['a new paragraph', '庚辛', '庚\n另起一段辛'],
  ])('[RW30] stands in the text once: %s', (_what, old, content) => {
    const [a, b, c, id] = doubled(old, content)
    const wanted = a.text
    meet(a, b, c)
    expect(a.text).not.toBe(wanted)
    // All of them see to it on their own, before they hear of each other.
    expect([a, b, c].map(mend)).toEqual([1, 1, 1])
    meet(a, b, c)
    for (const one of [a, b, c]) {
      expect(one.text).toBe(wanted)
      expect(one.review.thread(id)).toMatchObject({
        resolved: true,
        suggestion: { state: 'accepted', twice: false },
      })
      expect(mend(one)).toBe(0)
      expect(one.errors).toEqual([])
      expect(one.state.doc.eq(one.fresh())).toBe(true)
    }
  })

  it('[RW31] that only takes something out is not double at all', () => {
    const [a, b, c, id] = doubled('庚辛', '')
    meet(a, b, c)
    expect(a.text).toContain('己壬')
    expect(twice(a, id)).toBe(false)
    expect(a.review.thread(id)?.resolved).toBe(true)
  })

  it('[RW32] waits for the words that are still on their way', () => {
    const [a, b, c, id] = doubled('庚辛', '更新')
    Y.applyUpdate(c.reviewDoc, Y.encodeStateAsUpdate(a.reviewDoc))
    Y.applyUpdate(c.reviewDoc, Y.encodeStateAsUpdate(b.reviewDoc))
    expect(twice(c, id)).toBe(true)
    expect(mend(c)).toBe(0)
    c.receive(b.update())
    expect(mend(c)).toBe(0)
    c.receive(a.update())
    expect(mend(c)).toBe(1)
    expect(c.text.match(/更新/g)).toHaveLength(1)
    meet(a, b, c)
    expect(a.text).toBe(c.text)
  })

  it('[RW33] is left to a person when one of the copies was changed; the changed one stays', () => {
    const [a, b, c, id] = doubled('庚辛', '更新')
    const second = a.text.includes('更新') ? b : a
    second.type('新', '加')
    meet(a, b, c)
    expect(c.text).toContain('更加新')
    expect([a, b, c].map(mend)).toEqual([0, 0, 0])
    expect(twice(c, id)).toBe(true)
    const thread = c.review.thread(id)
    if (thread === undefined) throw new Error('no thread')
    expect(mendByHand({ text: c.doc, review: c.review }, thread, actOrigin)).toBe(true)
    meet(a, b, c)
    for (const one of [a, b, c]) {
      expect(one.text).toContain('己更加新壬')
      expect(twice(one, id)).toBe(false)
    }
    expect(c.undo.undo()).toBe(true)
    expect(c.text).toContain('更新')
  })

  it('[RW34] may still be taken back by whoever’s acceptance stayed', () => {
    const [a, b, c, id] = doubled('庚辛', '庚新新新辛')
    meet(a, b, c)
    mend(c)
    meet(a, b, c)
    const stayed = a.review.thread(id)?.suggestion?.decidedBy === 'a' ? a : b
    expect(stayed.undo.undo()).toBe(true)
    meet(a, b, c)
    expect(c.text).toContain(words)
    expect(c.review.thread(id)?.suggestion?.state).toBe('open')
  })

  it('[RW35] is nobody’s to mend who may not write the text: what a peer made up does no harm', () => {
    const [a] = people()
    const id = a.suggest('庚', [{ insert: '更' }])
    for (const [i, inserted] of [
      5,
      [7],
      [{ start: 'x' }],
      Array.from({ length: 5000 }, () => ({})),
    ].entries())
      a.reviewDoc.getMap('events').set(`j${i}`, {
        type: 'decide',
        decision: 'accepted',
        thread: id,
        by: `p${i}`,
        n: 2 + i,
        version: 1,
        inserted,
      })
    a.reviewDoc.getMap('events').set('m', { type: 'mend', thread: id, message: id, n: 9 })
    const before = a.text
    expect(twice(a, id)).toBe(true)
    expect(mend(a)).toBe(0)
    expect(a.text).toBe(before)
  })
})

const token = (n: number): string => String.fromCharCode(0xe000 + n)

interface Run {
  readonly people: readonly Commenter[]
  /** What was proposed to come in, by thread. */
  readonly proposed: Map<string, string>
  count: number
  mended: number
}

const acts: readonly ((one: Commenter, run: Run, r: Random) => void)[] = [
  (one, run, r) => {
    const character = words[r.below(words.length)] ?? ''
    if (!one.text.includes(character)) return
    const { from, to } = one.range(character)
    const come = token(run.count++) + token(run.count++)
    const content = r.pick([come, `${character}${come}`, `${come}${character}`, `${come}\n`])
    const range = r.chance(0.5) ? { from, to } : { from, to: from }
    run.proposed.set(one.review.suggest(proposalFor(one.doc, range, flatOfText(content))), come)
  },
  (one, _run, r) => {
    const open = one.review.threads().filter(({ suggestion }) => suggestion?.state === 'open')
    one.accept(open.filter(() => r.chance(0.7)).map(({ id }) => id))
  },
  (one, run, r) => {
    // Somebody writes on, sometimes in the middle of what came in.
    const at = r.below(one.state.doc.content.size)
    const $pos = one.state.doc.resolve(at)
    if ($pos.parent.isTextblock) one.dispatch(one.state.tr.insertText(token(run.count++), at))
  },
  (one, run) => {
    run.mended += mend(one)
  },
]

describe('three people who accept and write, now together and now apart', () => {
  it('[RW36] have every accepted suggestion in the text, and once where nobody changed it', () => {
    const first = firstSeed()
    console.log(`doubles: SEED=${first}`)
    let [mended, doubles] = [0, 0]
    for (let i = 0; i < runCount(80); i++) {
      const r = random(first + i)
      const run: Run = { people: people(), proposed: new Map(), count: 0, mended: 0 }
      try {
        for (let step = 0; step < 40; step++) {
          r.pick(acts)(r.pick(run.people), run, r)
          if (r.chance(0.25)) {
            const [from, to] = [r.pick(run.people), r.pick(run.people)]
            to.receive(from.update(Y.encodeStateVector(to.doc)))
            if (r.chance(0.7)) Y.applyUpdate(to.reviewDoc, Y.encodeStateAsUpdate(from.reviewDoc))
          }
        }
        meet(...run.people)
        for (const one of run.people) run.mended += mend(one)
        meet(...run.people)
        doubles += check(run)
        mended += run.mended
      } catch (error) {
        throw new Error(`SEED=${first + i}\n${String((error as Error).stack)}`, { cause: error })
      }
    }
    console.log(`doubles: ${mended} mended, ${doubles} left to a person`)
    expect(Math.min(mended, doubles)).toBeGreaterThan(0)
  }, 120_000)
})

/** How many suggestions stand twice and are left to a person. */
function check({ people, proposed }: Run): number {
  let left = 0
  for (const one of people) {
    expect(one.errors).toEqual([])
    expect(one.text).toBe(people[0]?.text)
    expect(one.state.doc.eq(one.fresh())).toBe(true)
    expect(mend(one)).toBe(0)
  }
  const [one] = people
  for (const [id, come] of proposed) {
    const suggestion = one?.review.thread(id)?.suggestion
    if (one === undefined || suggestion?.state !== 'accepted') continue
    const counts = [...come].map((character) => one.text.split(character).length - 1)
    if (suggestion.twice) left++
    // Nothing that was accepted is lost; what is not reported stands once.
    expect(Math.min(...counts), id).toBeGreaterThan(0)
    if (!suggestion.twice) expect(Math.max(...counts), id).toBe(1)
  }
  return left
}
