import * as Y from 'yjs'
import { bodyOf } from '../../editor/model/parts'
import {
  carry,
  close,
  machine,
  newKeys,
  open,
  quiet,
  type Machine,
  type Open,
  type ReportKeys,
} from '../support/machine'
import { random } from '../support/random'

/*
 * A year of work on one report: each edit sealed by itself, two people a day. Keys, seals, gate
 * and log are real; clock and carrier are in the hand of whoever writes it.
 */

/** A report after its year. The first of the group is its owner. */
export interface Year extends ReportKeys {
  readonly edits: number
  readonly people: number
  readonly days: number
  readonly group: Machine[]
  /** Invitation of a reader that nobody has used. */
  readonly invite: Uint8Array<ArrayBuffer>
  /** What a relay holds. */
  readonly hub: Uint8Array
  /** Bytes of that at most. */
  readonly largest: number
  readonly text: string
  /** Milliseconds that an edit took its author and one colleague. */
  readonly perEdit: number
}

/** Writes a year, the same edits each time. */
export async function writeYear(
  options: Pick<Year, 'edits' | 'people' | 'days'>,
  tell: (text: string) => void = () => undefined,
): Promise<Year> {
  const { edits, people, days } = options
  const r = random(1)
  const keys = newKeys()
  const hub = new Y.Doc()
  const held = (): Uint8Array => Y.encodeStateAsUpdate(hub)
  const owner = await machine()
  const founding = await open(keys, owner)
  founding.core.roll.tend()
  const group = [owner]
  for (let n = 1; n < people; n++) {
    const expires = founding.clock.now + 86_400_000
    const one = await machine(
      await founding.core.roll.invite({ role: 'drafter', uses: 1, expires }),
    )
    carry(founding.carrier, hub)
    const joining = await open(keys, one, held())
    await quiet(joining, 100)
    Y.applyUpdate(hub, await close(joining), 'network')
    carry(hub, founding.carrier)
    await quiet(founding, 100)
    group.push(one)
  }
  Y.applyUpdate(hub, await close(founding), 'network')

  const begun = performance.now()
  let done = 0
  let largest = 0
  for (let day = 0; day < days; day++) {
    const today = [r.pick(group), r.pick(group)].filter((one, at, all) => all.indexOf(one) === at)
    const at: Open[] = []
    for (const one of today) at.push(await open(keys, one, held()))
    const until = Math.round(((day + 1) * edits) / days)
    let caret = 0
    for (; done < until; done++) {
      const one = r.pick(at)
      const body = bodyOf(one.docs.text)
      if (r.chance(0.05)) caret = r.below(body.length + 1)
      caret = Math.min(caret, body.length)
      if (r.chance(0.8) || caret === 0) {
        body.insert(caret, String.fromCharCode(0x4e00 + r.below(5000)))
        caret++
      } else body.delete(--caret, 1)
      await one.core.gate.flush()
      if (r.chance(0.02)) {
        for (const from of at) for (const to of at) if (from !== to) carry(from.carrier, to.carrier)
        for (const each of at) await each.core.gate.drain()
      }
      // Somebody thinks for a while, and there is time to compact.
      if (r.chance(0.005)) for (const each of at) await quiet(each, 20_000)
    }
    for (const each of at) await quiet(each, 20_000)
    for (const each of at) Y.applyUpdate(hub, await close(each), 'network')
    largest = Math.max(largest, held().length)
    tell(`day ${day + 1} of ${days}`)
  }
  const perEdit = (performance.now() - begun) / edits
  const last = await open(keys, owner, held())
  await quiet(last, 20_000)
  const expires = last.clock.now + 1e8
  const invite = await last.core.roll.invite({ role: 'reader', uses: 1, expires })
  const text = bodyOf(last.docs.text).toString()
  Y.applyUpdate(hub, await close(last), 'network')
  return { ...options, ...keys, group, invite, hub: held(), largest, text, perEdit }
}
