import { EditorState } from 'prosemirror-state'
import type { Node } from 'prosemirror-model'
import { describe, expect, it } from 'vitest'
import { compare } from '../../editor/model/versions/compare'
import { contentOf } from '../../editor/model/versions/content'
import { restoreText, sectionRows } from '../../editor/versions/restore'
import { readText } from '../../schema/read-text'
import { firstSeed, random, runCount } from '../support/random'
import { readSample } from '../support/real-report'

const none = (): undefined => undefined

/** The document after everything (or the chosen rows) was brought back from `before`. */
function restored(
  before: Node,
  after: Node,
  choose?: (rows: ReturnType<typeof compare>['blocks']) => readonly number[],
): Node {
  const [old, fresh] = [contentOf(before, none), contentOf(after, none)]
  const rows = compare(old, fresh).blocks
  const chosen = new Set(choose?.(rows) ?? rows.keys())
  const state = EditorState.create({ doc: after })
  return restoreText(state, old, rows, chosen)?.doc ?? after
}

const lines = (doc: Node): string[] => {
  const list: string[] = []
  doc.forEach((block) => list.push(block.textContent))
  return list
}

describe('restoring', () => {
  it('[VR1] brings back any text exactly, from any other', () => {
    const seed = firstSeed()
    console.log(`restore: SEED=${seed}`)
    const r = random(seed)
    const pool = readSample().split('\n')
    const pick = (): string => {
      const line = pool[r.below(pool.length)] ?? ''
      const at = r.below(line.length + 1)
      return r.chance(0.5) ? line : `${line.slice(0, at)}改*次${line.slice(at + r.below(4))}`
    }
    const text = (): string => Array.from({ length: 1 + r.below(12) }, pick).join('\n')
    for (let run = 0; run < runCount(200); run++) {
      // Ids of figures are those of the document, so that equal blanks are equal.
      const [before, after] = [readText(text()).doc, readText(text()).doc]
      const back = restored(before, after)
      back.check()
      expect(contentOf(back, none).blocks).toEqual(contentOf(before, none).blocks)
    }
  })

  it('[VR2] touches only what was chosen: one paragraph, or one section', () => {
    const before = readText('报告\n一、甲\n第一段很长的话。\n二、乙\n第二段很长的话。\n末段。').doc
    const after = readText(
      '报告\n一、甲\n第一段很长的新话。\n加的一段\n二、乙\n第二段很长的新话。',
    ).doc
    const one = restored(before, after, (rows) => [
      rows.findIndex(({ type }) => type === 'changed'),
    ])
    expect(lines(one)).toEqual([
      '报告',
      '甲',
      '第一段很长的话。',
      '加的一段',
      '乙',
      '第二段很长的新话。',
    ])
    const section = restored(before, after, (rows) =>
      sectionRows(rows, rows.map(({ level }) => level).lastIndexOf(1)),
    )
    expect(lines(section)).toEqual([
      '报告',
      '甲',
      '第一段很长的新话。',
      '加的一段',
      '乙',
      '第二段很长的话。',
      '末段。',
    ])
  })

  it('[VR3] leaves the words around a change where they are, for the comments on them', () => {
    const before = readText('报告\n前面的话中间后面的话').doc
    const after = readText('报告\n前面的话改了中间后面的话').doc
    const [old, fresh] = [contentOf(before, none), contentOf(after, none)]
    const rows = compare(old, fresh).blocks
    const tr = restoreText(EditorState.create({ doc: after }), old, rows, new Set(rows.keys()))
    const place = after.child(0).nodeSize + 1
    expect(tr?.mapping.mapResult(place + 2).deleted).toBe(false)
    expect(tr?.mapping.mapResult(place + 9).deletedAcross).toBe(false)
    expect(tr?.mapping.map(place + 9)).toBe(place + 7)
  })
})
