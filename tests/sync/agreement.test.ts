import { describe, expect, it } from 'vitest'
import { applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { keepAgreeing } from '../../editor/sync/agreement'
import { createDigest } from '../../editor/sync/digest'
import { createLog } from '../../editor/sync/log'
import { createPresence, type Presence } from '../../editor/sync/presence'
import { makeKeyPairs, signerOf } from '../../editor/trust/keys'
import { Clock } from '../support/group'

describe('peers that stay connected', () => {
  it('[SI1] tell from each other what they lack of the log, and of the roll too', () => {
    const carriers = [new Y.Doc(), new Y.Doc()].map((doc) => {
      const shelves = [createLog(doc), createLog(doc, 'roll')] as const
      return { shelves, digest: createDigest(shelves) }
    })
    const [a, b] = carriers
    const item = new Map([['k', new Uint8Array(1)]])
    expect(a?.digest.value()).toBe(b?.digest.value())
    a?.shelves[1].change(item)
    expect(a?.digest.value()).not.toBe(b?.digest.value())
    // The same item on the other shelf is not the same.
    b?.shelves[0].change(item)
    expect(a?.digest.value()).not.toBe(b?.digest.value())
    b?.shelves[1].change(item)
    a?.shelves[0].change(item)
    expect(a?.digest.value()).toBe(b?.digest.value())
    a?.shelves[0].change(new Map(), ['k'])
    expect(a?.digest.value()).not.toBe(b?.digest.value())
  })

  it('[SI2] ask again for as long as they differ, and no longer', () => {
    const clock = new Clock()
    let differ = false
    let asked = 0
    const stop = keepAgreeing({ scheduler: clock, differs: () => differ, ask: () => asked++ })
    const wait = (seconds: number): void => {
      for (let i = 0; i < seconds; i++) clock.pass(1000)
    }
    wait(60)
    expect(asked).toBe(0)
    differ = true
    wait(7)
    expect(asked).toBe(1)
    wait(30)
    expect(asked).toBe(11)
    // Somebody who never agrees is asked less often after a while.
    wait(600)
    expect(asked).toBeLessThan(70)
    asked = 0
    differ = false
    wait(60)
    expect(asked).toBe(0)
    differ = true
    stop()
    wait(60)
    expect(asked).toBe(0)
  })

  it('[BI9] wait for what is coming, but not for somebody who never ends', () => {
    const clock = new Clock()
    let isComing = true
    let asked = 0
    const stop = keepAgreeing({
      scheduler: clock,
      differs: () => true,
      comes: () => isComing,
      ask: () => asked++,
    })
    const wait = (seconds: number): void => {
      for (let i = 0; i < seconds; i++) clock.pass(1000)
    }
    wait(60)
    expect(asked).toBe(0)
    wait(12)
    expect(asked).toBeGreaterThan(0)
    asked = 0
    isComing = false
    wait(9)
    isComing = true
    const before = asked
    expect(before).toBeGreaterThan(0)
    wait(30)
    expect(asked).toBe(before)
    stop()
  })

  it('[SI11] count what somebody holds whose right nobody knows yet', async () => {
    const [ours, theirs] = [new Y.Doc(), new Y.Doc()]
    const make = async (doc: Y.Doc, admits: () => boolean): Promise<Presence> =>
      await createPresence({
        doc,
        report: 'r',
        device: await signerOf(await makeKeyPairs()),
        name: '新',
        kind: 'page',
        admits,
      })
    const [owner, newcomer] = [await make(ours, () => false), await make(theirs, () => true)]
    newcomer.setDigest('1.abc')
    const { awareness } = newcomer
    const update = encodeAwarenessUpdate(awareness, [awareness.clientID])
    applyAwarenessUpdate(owner.awareness, update, 'network')
    expect(owner.others()).toEqual([])
    expect(owner.digests()).toEqual(['1.abc'])
    for (const one of [owner, newcomer]) one.close()
  })
})
