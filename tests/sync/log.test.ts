import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createLog, type Log } from '../../editor/sync/log'
import { firstSeed, random, runCount } from '../support/random'

const bytes = (n: number): Uint8Array => Uint8Array.of(n % 256, n >> 8)
const one = (key: string, n = 0): Map<string, Uint8Array> => new Map([[key, bytes(n)]])

function sync(...docs: Y.Doc[]): void {
  for (let round = 0; round < 2; round++)
    for (const from of docs)
      for (const to of docs)
        if (from !== to)
          Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)), 'network')
}

/** What a listener has been told, added up. */
function follow(log: Log): Set<string> {
  const keys = new Set(log.keys())
  log.onChange((added, removed) => {
    for (const key of removed) keys.delete(key)
    for (const key of added) keys.add(key)
  })
  return keys
}

describe('the log in its carrier', () => {
  it('[SI27] remembers next to nothing of what was taken out', () => {
    const doc = new Y.Doc()
    const log = createLog(doc)
    for (let n = 0; n < 10_000; n++) {
      log.change(one(`${n}`.padStart(32, 'k'), n))
      if (n % 300 === 299) log.change(one(`snapshot ${n}`), log.keys())
    }
    log.change(one('the last'), log.keys())
    expect(log.keys()).toEqual(['the last'])
    expect(Y.encodeStateAsUpdate(doc).length).toBeLessThan(5000)
    const again = createLog(doc)
    expect(again.keys()).toEqual(['the last'])
    expect(again.get('the last')).toEqual(bytes(0))
  })

  it('[SI28] reads what stands on the shelf itself, and takes that out too', () => {
    const doc = new Y.Doc()
    doc.getMap<unknown>('log').set('old', bytes(1))
    const log = createLog(doc)
    const told = follow(log)
    doc.getMap<unknown>('log').set('later', bytes(2))
    doc.getMap<unknown>('log').set('odd', 'no bytes')
    expect(log.keys().toSorted()).toEqual(['later', 'odd', 'old'])
    expect(log.get('odd')).toBe('no bytes')
    log.change(one('new', 3), ['old', 'odd', 'absent'])
    expect(log.keys().toSorted()).toEqual(['later', 'new'])
    expect([...told].toSorted()).toEqual(['later', 'new'])
  })

  it('[SI29] is the same everywhere, and its listeners know it, whatever is added and taken out at once', () => {
    const seed = firstSeed()
    console.log(`log: SEED=${seed}`)
    for (let run = 0; run < runCount(40); run++) {
      const r = random(seed + run)
      const docs = [new Y.Doc(), new Y.Doc(), new Y.Doc()]
      const logs = docs.map((doc) => createLog(doc))
      const told = logs.map(follow)
      for (let step = 0; step < 60; step++) {
        const log = r.pick(logs)
        const keys = log.keys()
        const add = one(`k${r.below(40)}`, r.below(1000))
        if (r.chance(0.6)) log.change(add)
        else if (r.chance(0.5))
          log.change(
            add,
            keys.filter(() => r.chance(0.7)),
          )
        else if (keys.length > 0) log.change(new Map(), [r.pick(keys)])
        if (r.chance(0.2)) {
          const shelf = log.doc.getMap<unknown>('log')
          const names = [...shelf.keys()]
          if (names.length > 0 && r.chance(0.3)) shelf.delete(r.pick(names))
          else shelf.set(`k${r.below(40)}`, bytes(7))
        }
        if (r.chance(0.3)) sync(r.pick(docs), r.pick(docs))
      }
      sync(...docs)
      const [first] = logs.map((log) => log.keys().toSorted())
      for (const [index, log] of logs.entries()) {
        expect(log.keys().toSorted(), `SEED=${seed + run}`).toEqual(first)
        expect([...(told[index] ?? [])].toSorted(), `SEED=${seed + run}`).toEqual(first)
        expect(createLog(log.doc).keys().toSorted(), `SEED=${seed + run}`).toEqual(first)
        for (const key of log.keys()) expect(log.get(key)).toBeInstanceOf(Uint8Array)
      }
    }
  })
})
