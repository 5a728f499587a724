import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { replaceMatches } from '../../editor/find/replace'
import { fold, Search, type Match } from '../../editor/find/search'
import { createFigures } from '../../editor/model/figures/figures'
import { readText } from '../../schema/index'
import { placeholdersOf } from '../../schema/content'
import { Peer, seedOf, testEnvironment } from '../support/peer'
import { firstSeed, random, runCount } from '../support/random'

function desk(text: string, values: readonly string[] = []) {
  const read = readText(text)
  const peer = new Peer('a', 21, seedOf(read.doc))
  const figures = createFigures(new Y.Doc(), testEnvironment('f'), () => 'me')
  figures.define(read.figures.map((one) => ({ ...one, hint: '' })))
  const ids = [...new Set(read.figures.map(({ id }) => id))]
  values.forEach((value, i) => {
    if (value !== '' && !figures.fill(ids[i] ?? '', value).ok) throw new Error(`bad ${value}`)
  })
  const search = (wanted: string, matchCase = false): Search =>
    new Search({ text: wanted, matchCase }, (blank) => {
      const figure = String(blank.attrs['figure'])
      return figures.shown(figure) ?? String(blank.attrs['mask'])
    })
  const replace = (wanted: string, by: string) => {
    const { query } = search(wanted)
    return replaceMatches(
      {
        state: peer.state,
        figures,
        mayText: true,
        mayFill: true,
        dispatch: (tr) => peer.dispatch(tr),
        group: (change) => peer.undo.group(change),
      },
      search(wanted).matches(peer.state.doc),
      query,
      by,
    )
  }
  const shown = (): string =>
    peer.state.doc.content.content
      .map((block) =>
        block.textBetween(
          0,
          block.content.size,
          '',
          (leaf) => figures.shown(String(leaf.attrs['figure'])) ?? String(leaf.attrs['mask']),
        ),
      )
      .join('\n')
  return { peer, figures, ids, search, replace, shown }
}
const kinds = (list: readonly Match[]): string[] => list.map(({ kind }) => kind)

describe('finding', () => {
  it('[WR14] takes full-width and half-width as one, and capitals unless they count', () => {
    const { peer, search } = desk('ＡＢ型与ab型，（一）与(一)\n正文')
    expect(search('ab').matches(peer.state.doc)).toHaveLength(2)
    expect(search('ab', true).matches(peer.state.doc)).toHaveLength(1)
    expect(search('（一').matches(peer.state.doc)).toHaveLength(2)
    expect(search('').matches(peer.state.doc)).toEqual([])
  })

  it('[WR14] sees values as they are shown, and says what lies over the edge of a blank', () => {
    const { peer, search } = desk('受理12件，办结*件。*局\n正文', ['12', '数据'])
    const matches = search('12件').matches(peer.state.doc)
    expect(kinds(matches)).toEqual(['text', 'mixed'])
    expect(kinds(search('12').matches(peer.state.doc))).toEqual(['text', 'value'])
    expect(search('据').matches(peer.state.doc)).toMatchObject([
      { kind: 'value', start: 1, end: 2 },
    ])
    expect(peer.state.doc.textBetween(matches[0]?.from ?? 0, matches[0]?.to ?? 0)).toBe('12件')
  })

  it('[WR14] reads only blocks again that changed, or whose values did', () => {
    const { peer, figures, ids, search } = desk('受理*件。\n受理12件。', ['11'])
    const one = search('12')
    expect(one.matches(peer.state.doc)).toHaveLength(1)
    figures.fill(ids[0] ?? '', '12')
    expect(one.matches(peer.state.doc)).toHaveLength(2)
    peer.dispatch(peer.state.tr.insertText('12', 1))
    expect(one.matches(peer.state.doc)).toHaveLength(3)
  })

  it('[WR14] finds what is there and nothing else, whatever the text', () => {
    const chance = random(firstSeed())
    for (let round = 0; round < runCount(200); round++) {
      const letters = ['甲', '乙', 'A', 'ａ', '*', '１', '1', '，']
      const line = (): string =>
        Array.from({ length: 1 + chance.below(14) }, () => chance.pick(letters)).join('')
      const { peer, search, shown } = desk(`${line()}\n${line()}\n尾`)
      const wanted = Array.from({ length: 1 + chance.below(2) }, () => chance.pick(letters)).join(
        '',
      )
      const needle = fold(wanted, false)
      const expected = shown()
        .split('\n')
        .reduce((sum, text) => sum + fold(text, false).split(needle).length - 1, 0)
      expect(
        search(wanted).matches(peer.state.doc).length,
        `seed ${chance.seed} round ${round}: ${wanted} in ${shown()}`,
      ).toBe(expected)
    }
  })
})

describe('replacing', () => {
  it('[WR15] changes words and values as one step, a value once for all its places', () => {
    const { peer, figures, ids, replace, shown } = desk(
      '数据工作。*局印发。*局落实，共12件。\n正文',
      ['数据中心'],
    )
    expect(replace('数据', '信息')).toEqual({ count: 3, refused: new Map() })
    expect(shown()).toBe('信息工作。信息中心局印发。信息中心局落实，共12件。\n正文')
    expect(peer.undo.undo()).toBe(true)
    expect(shown()).toBe('数据工作。数据中心局印发。数据中心局落实，共12件。\n正文')
    expect(figures.shown(ids[0] ?? '')).toBe('数据中心')
    expect(peer.undo.redo()).toBe(true)
    expect(shown()).toContain('信息工作。信息中心局')
    expect(peer.undo.canRedo).toBe(false)
    expect(peer.errors).toEqual([])
  })

  it('[WR15] refuses what would be no value, what lies over an edge, and what is missing', () => {
    const { replace, shown } = desk('受理*件，办结*件，率为*％。\n正文', ['12', '', '98'])
    expect(replace('98', '198').refused).toEqual(new Map([['out-of-range', 1]]))
    expect(replace('12', '一二').refused).toEqual(new Map([['not-a-number', 1]]))
    expect(replace('12件', '13件').refused).toEqual(new Map([['border', 1]]))
    expect(replace('*', '5').refused).toEqual(new Map([['missing', 1]]))
    expect(shown()).toBe('受理12件，办结*件，率为98％。\n正文')
  })

  it('[WR15] keeps blanks beside what is replaced, and deletes where there is nothing to write', () => {
    const { peer, replace, shown } = desk('共甲*件甲*次甲。\n甲', ['3'])
    const before = placeholdersOf(peer.state.doc.child(0)).map(({ figure }) => figure)
    expect(replace('甲', '').count).toBe(4)
    expect(placeholdersOf(peer.state.doc.child(0)).map(({ figure }) => figure)).toEqual(before)
    expect(shown()).toBe('共3件*次。\n')
    expect(peer.fresh().eq(peer.state.doc)).toBe(true)
  })
})
