import { describe, expect, it } from 'vitest'
import { createReview, type Review } from '../../editor/model/review/review'
import { accept, flatOfText, proposalFor } from '../../editor/model/review/suggestions'
import { bodyOf } from '../../editor/model/parts'
import { exchange, founder, join, refusals, textOf, type Person } from '../support/group'
import { testEnvironment } from '../support/peer'

const environment = testEnvironment('e')
const reviewOf = (one: Person): Review =>
  createReview(one.docs.review, environment, () => one.device.id)

describe('suggestions between peers', () => {
  it('[SU13] a reviewer proposes and cannot decide, nor change a character, with whatever program; a drafter can', async () => {
    const owner = await founder()
    const [reviewer, drafter] = [await join(owner, 'reviewer'), await join(owner, 'drafter')]
    bodyOf(owner.docs.text).insert(0, '甲乙丙丁')
    await exchange(owner, reviewer, drafter)
    const theirs = reviewOf(reviewer)
    const proposal = proposalFor(reviewer.docs.text, { from: 1, to: 3 }, flatOfText('新'))
    const id = theirs.suggest(proposal, '更准确')
    await exchange(owner, reviewer, drafter)
    expect(reviewOf(owner).thread(id)?.suggestion?.state).toBe('open')
    // A modified program marks it accepted and writes the text itself.
    accept({ text: reviewer.docs.text, review: theirs, environment }, [id])
    await exchange(owner, reviewer, drafter)
    expect(textOf(reviewer)).toBe('甲新丁')
    for (const one of [owner, drafter]) {
      expect(textOf(one)).toBe('甲乙丙丁')
      expect(reviewOf(one).thread(id)?.suggestion?.state).toBe('open')
    }
    expect(refusals(owner)['foreign']).toBeGreaterThan(0)
    const other = await join(owner, 'reviewer')
    await exchange(owner, other)
    reviewOf(other).decide([id], 'rejected')
    await exchange(owner, other, drafter)
    expect(reviewOf(drafter).thread(id)?.suggestion?.state).toBe('open')
    accept({ text: drafter.docs.text, review: reviewOf(drafter), environment }, [id])
    await exchange(owner, drafter)
    expect(textOf(owner)).toBe('甲新丁')
    expect(reviewOf(owner).thread(id)?.suggestion).toMatchObject({
      state: 'accepted',
      decidedBy: drafter.device.id,
    })
  })

  it("[SU14] nobody changes or takes back another's suggestion; its author may, and it travels", async () => {
    const owner = await founder()
    const [reviewer, other] = [await join(owner, 'reviewer'), await join(owner, 'contributor')]
    bodyOf(owner.docs.text).insert(0, '甲乙丙丁')
    await exchange(owner, reviewer, other)
    const id = reviewOf(reviewer).suggest(
      proposalFor(reviewer.docs.text, { from: 1, to: 3 }, flatOfText('新')),
    )
    await exchange(owner, reviewer, other)
    const events = other.docs.review.getMap('events')
    events.set(id, { ...(events.get(id) as object), content: flatOfText('篡改') })
    await exchange(owner, reviewer, other)
    expect(refusals(owner)).toEqual({ foreign: 1 })
    const author = createReview(reviewer.docs.review, environment, () => reviewer.device.id)
    const longer = proposalFor(reviewer.docs.text, { from: 1, to: 3 }, flatOfText('新句'))
    expect(author.revise(id, longer)).toBe(true)
    await exchange(owner, reviewer)
    expect(reviewOf(owner).thread(id)?.suggestion?.content).toEqual(flatOfText('新句'))
    author.decide([id], 'withdrawn')
    await exchange(owner, reviewer)
    expect(reviewOf(owner).thread(id)?.suggestion?.state).toBe('withdrawn')
    expect(refusals(owner)).toEqual({ foreign: 1 })
  })

  it('[RW37] a reviewer cannot take an acceptance out of the count; a drafter can', async () => {
    const owner = await founder()
    const [reviewer, drafter] = [await join(owner, 'reviewer'), await join(owner, 'drafter')]
    bodyOf(owner.docs.text).insert(0, '甲乙丙丁')
    await exchange(owner, reviewer, drafter)
    const id = reviewOf(reviewer).suggest(
      proposalFor(reviewer.docs.text, { from: 1, to: 3 }, flatOfText('新')),
    )
    await exchange(owner, reviewer, drafter)
    accept({ text: drafter.docs.text, review: reviewOf(drafter), environment }, [id])
    await exchange(owner, reviewer, drafter)
    const [acceptance] = reviewOf(owner).thread(id)?.suggestion?.acceptances ?? []
    if (acceptance === undefined) throw new Error('no acceptance')
    reviewOf(reviewer).mend(id, acceptance.id)
    await exchange(owner, reviewer, drafter)
    expect(refusals(owner)).toEqual({ foreign: 1 })
    expect(reviewOf(owner).thread(id)?.suggestion?.state).toBe('accepted')
    reviewOf(drafter).mend(id, acceptance.id)
    await exchange(owner, drafter)
    expect(reviewOf(owner).thread(id)?.suggestion?.state).toBe('open')
  })
})
