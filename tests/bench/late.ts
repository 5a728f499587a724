import * as Y from 'yjs'
import { createReport } from '../../editor/index'
import { emptyParts } from '../../editor/model/report'
import { partNames } from '../../editor/model/parts'
import { founder, person, exchange, settle } from '../support/group'
import { readSample } from '../support/real-report'

/*
 * What it costs to open a large report that a newcomer has just been sent, and the owner to hear
 * of the newcomer: in milliseconds, and as so many times what Yjs alone takes for the documents.
 */
const [megabytes = 5] = process.argv
  .slice(2)
  .filter((one) => /^\d+$/.test(one))
  .map(Number)
const sample = readSample()
const times = Math.ceil((megabytes * 1e6) / new TextEncoder().encode(sample).length)
const report = createReport({ text: Array.from({ length: times }, () => sample).join('\n') })
const owner = await founder()
for (const part of partNames)
  Y.applyUpdate(owner.docs[part], Y.encodeStateAsUpdate(report.parts[part]), 'seed')
await settle(owner)
await owner.gate.vouch()
const states = partNames.map((part) => Y.encodeStateAsUpdate(owner.docs[part]))
const fresh = emptyParts()
let begun = performance.now()
for (const [index, part] of partNames.entries())
  Y.applyUpdate(fresh[part], states[index] ?? new Uint8Array())
const plain = performance.now() - begun
begun = performance.now()
const invite = await owner.roll.invite({ role: 'reader', uses: 1, expires: owner.clock.now + 1e8 })
owner.clock.pass(5000)
await settle(owner)
const heard = performance.now() - begun
const carrier = Y.encodeStateAsUpdate(owner.carrier)
begun = performance.now()
const late = await person({ root: owner.root.id, invite, carrier })
await exchange(owner, late)
const opened = performance.now() - begun
if (late.docs.text.getText('body').length !== owner.docs.text.getText('body').length)
  throw new Error('not all of it')
const ratio = (milliseconds: number): string =>
  `${Math.round(milliseconds)} ms, ${(milliseconds / plain).toFixed(1)} × Yjs alone`
console.log(`a report of ${megabytes} MB, Yjs alone: ${Math.round(plain)} ms`)
console.log(`the owner hears that somebody is invited: ${ratio(heard)}`)
console.log(`a newcomer joins and both agree: ${ratio(opened)}`)
