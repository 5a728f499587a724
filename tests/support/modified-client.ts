import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as Y from 'yjs'
import type { PartName } from '../../editor/model/parts'
import { clientOf, envelopeKey } from '../../editor/sync/seal'
import { readExchange, writeChanges } from '../../editor/storage/exchange-file'
import type { JournalEntry } from '../../editor/storage/journal-file'
import { fromBase64url } from '../../editor/trust/bytes'
import { readInvite } from '../../editor/trust/invite'
import { person, settle, type Person } from './group'

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => {
  const bytes = fromBase64url(text)
  if (bytes === undefined) throw new Error('not base64url')
  return bytes
}

/**
 * A member whose program keeps to no rule: it has real keys and signs whatever it likes. It
 * reaches real browsers by files of changes, as a person would carry them.
 */
export class ModifiedClient {
  readonly person: Person
  private readonly report: string
  private files = 0

  private constructor(one: Person, report: string) {
    this.person = one
    this.report = report
  }

  /** @param code an invitation, as the owner's page shows it */
  static async join(code: string): Promise<ModifiedClient> {
    const read = readInvite(code)
    if (!read.ok) throw new Error(read.code)
    const { reportId, root, secret, seed } = read.value
    const one = await person({
      report: reportId,
      root,
      secret: bytesOf(secret),
      invite: bytesOf(seed),
    })
    return new ModifiedClient(one, reportId)
  }

  /** Takes a file of changes that a browser has exported. */
  async take(path: string): Promise<void> {
    const read = await readExchange(new Uint8Array(readFileSync(path)))
    if (!read.ok) throw new Error(read.code)
    const of = (kind: JournalEntry['kind']): Map<string, Uint8Array> =>
      new Map(read.entries.flatMap((one) => (one.kind === kind ? [[one.name, one.bytes]] : [])))
    this.person.clock.now = Date.now()
    this.person.rollShelf.change(of('roll'))
    await settle(this.person)
    this.person.log.change(of('envelope'))
    await settle(this.person)
  }

  /** A file of what it has, with some envelopes more; returns its path. */
  file(more: readonly JournalEntry[] = []): string {
    const { rollShelf, log } = this.person
    const stored = (kind: 'roll' | 'envelope', from: typeof log): JournalEntry[] =>
      from.keys().flatMap((name) => {
        const bytes = from.get(name)
        return bytes instanceof Uint8Array ? [{ kind, name, bytes: new Uint8Array(bytes) }] : []
      })
    const entries = [...stored('roll', rollShelf), ...stored('envelope', log), ...more]
    const path = join(mkdtempSync(join(tmpdir(), 'tonggao-file-')), `${++this.files}.tonggao`)
    writeFileSync(path, writeChanges(this.report, Date.now(), entries))
    return path
  }

  /** Seals and signs an update of a part, whether the role allows it or not. */
  async seal(part: PartName, update: Uint8Array): Promise<JournalEntry> {
    const { roll, session, sealer } = this.person
    const header = { kind: 'update', part, epoch: roll.epoch, sessions: [session] } as const
    const bytes = await sealer.seal(header, update)
    return { kind: 'envelope', name: await envelopeKey(bytes), bytes: new Uint8Array(bytes) }
  }

  /**
   * Words at an offset of the text, under its own next clock: two of these from the same state
   * contradict each other.
   */
  async words(text: string, at = 1): Promise<JournalEntry> {
    const { device, session, docs } = this.person
    const doc = new Y.Doc()
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(docs.text))
    doc.clientID = await clientOf(device.id, session, 'text')
    const before = Y.encodeStateVector(doc)
    doc.getText('body').insert(at, text)
    return await this.seal('text', Y.encodeStateAsUpdate(doc, before))
  }
}
