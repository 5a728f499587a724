import * as Y from 'yjs'
import type { PartName } from '../../editor/model/parts'
import { createLog } from '../../editor/sync/log'
import { clientOf, createSealer, envelopeKey } from '../../editor/sync/seal'
import { toBase64url } from '../../editor/trust/bytes'
import { mayVouch, mayWrite, type Role } from '../../editor/trust/roles'
import type { Life } from './person'
import type { World } from './world'

/** Stands in nothing that an honest program writes. */
export const intruder = '\ue000'

/** What the document of somebody who oversteps would say. */
function intrusion(part: PartName, client: number, by: string): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = client
  if (part === 'text') doc.getText('body').insert(0, intruder)
  else if (part === 'figures') doc.getMap('ledger').set(intruder, { figure: 'f', value: '1', by })
  else doc.getMap('events').set(intruder, { id: intruder, type: 'thread', by, at: 1, n: 1 })
  return Y.encodeStateAsUpdate(doc)
}

/**
 * A member with a program of his own signs what his role forbids, and puts it where honest
 * programs look: forged parts, forged authors, snapshots, old envelopes with a bit flipped.
 */
export async function attack(
  world: World,
  life: Life,
  into: Y.Doc,
  role: Role | 'none',
): Promise<void> {
  const { random, randomBytes } = world
  const { device } = life.person
  const { roll } = life.core
  const epochs = [...roll.keys().keys()]
  const log = createLog(into)
  const put = async (bytes: Uint8Array): Promise<void> => {
    log.change(new Map([[await envelopeKey(bytes), bytes]]))
  }
  const what = random.below(5)
  if (what === 0 || epochs.length === 0) {
    await put(randomBytes(new Uint8Array(random.below(400))))
    return
  }
  if (what === 1) {
    const keys = log.keys()
    const bytes = keys.length === 0 ? undefined : log.get(random.pick(keys))
    if (!(bytes instanceof Uint8Array) || bytes.length === 0) return
    const broken = bytes.slice()
    const at = random.below(broken.length)
    broken[at] = (broken[at] ?? 0) ^ (1 << random.below(8))
    await put(broken)
    return
  }
  const session = toBase64url(randomBytes(new Uint8Array(8)))
  const sealer = createSealer(device, (epoch) => roll.keyOf(epoch), randomBytes)
  const part = random.pick(['text', 'figures', 'review'] as const)
  const kind = mayVouch(role) || random.chance(0.5) ? 'update' : 'snapshot'
  const foreign = kind === 'update' && mayWrite(role, part)
  // What he may write he writes in the name of another.
  const victim = roll.members().find((one) => one.device !== device.id)?.device ?? device.id
  const by = foreign ? victim : device.id
  const client = await clientOf(foreign && part === 'text' ? victim : device.id, session, part)
  world.note(`attack: ${kind} ${part} as ${role} foreign ${String(foreign)}`)
  const header = { kind, part, epoch: random.pick(epochs), sessions: [session] } as const
  await put(await sealer.seal(header, intrusion(part, client, by)))
}

/** Somebody in the room throws away what is not his: some of it, or all. */
export function vandalise(world: World, carrier: Y.Doc): void {
  const { random } = world
  const shelf = random.chance(0.7) ? carrier.getMap('log') : carrier.getMap('roll')
  const all = random.chance(0.3)
  carrier.transact(() => {
    for (const key of shelf.keys()) if (all || random.chance(0.3)) shelf.delete(key)
  })
}
