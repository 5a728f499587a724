import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createDismissals, type Dismissals } from '../../editor/model/checks/dismissals'
import { dismissalsOf, reviewEventsOf } from '../../editor/model/parts'
import { clientOf, createSealer, envelopeKey } from '../../editor/sync/seal'
import { toBase64url } from '../../editor/trust/bytes'
import { exchange, founder, join, refusals, type Person } from '../support/group'
import { testEnvironment } from '../support/peer'

const environment = testEnvironment('d')
const finding = { fingerprint: 'unpaired:12ab34cd', rule: 'unpaired' }
const of = (one: Person): Dismissals => createDismissals(one.docs, environment, () => one.device.id)

/** What a modified program does for whoever may not dismiss: it seals the dismissal and sends it. */
async function forceIn(person: Person): Promise<void> {
  const session = toBase64url(crypto.getRandomValues(new Uint8Array(8)))
  const docs = { review: new Y.Doc(), figures: new Y.Doc() }
  docs.review.clientID = await clientOf(person.device.id, session, 'review')
  createDismissals(docs, environment, () => person.device.id).dismiss(finding, '“', '我看可以')
  const sealer = createSealer(
    person.device,
    (epoch) => person.roll.keyOf(epoch),
    (bytes) => crypto.getRandomValues(bytes),
  )
  const bytes = await sealer.seal(
    { kind: 'update', part: 'review', epoch: person.roll.epoch, sessions: [session] },
    Y.encodeStateAsUpdate(docs.review),
  )
  person.log.change(new Map([[await envelopeKey(bytes), bytes]]))
}

/** Two documents of somebody alone. */
function alone(by = 'a'): { docs: { review: Y.Doc; figures: Y.Doc }; dismissals: Dismissals } {
  const docs = { review: new Y.Doc(), figures: new Y.Doc() }
  return { docs, dismissals: createDismissals(docs, environment, () => by) }
}

describe('dismissals', () => {
  it('[PS70] a reviewer dismisses, with a reason, and everybody sees it', async () => {
    const owner = await founder()
    const reviewer = await join(owner, 'reviewer')
    await exchange(owner, reviewer)
    of(reviewer).dismiss(finding, '“', '引文如此')
    await exchange(owner, reviewer)
    expect(of(owner).of(finding.fingerprint)).toMatchObject({
      reason: '引文如此',
      by: reviewer.device.id,
    })
    expect(refusals(owner)).toEqual({})
  })

  it('[PS71] a reader’s dismissal is refused, and nobody dismisses in the name of another', async () => {
    const owner = await founder()
    const [reader, forger] = [await join(owner, 'reader'), await join(owner, 'reviewer')]
    await exchange(owner, reader, forger)
    await forceIn(reader)
    await exchange(owner, reader)
    expect(of(owner).all()).toEqual([])
    expect(refusals(owner)['role']).toBe(1)
    // The same from a reviewer's hand goes in: it was the role that was refused.
    const reviewer = await join(owner, 'reviewer')
    await exchange(owner, reviewer)
    await forceIn(reviewer)
    await exchange(owner, reviewer)
    expect(of(owner).all()).toMatchObject([{ by: reviewer.device.id }])
    of(owner).withdraw(finding.fingerprint)
    reviewEventsOf(forger.docs.review).set('e1', {
      type: 'dismiss',
      finding: finding.fingerprint,
      rule: finding.rule,
      reason: '冒名',
      by: owner.device.id,
      at: 1,
      n: 1,
    })
    await exchange(owner, forger)
    expect(of(owner).all()).toEqual([])
    expect(refusals(owner)['foreign']).toBe(1)
  })

  it('[PS72] nobody takes another’s dismissal out of the record; to withdraw it is an event of one’s own', async () => {
    const owner = await founder()
    const [reviewer, other] = [await join(owner, 'reviewer'), await join(owner, 'contributor')]
    await exchange(owner, reviewer, other)
    of(reviewer).dismiss(finding, '“', '引文如此')
    await exchange(owner, reviewer, other)
    const vandal = await join(owner, 'reviewer')
    await exchange(owner, vandal)
    const [id = ''] = reviewEventsOf(vandal.docs.review).keys()
    reviewEventsOf(vandal.docs.review).delete(id)
    await exchange(owner, vandal)
    expect(of(owner).of(finding.fingerprint)?.reason).toBe('引文如此')
    of(other).withdraw(finding.fingerprint)
    await exchange(owner, reviewer, other)
    for (const one of [owner, reviewer]) expect(of(one).all()).toEqual([])
    expect(reviewEventsOf(owner.docs.review).size).toBe(2)
  })

  it('[PS73] what earlier versions stored counts until somebody says otherwise', () => {
    const { docs, dismissals } = alone()
    dismissalsOf(docs.figures).set(finding.fingerprint, {
      rule: 'unpaired',
      quote: '“',
      reason: '旧的',
      by: 'b',
      at: 5,
    })
    expect(dismissals.all()).toMatchObject([{ reason: '旧的', by: 'b', at: 5 }])
    const act = dismissals.withdraw(finding.fingerprint)
    expect(dismissals.of(finding.fingerprint)).toBeUndefined()
    act.undo()
    expect(dismissals.of(finding.fingerprint)).toMatchObject({ reason: '旧的', by: 'a' })
    act.redo()
    expect(dismissals.all()).toEqual([])
  })

  it('[PS74] tells of changes of its own alone, and odd events are none', () => {
    const { docs, dismissals } = alone()
    let told = 0
    dismissals.onChange(() => told++)
    const events = reviewEventsOf(docs.review)
    const good = { type: 'dismiss', finding: 'x:1', reason: '可以', by: 'b', at: 1, n: 1 }
    for (const [index, odd] of [
      null,
      7,
      { ...good, reason: ' ' },
      { ...good, by: '' },
      { ...good, finding: 7 },
      { ...good, type: 'reply' },
    ].entries())
      events.set(`odd${index}`, odd)
    expect(told).toBe(0)
    events.set('good', { ...good, reason: 'x'.repeat(9000), at: 'soon' })
    expect(told).toBe(1)
    expect(dismissals.of('x:1')).toMatchObject({ at: 0, by: 'b' })
    expect(dismissals.of('x:1')?.reason).toHaveLength(400)
    dismissals.close()
    events.set('later', good)
    expect(told).toBe(1)
  })

  it('[PS75] two who did not know of each other: all come to the same', () => {
    const [a, b] = [alone('a'), alone('b')]
    a.dismissals.dismiss(finding, '“', '甲')
    b.dismissals.dismiss(finding, '“', '乙')
    const [one, two] = [a.docs.review, b.docs.review].map((doc) => Y.encodeStateAsUpdate(doc))
    if (one !== undefined) Y.applyUpdate(b.docs.review, one)
    if (two !== undefined) Y.applyUpdate(a.docs.review, two)
    expect(a.dismissals.all()).toEqual(b.dismissals.all())
    expect(a.dismissals.all()).toHaveLength(1)
  })
})
