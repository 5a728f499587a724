import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { bodyOf, writersOf } from '../../editor/model/parts'
import { authorsIn, clientIdOf, noteWriting } from '../../editor/model/writers'
import { clientOf } from '../../editor/sync/seal'

const minute = 60_000

/** One person's document in one session, with a clock that the test moves. */
function writer(by: string, session = 's1') {
  const text = new Y.Doc()
  text.clientID = clientIdOf(by, session, 'text')
  const clock = { now: 1_700_000_000_000 }
  noteWriting(text, { by, session, now: () => clock.now })
  return { text, clock, type: (at: number, words: string) => bodyOf(text).insert(at, words) }
}

const exchange = (a: Y.Doc, b: Y.Doc): void => {
  Y.applyUpdate(a, Y.encodeStateAsUpdate(b))
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a))
}

const whole = (text: Y.Doc): [string, number, string][] =>
  authorsIn(text, 0, bodyOf(text).length).map(({ from, to, by, at }) => [
    bodyOf(text).toString().slice(from, to),
    at === 0 ? 0 : (at - 1_700_000_000_000) / minute,
    by,
  ])

describe('who wrote what', () => {
  it('[WW1] tells each stretch’s writer and time, the same for everybody', () => {
    const wang = writer('wang')
    const li = writer('li')
    wang.type(0, '今年走访企业。')
    exchange(wang.text, li.text)
    li.clock.now += 30 * minute
    li.type(2, '共')
    exchange(wang.text, li.text)
    wang.clock.now += 60 * minute
    wang.type(8, '完。')
    exchange(wang.text, li.text)
    for (const { text } of [wang, li])
      expect(whole(text)).toEqual([
        ['今年', 0, 'wang'],
        ['共', 30, 'li'],
        ['走访企业。', 0, 'wang'],
        ['完。', 60, 'wang'],
      ])
    expect(authorsIn(wang.text, 1, 4).map(({ from, to, by }) => [from, to, by])).toEqual([
      [1, 2, 'wang'],
      [2, 3, 'li'],
      [3, 4, 'wang'],
    ])
  })

  it('[WW2] a note for somebody else’s words proves nothing', () => {
    const wang = writer('wang')
    wang.type(0, '我的话')
    const client = String(wang.text.clientID)
    const other = new Y.Doc()
    exchange(wang.text, other)
    for (const forged of [
      { by: 'li', session: 's1', marks: [0, 1] },
      { by: 'wang', session: 's2', marks: [0, 1] },
      { by: 'wang', session: 's1', marks: 'x' },
      null,
    ]) {
      writersOf(other).set(client, forged)
      expect(whole(other)).toEqual([['我的话', 0, '']])
    }
  })

  it('[WW3] what nobody noted, such as a template, has no writer; nothing is noted while nobody writes', () => {
    const template = new Y.Doc()
    bodyOf(template).insert(0, '模板')
    const wang = writer('wang')
    Y.applyUpdate(wang.text, Y.encodeStateAsUpdate(template))
    expect(writersOf(wang.text).size).toBe(0)
    bodyOf(wang.text).delete(1, 1)
    wang.type(1, '子')
    expect(whole(wang.text)).toEqual([
      ['模', 0, ''],
      ['子', 0, 'wang'],
    ])
  })

  it('[WW4] notes seldom, however much is typed', () => {
    const wang = writer('wang')
    for (let i = 0; i < 600; i++) {
      wang.clock.now += minute / 10
      wang.type(i, '字')
    }
    const [note] = [...writersOf(wang.text).values()] as { marks: number[] }[]
    expect(note?.marks.length).toBe(12)
  })

  it('[WW5] the client under which a device writes is the same as ever', async () => {
    expect(await clientOf('device', 'session', 'text')).toBe(31886952595540)
  })
})
