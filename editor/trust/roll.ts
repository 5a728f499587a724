import { isLoose } from '../model/decode'
import { fromBase64url, toBase64url } from './bytes'
import { digitsOf, readCertificate, signCertificate, type Certificate } from './certificate'
import {
  keysFrom,
  keysOf,
  mostAsking,
  mostInvites,
  mostLinks,
  mostMembers,
  mostOver,
  readCharter,
  signCharter,
  type Charter,
  type CharterAsking,
  type CharterFinal,
  type CharterInvite,
  type CharterMember,
  type CharterPardon,
  type EpochKeys,
} from './charter'
import { readDeviceLink, signDeviceLink, type DeviceLink } from './device-link'
import { signerFromSeed, type RandomBytes, type Signer } from './keys'
import { RefusedAct } from './refused-act'
import { mayVouch, mayWrite, type Role } from './roles'
import type { PartName } from '../model/parts'
import { tellAll } from '../model/listening'

/** Where the items of the roll stand, shared with everybody in the room. */
export interface Shelf {
  keys(): string[]
  /** What stands there, unchecked: anybody in the room may have put it. */
  get(key: string): unknown
  change(add: ReadonlyMap<string, Uint8Array>, remove?: Iterable<string>): void
  onChange(listener: (added: string[], removed: string[]) => void): () => void
}

/** How it stands between this device and the report. */
export type Standing =
  /** Takes part. */
  | 'member'
  /** Nobody who knows the charter has been met yet. */
  | 'waiting'
  /** Asks to be let in: the owner has to say yes. */
  | 'asking'
  /** The invitation was used by others, closed or has run out: see `over`. */
  | 'invitation-over'
  /** Asked, and the owner said no. */
  | 'turned-away'
  /** Was a member and is none any more. */
  | 'removed'

/** What an invitation said of itself; the charter keeps none that is over. */
export interface InviteTerms {
  /** Milliseconds since 1970. */
  readonly expires: number
  readonly uses: number
}

/** Why an invitation lets nobody in any more. */
export type Over = 'used-up' | 'run-out' | 'closed' | 'unknown'

export interface RollOptions {
  readonly shelf: Shelf
  readonly report: string
  /** The room's secret: whoever was ever invited knows it. Roll items are sealed with a key from it. */
  readonly secret: Uint8Array<ArrayBuffer>
  /** Public root key, as the invitation named it. */
  readonly root: string
  /** The root itself, where the owner sits. */
  readonly rootSigner?: Signer
  readonly device: Signer
  readonly invite?: Signer
  /** Not known of an invitation of an earlier version. */
  readonly inviteTerms?: InviteTerms
  readonly now: () => number
  readonly randomBytes: RandomBytes
  /** Waits so many milliseconds, then runs; returns what cancels it. */
  readonly after: (milliseconds: number, run: () => void) => () => void
  /** Called before a member loses a right: what stands must be vouched for by the owner first. */
  readonly beforeLoss?: () => Promise<void>
  /** Whether the owner's device makes the first charter; not when it has only lost what it had. */
  readonly founds?: boolean
  /** Keys that this device has kept beside. */
  readonly keys?: EpochKeys
  /** Called with each sound item, so that it can be kept. */
  readonly onSound?: (key: string, bytes: Uint8Array<ArrayBuffer>) => void
  readonly onError?: (error: unknown) => void
}

/** Somebody who takes part, for the list of members. */
export interface Admitted {
  readonly device: string
  readonly role: Role
  /** Whether the owner's device has confirmed it already. */
  readonly confirmed: boolean
}

/** Somebody who asks to be let in. */
export interface Applicant {
  readonly device: string
  readonly role: Exclude<Role, 'owner'>
  /** What both sides read to each other. */
  readonly digits: string
}

/** What an act of the owner makes of a charter; more than once, when another context was first. */
type Change = (charter: Charter) => {
  readonly members?: readonly CharterMember[]
  readonly invites?: readonly CharterInvite[]
  readonly asking?: readonly CharterAsking[]
  readonly final?: CharterFinal | null
  readonly pardons?: readonly CharterPardon[]
}

/** A clock may be wrong by so much before an invitation counts as run out. */
const clockTolerance = 24 * 60 * 60 * 1000
/** Milliseconds until vanished items are put back; peers do so one after the other. */
const healAfter = 1500
const itemLimit = 256 * 1024
/** Nonce and tag of an item. */
const sealSize = 28
/** So many revisions back it is looked whether the one here was known to whoever signed a later one. */
const lookBack = 16
/** So many are asked about at a time; whoever comes then waits for an answer to one of them. */
const mostAtOnce = 20

/**
 * The roll of a report: charter and certificates, checked, and what follows from them. The
 * same items give the same answers everywhere, in whatever order they came.
 */
export class Roll {
  readonly #options: RollOptions
  readonly #listeners = new Set<() => void>()
  readonly #certificates = new Map<string, Certificate>()
  /** The six digits of each device that asks, as far as the owner's device has answered. */
  #digits: ReadonlyMap<string, string> = new Map()
  /** Sound items by key, to be put back when somebody takes them away. */
  readonly #sound = new Map<string, Uint8Array>()
  /** Links by which second devices come in, by key. */
  readonly #links = new Map<string, DeviceLink>()
  /** Those that this device made and that nobody has come by. */
  readonly #ownLinks = new Map<string, { readonly link: Signer; readonly expires: number }>()
  readonly #judged = new Set<string>()
  readonly #keys = new Map<number, Uint8Array<ArrayBuffer>>()
  #charter: Charter | undefined
  #charterKey = ''
  /** Of each revision the charter that was seen first, and the device that signed it. */
  readonly #seen = new Map<number, { readonly key: string; readonly by: string }>()
  /** Charters of the revision that counts beside the one that does. */
  readonly #rivals = new Map<string, number>()
  /** What this device has changed last. */
  #act: { readonly rev: number; readonly key: string; readonly change: Change } | undefined
  #itemKey: CryptoKey | undefined
  #work: Promise<void> = Promise.resolve()
  #stop: () => void = () => undefined
  #cancelHeal: () => void = () => undefined
  #tending = false
  #closed = false

  constructor(options: RollOptions) {
    this.#options = options
    for (const [epoch, key] of options.keys ?? []) this.#keys.set(epoch, key)
  }

  /** Reads what stands there and follows it. A report whose root is here and that has no charter gets one. */
  async start(): Promise<void> {
    const { shelf, rootSigner, founds = true } = this.#options
    this.#itemKey = await rollKey(this.#options.secret)
    this.#stop = shelf.onChange((added, removed) => {
      void this.#queue(() => this.#take(added))
      if (removed.some((key) => this.#sound.has(key))) this.#healSoon()
    })
    await this.#queue(() => this.#take(shelf.keys()))
    if (rootSigner === undefined) return
    if (this.#charter === undefined) {
      if (founds) await this.#found(rootSigner)
    } else if (this.roleOf(this.#options.device.id) === 'unknown')
      await this.#amend((charter) => ({ members: this.#confirmed(charter) }))
  }

  close(): void {
    this.#closed = true
    this.#stop()
    this.#cancelHeal()
    this.#listeners.clear()
  }

  /** Resolves when everything that has come so far is judged. */
  async settle(): Promise<void> {
    let work: Promise<void> | undefined
    while (work !== this.#work) {
      work = this.#work
      await work
    }
  }

  get epoch(): number {
    return this.#charter?.epoch ?? 0
  }

  get standing(): Standing {
    const { device, invite } = this.#options
    if (this.#charter === undefined) return 'waiting'
    if (this.role !== 'none') return this.#keys.has(this.epoch) ? 'member' : 'waiting'
    const own = this.#certificates.get(device.id)
    if (own !== undefined) {
      if (this.#asks(this.#charter, own)) return 'asking'
      if (this.#charter.asking.some((one) => one.device === device.id && one.nonce === ''))
        return 'turned-away'
      // Whoever came as one too many, or was still asking, was never a member.
      if (this.#keys.size === 0 || (own.invite === invite?.id && this.over === 'used-up'))
        return 'invitation-over'
      return 'removed'
    }
    return this.#isOpen(this.#charter, invite?.id ?? '') ? 'waiting' : 'invitation-over'
  }

  /** Why the invitation that this device came by lets nobody in any more, as far as that can be told. */
  get over(): Over {
    const { invite, inviteTerms, now } = this.#options
    if (invite === undefined || inviteTerms === undefined) return 'unknown'
    if (inviteTerms.expires + clockTolerance < now()) return 'run-out'
    return this.usesOf(invite.id) >= inviteTerms.uses ? 'used-up' : 'closed'
  }

  /** 定稿: since when and with which text; undefined while the text may be changed. */
  get final(): CharterFinal | undefined {
    return this.#charter?.final
  }

  /**
   * Whether two devices have signed with the root without knowing of each other: it
   * is used in two places, by the owner or by somebody who has got hold of it. The same of the two
   * counts everywhere.
   */
  get isContested(): boolean {
    return this.#rivals.size > 0
  }

  /** Whether the owner lets a device go on that told different people different things. */
  isPardoned(device: string): boolean {
    return this.#charter?.pardons.some((one) => one.device === device) === true
  }

  /** Clock of a Yjs client up to which a pardon has decided what counts; 0 when none has. */
  settledUntil(client: number): number {
    let settled = 0
    for (const { until } of this.#charter?.pardons ?? [])
      for (const [one, clock] of until) if (one === client) settled = Math.max(settled, clock)
    return settled
  }

  /** Role of this device. */
  get role(): Role | 'none' {
    const role = this.roleOf(this.#options.device.id)
    return role === 'unknown' ? 'none' : role
  }

  /** Whether this device can change who belongs to the report. */
  get governs(): boolean {
    return this.#options.rootSigner !== undefined
  }

  /** 32 bytes that the epoch's keys come from; undefined while they are not known here. */
  keyOf(epoch: number): Uint8Array<ArrayBuffer> | undefined {
    return this.#keys.get(epoch)
  }

  /** Every key that is known here. */
  keys(): EpochKeys {
    return this.#keys
  }

  /** The items that count, as they came. */
  items(): ReadonlyMap<string, Uint8Array> {
    return this.#sound
  }

  /** `unknown`: nothing of this device has come yet, its certificate may; `none`: it has no right any more. */
  roleOf(device: string): Role | 'none' | 'unknown' {
    const charter = this.#charter
    if (charter === undefined) return 'unknown'
    const member = charter.members.find((one) => one.device === device)
    if (member !== undefined) return member.role
    const certificate = this.#certificates.get(device)
    if (certificate === undefined) return 'unknown'
    const link = this.#openLink(charter, certificate)
    if (link !== undefined) return link.role
    const open = this.#openInvite(charter, certificate)
    // Somebody who asks may be let in yet.
    return open?.asks === true ? 'unknown' : (open?.role ?? 'none')
  }

  /** Id of the person whose device it is: their first device's; its own id when nothing else is known. */
  personOf(device: string): string {
    const charter = this.#charter
    const member = charter?.members.find((one) => one.device === device)
    if (member !== undefined) return member.person || device
    const certificate = this.#certificates.get(device)
    if (charter === undefined || certificate === undefined) return device
    return this.#openLink(charter, certificate)?.person ?? device
  }

  /** Who asks to be let in, with the digits that they read to the owner. */
  applicants(): Applicant[] {
    const charter = this.#charter
    if (charter === undefined) return []
    return [...this.#certificates.values()].flatMap((certificate) => {
      const digits = this.#digits.get(certificate.device)
      const role = this.#openInvite(charter, certificate)?.role
      return digits === undefined || role === undefined
        ? []
        : [{ device: certificate.device, role, digits }]
    })
  }

  /** What this device reads to the owner while it asks; undefined until the owner's device has answered. */
  get digits(): string | undefined {
    return this.#digits.get(this.#options.device.id)
  }

  /** Whether we talk to this device, or to whoever holds this invitation, at all. */
  admits(device: string, invite: string): boolean {
    const charter = this.#charter
    // Whoever has just been invited knows nobody yet.
    if (charter === undefined) return true
    const role = this.roleOf(device)
    if (role !== 'unknown') return role !== 'none'
    return this.#isOpen(charter, invite)
  }

  /** What a stranger must know to talk to us: the charter, and by what we came in. */
  credentials(): Uint8Array[] {
    const own = [...this.#sound].filter(
      ([key]) => key === this.#charterKey || this.#ownCertificate === key || this.#ownLink === key,
    )
    return own.map(([, bytes]) => bytes)
  }

  /** Takes items that a peer showed; what is not sound is passed over. */
  async show(items: readonly Uint8Array[]): Promise<void> {
    const add = new Map<string, Uint8Array>()
    for (const bytes of items.slice(0, 4)) {
      const key = await itemName(bytes)
      if (this.#sound.has(key) || this.#options.shelf.get(key) !== undefined) continue
      if ((await this.#read(bytes)) !== undefined) add.set(key, bytes)
    }
    if (add.size > 0) this.#options.shelf.change(add)
    await this.settle()
  }

  members(): Admitted[] {
    const charter = this.#charter
    if (charter === undefined) return []
    const confirmed = charter.members.map(({ device, role }) => ({ device, role, confirmed: true }))
    const known = new Set(charter.members.map(({ device }) => device))
    const fresh = [...this.#certificates.values()].flatMap((certificate) => {
      if (known.has(certificate.device)) return []
      const open = this.#openInvite(charter, certificate)
      const role =
        this.#openLink(charter, certificate)?.role ?? (open?.asks === true ? undefined : open?.role)
      return role === undefined ? [] : [{ device: certificate.device, role, confirmed: false }]
    })
    return [...confirmed, ...fresh]
  }

  invites(): readonly CharterInvite[] {
    return this.#charter?.invites ?? []
  }

  /** How many devices came by an invitation. */
  usesOf(invite: string): number {
    return this.#charter?.members.filter((one) => one.invite === invite).length ?? 0
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * Makes a link by which one other device of the same person comes in; resolves to its seed, 32
   * bytes, which only the link's text may carry. Throws where nobody takes part.
   * @param expires milliseconds since 1970
   */
  async linkDevice(expires: number): Promise<Uint8Array<ArrayBuffer>> {
    const seed = this.#options.randomBytes(new Uint8Array(32))
    const link = await signerFromSeed(seed)
    await this.#putLink(link, expires)
    this.#ownLinks.set(link.id, { link, expires })
    await this.settle()
    return seed
  }

  async #putLink(link: Signer, expires: number): Promise<void> {
    const { report, device, randomBytes } = this.#options
    const { epoch } = this
    const epochKey = this.#keys.get(epoch)
    if (this.role === 'none' || epochKey === undefined) throw new RefusedAct('not-member')
    await this.#put(
      await signDeviceLink({ report, device, link, expires, epoch, epochKey, randomBytes }),
    )
  }

  /** Links that are still waited on get the key of a new epoch too. */
  async #renewLinks(): Promise<void> {
    const now = this.#options.now()
    for (const [key, { link, expires }] of this.#ownLinks) {
      const made = this.#links.get(key)
      if (expires < now || this.#charter?.links.includes(key) === true) this.#ownLinks.delete(key)
      else if (made !== undefined && made.epoch < this.epoch && this.#keys.has(this.epoch))
        await this.#putLink(link, expires)
    }
  }

  // Acts of the owner. Each throws where the root is not.

  /** Opens an invitation; resolves to its seed, 32 bytes, which only the invitation's text may carry. */
  async invite(
    options: Pick<CharterInvite, 'role' | 'uses' | 'expires'> & { readonly asks?: boolean },
  ): Promise<Uint8Array<ArrayBuffer>> {
    const seed = this.#options.randomBytes(new Uint8Array(32))
    const { id, agree } = await signerFromSeed(seed)
    const at = this.#options.now()
    await this.#amend((charter) => ({
      invites: [...charter.invites, { asks: false, ...options, key: id, agree, at }],
    }))
    return seed
  }

  /** Lets somebody in who asked; nothing when the invitation is over by now. */
  async approve(device: string): Promise<void> {
    await this.#amend((charter) => {
      const certificate = this.#certificates.get(device)
      const open = certificate === undefined ? undefined : this.#openInvite(charter, certificate)
      const members = this.#confirmed(charter)
      if (certificate === undefined || open === undefined || !this.#hasRoom(open, members))
        return {}
      const { agree, invite } = certificate
      return { members: [...members, { device, agree, role: open.role, invite, person: '' }] }
    })
  }

  /** Turns somebody away who asked; the invitation stays open for others. */
  async turnAway(device: string): Promise<void> {
    await this.#amend((charter) => ({
      asking: [...charter.asking.filter((one) => one.device !== device), { device, nonce: '' }],
    }))
  }

  /** Closes an invitation: whoever came by it stays, nobody else comes; a new key from here on. */
  async closeInvite(invite: string): Promise<void> {
    await this.#amend((charter) => ({
      members: this.#confirmed(charter),
      invites: charter.invites.filter(({ key }) => key !== invite),
    }))
  }

  /** Takes a member out: a new key from here on. What they have read cannot be taken back. */
  async remove(device: string): Promise<void> {
    await this.#options.beforeLoss?.()
    await this.#amend((charter) => {
      const members = this.#confirmed(charter)
      const gone = members.find((one) => one.device === device)
      return {
        members: members.filter((one) => one.device !== device),
        // Its invitation would let it in again.
        invites: charter.invites.filter(({ key }) => key !== gone?.invite),
      }
    })
  }

  async setRole(device: string, role: Exclude<Role, 'owner'>): Promise<void> {
    await this.#options.beforeLoss?.()
    await this.#amend((charter) => ({
      members: this.#confirmed(charter).map((one) =>
        (one.person || one.device) === this.personOf(device) ? { ...one, role } : one,
      ),
    }))
  }

  /**
   * Lets a device go on that told different people different things. What this device has of it
   * counts: whoever holds something else builds its copy anew.
   * @param until clocks by Yjs client up to which that is decided
   */
  async pardon(device: string, until: ReadonlyMap<number, number>): Promise<void> {
    await this.#options.beforeLoss?.()
    const one = { device, until: [...until], at: this.#options.now() }
    await this.#amend((charter) => ({ pardons: [...charter.pardons, one] }))
  }

  /** 定稿: from now on nobody's change of text or figures counts, until `reopen`. */
  async finalise(fingerprint: string): Promise<void> {
    await this.#options.beforeLoss?.()
    await this.#amend((charter) => ({
      members: this.#confirmed(charter),
      final: { fingerprint, at: this.#options.now() },
    }))
  }

  /** Opens a final text again. What others changed meanwhile on their own machines comes in then. */
  async reopen(): Promise<void> {
    await this.#amend(() => ({ final: null }))
  }

  /** Lets the list of members go on as it stands here, after two were signed (`isContested`). */
  async settleContest(): Promise<void> {
    await this.#amend(() => ({}))
  }

  /** Follows up on what happened: confirms who came, closes what has run out. For one context of the owner's. */
  tend(): void {
    this.#tending = this.governs
    void this.#queue(() => this.#tendOnce())
  }

  // Reading

  #queue(run: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(run).catch((error: unknown) => this.#options.onError?.(error))
    return this.#work
  }

  async #take(keys: readonly string[]): Promise<void> {
    let changed = false
    for (const key of keys) {
      if (this.#judged.has(key)) continue
      this.#judged.add(key)
      const bytes = this.#options.shelf.get(key)
      if (!(bytes instanceof Uint8Array) || (await itemName(bytes)) !== key) continue
      const item = await this.#read(bytes)
      if (item === undefined) continue
      if ('rev' in item) changed = (await this.#takeCharter(key, bytes, item)) || changed
      else if ('box' in item) changed = this.#takeLink(key, bytes, item) || changed
      else {
        this.#certificates.set(item.device, item)
        this.#keep(key, bytes)
        if (item.device === this.#options.device.id) this.#ownCertificate = key
        changed = true
      }
    }
    if (!changed || this.#closed) return
    await this.#reckon()
    await this.#unwrapLink()
    await this.#join()
    await this.#renewLinks()
    await this.#redo()
    tellAll(this.#listeners)
    if (this.#tending) await this.#tendOnce()
  }

  #ownCertificate = ''
  #ownLink = ''

  /** Of several of one link, all by the device that made it, the one with the newest key counts. */
  #takeLink(key: string, bytes: Uint8Array, link: DeviceLink): boolean {
    const known = this.#links.get(link.key)
    if (known !== undefined && (known.device !== link.device || known.epoch >= link.epoch))
      return false
    this.#links.set(link.key, link)
    this.#keep(key, bytes)
    if (link.key === this.#options.invite?.id) this.#ownLink = key
    return true
  }

  /** Takes the report's key out of the link that this device came by. */
  async #unwrapLink(): Promise<void> {
    const { invite } = this.#options
    const link = invite === undefined ? undefined : this.#links.get(invite.id)
    const charter = this.#charter
    if (invite === undefined || link?.epoch !== charter?.epoch || charter === undefined) return
    if (this.#keys.has(charter.epoch)) return
    const box = fromBase64url(link?.box ?? '')
    const key = box === undefined ? undefined : await invite.unwrap(box)
    for (const [epoch, one] of await keysFrom(charter, key)) this.#keys.set(epoch, one)
  }

  /** Whose second device a certificate makes, as long as the link is open and it was the first to come by it. */
  #openLink(
    charter: Charter,
    certificate: Certificate,
  ): { readonly person: string; readonly role: Role } | undefined {
    const link = this.#links.get(certificate.invite)
    if (link === undefined || charter.links.includes(link.key)) return undefined
    if (certificate.at > link.expires + clockTolerance || certificate.device === link.device)
      return undefined
    const isFirst = [...this.#certificates.values()].every(
      ({ invite, at, device }) =>
        invite !== link.key ||
        at > certificate.at ||
        (at === certificate.at && device >= certificate.device),
    )
    // Whoever came by a link has to be confirmed before a link of theirs counts.
    const maker = charter.members.find(({ device }) => device === link.device)
    if (!isFirst || maker === undefined) return undefined
    return { person: maker.person || maker.device, role: maker.role }
  }

  /** Whether somebody can still come by an invitation or a link. */
  #isOpen(charter: Charter, key: string): boolean {
    const now = this.#options.now()
    const invite = charter.invites.find((one) => one.key === key)
    if (invite !== undefined) return invite.expires + clockTolerance >= now
    const link = this.#links.get(key)
    return (
      link !== undefined &&
      link.expires + clockTolerance >= now &&
      !charter.links.includes(key) &&
      charter.members.some(({ device }) => device === link.device)
    )
  }

  #keep(key: string, bytes: Uint8Array): void {
    this.#sound.set(key, bytes)
    this.#options.onSound?.(key, new Uint8Array(bytes))
  }

  async #read(bytes: Uint8Array): Promise<Charter | Certificate | DeviceLink | undefined> {
    if (bytes.length > itemLimit || this.#itemKey === undefined) return undefined
    let item: unknown
    try {
      const plain = await crypto.subtle.decrypt(
        { name: 'AES-GCM', iv: bytes.slice(0, 12) },
        this.#itemKey,
        bytes.slice(12),
      )
      item = JSON.parse(new TextDecoder().decode(plain))
    } catch {
      // Junk on the shelf: neither sealed by us nor JSON.
      return undefined
    }
    if (!isLoose(item)) return undefined
    const { report, root } = this.#options
    if (item['type'] === 'charter') return await readCharter(item, root, report)
    if (item['type'] === 'certificate') return await readCertificate(item, report)
    if (item['type'] === 'device-link') return await readDeviceLink(item, report)
    return undefined
  }

  /** Of two charters of one revision, which the root never signs on purpose, the same counts everywhere. */
  async #takeCharter(key: string, bytes: Uint8Array, charter: Charter): Promise<boolean> {
    const rev = this.#charter?.rev ?? 0
    const isRival = this.#isRival(key, charter)
    const isApart = this.#isApart(key, charter)
    if (charter.rev < rev || (charter.rev === rev && key < this.#charterKey)) {
      if (isApart || (isRival && charter.rev === rev)) this.#rivals.set(key, rev)
      return isApart || isRival
    }
    const { device, invite, rootSigner } = this.#options
    const holders = [device, invite, rootSigner].filter((one) => one !== undefined)
    // The keys first: nobody may see an epoch whose key is still on its way.
    for (const [epoch, one] of await keysOf(charter, holders)) this.#keys.set(epoch, one)
    this.#sound.delete(this.#charterKey)
    this.#keep(key, bytes)
    if (charter.rev > rev) this.#rivals.clear()
    else if (isRival) this.#rivals.set(this.#charterKey, rev)
    if (isApart) this.#rivals.set(this.#charterKey, charter.rev)
    this.#charter = charter
    this.#charterKey = key
    return true
  }

  /** Whether another device has signed another charter of the same revision. */
  #isRival(key: string, { rev, by }: Charter): boolean {
    const first = this.#seen.get(rev)
    if (first === undefined) this.#seen.set(rev, { key, by })
    return first !== undefined && first.key !== key && (first.by !== by || by === '')
  }

  /**
   * Whether it and the one that counts here come from two machines of which the later did not know
   * the earlier: what the earlier one says, somebody's removal for one, is nowhere in the later.
   */
  #isApart(key: string, charter: Charter): boolean {
    const current = this.#charter
    if (current === undefined || current.rev === charter.rev) return false
    const [earlier, later, earlierKey] =
      charter.rev > current.rev ? [current, charter, this.#charterKey] : [charter, current, key]
    return (
      later.over.length > 0 &&
      later.rev - earlier.rev <= lookBack &&
      !later.over.includes(earlierKey) &&
      earlier.by !== '' &&
      earlier.by !== later.by
    )
  }

  /**
   * Of two contexts of the owner's browser that changed the roll at the same moment one was
   * first: what the other changed is changed again, on top.
   */
  async #redo(): Promise<void> {
    const act = this.#act
    if (act === undefined || act.rev !== this.#charter?.rev || act.key === this.#charterKey) return
    this.#act = undefined
    if (!this.isContested) await this.#sign(act.change)
  }

  async #reckon(): Promise<void> {
    const digits = new Map<string, string>()
    for (const { device, nonce } of this.#charter?.asking ?? []) {
      const certificate = this.#certificates.get(device)
      if (certificate !== undefined && nonce !== '')
        digits.set(device, await digitsOf(this.#options.root, certificate, nonce))
    }
    this.#digits = digits
  }

  /** Whether a device still asks: neither let in nor turned away, and the invitation is open. */
  #asks(charter: Charter, certificate: Certificate): boolean {
    const { device } = certificate
    return (
      this.#openInvite(charter, certificate)?.asks === true &&
      !charter.members.some((one) => one.device === device) &&
      !charter.asking.some((one) => one.device === device && one.nonce === '')
    )
  }

  #hasRoom({ key, uses }: CharterInvite, members: readonly CharterMember[]): boolean {
    if (members.length >= mostMembers) return false
    return members.filter(({ invite }) => invite === key).length < uses
  }

  #openInvite(charter: Charter, { invite, at }: Certificate): CharterInvite | undefined {
    const open = charter.invites.find(({ key }) => key === invite)
    return open !== undefined && at <= open.expires + clockTolerance ? open : undefined
  }

  /** Shows by what this device came in, once it can. */
  async #join(): Promise<void> {
    const { device, invite, now, report } = this.#options
    const charter = this.#charter
    if (invite === undefined || charter === undefined) return
    if (this.roleOf(device.id) !== 'unknown') return
    if (this.#certificates.get(device.id)?.invite === invite.id) return
    if (!this.#isOpen(charter, invite.id)) return
    await this.#put(await signCertificate(device, invite, report, now()))
  }

  // Writing

  /** Resolves to the key under which it stands. */
  async #put(plain: Uint8Array<ArrayBuffer>, remove: readonly string[] = []): Promise<string> {
    if (this.#itemKey === undefined) throw new Error('the roll is not started')
    const nonce = this.#options.randomBytes(new Uint8Array(12))
    const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, this.#itemKey, plain)
    const bytes = new Uint8Array(12 + sealed.byteLength)
    bytes.set(nonce)
    bytes.set(new Uint8Array(sealed), 12)
    const key = await itemName(bytes)
    this.#options.shelf.change(new Map([[key, bytes]]), remove)
    return key
  }

  #self(role: Role): CharterMember {
    const { id, agree } = this.#options.device
    return { device: id, agree, role, invite: '', person: '' }
  }

  async #found(root: Signer): Promise<void> {
    const { report, now, randomBytes } = this.#options
    const key = randomBytes(new Uint8Array(32))
    const charter = { report, rev: 1, epoch: 1, at: now(), members: [this.#self('owner')] }
    await this.#put(
      await signCharter(
        root,
        {
          ...charter,
          invites: [],
          asking: [],
          final: undefined,
          links: [],
          pardons: [],
          by: this.#options.device.id,
        },
        new Map([[1, key]]),
        randomBytes,
      ),
    )
    await this.settle()
  }

  /** Signs the next charter. A member or an invitation that is gone begins a new epoch. */
  async #amend(change: Change): Promise<void> {
    await this.settle()
    await this.#sign(change)
    await this.settle()
  }

  async #sign(change: Change): Promise<void> {
    const { rootSigner, device, report, now, randomBytes } = this.#options
    const charter = this.#charter
    if (rootSigner === undefined || charter === undefined) throw new RefusedAct('not-owner')
    const changed = change(charter)
    const { members = charter.members, invites = charter.invites } = changed
    // Whoever reads it leaves out what is one too many.
    if (invites.length > mostInvites) throw new RefusedAct('invites-full')
    const devices = new Set(members.map(({ device }) => device))
    const open = new Set(invites.map(({ key }) => key))
    const loses =
      charter.members.some(({ device }) => !devices.has(device)) ||
      charter.invites.some(({ key }) => !open.has(key))
    const epoch = charter.epoch + (loses ? 1 : 0)
    const keys = new Map(this.#keys)
    if (loses) keys.set(epoch, randomBytes(new Uint8Array(32)))
    const asking = (changed.asking ?? charter.asking).filter(({ device }) => !devices.has(device))
    const final = changed.final === undefined ? charter.final : (changed.final ?? undefined)
    const used = members.flatMap(({ invite }) => (this.#links.has(invite) ? [invite] : []))
    const links = [...new Set([...charter.links, ...used])].slice(-mostLinks)
    const rev = charter.rev + 1
    const { pardons = charter.pardons } = changed
    const before = [this.#charterKey, ...this.#rivals.keys()]
    const over = [...before, ...charter.over].slice(0, mostOver)
    const next = { report, rev, epoch, at: now(), members, invites, asking, final, links, pardons }
    const signed = await signCharter(
      rootSigner,
      { ...next, by: device.id, over },
      keys,
      randomBytes,
    )
    // Nobody would read it, and the one before would be gone.
    if (signed.length > itemLimit - sealSize) throw new RefusedAct('list-full')
    this.#act = { rev, key: await this.#put(signed, before), change }
  }

  /** The members with everybody who has come by an invitation that is open and not used up. */
  #confirmed(charter: Charter): CharterMember[] {
    const members = [...charter.members]
    // An owner whose device has lost its keys comes with new ones.
    if (this.governs && !members.some(({ device }) => device === this.#options.device.id))
      members.push(this.#self('owner'))
    for (const certificate of [...this.#certificates.values()].toSorted((a, b) => a.at - b.at)) {
      const { device, agree, invite } = certificate
      if (members.some((one) => one.device === device)) continue
      const link = this.#openLink(charter, certificate)
      if (link !== undefined) {
        members.push({ device, agree, invite, ...link })
        continue
      }
      const open = this.#openInvite(charter, certificate)
      if (open === undefined || open.asks || !this.#hasRoom(open, members)) continue
      members.push({ device, agree, role: open.role, invite, person: '' })
    }
    return members
  }

  async #tendOnce(): Promise<void> {
    const charter = this.#charter
    // Which of two it goes on from is for a person to say.
    if (charter === undefined || this.#closed || this.isContested) return
    const members = this.#confirmed(charter)
    const now = this.#options.now()
    const invites = charter.invites.filter(
      ({ key, uses, expires }) =>
        members.filter(({ invite }) => invite === key).length < uses &&
        expires + clockTolerance >= now,
    )
    const asking = this.#answered(charter)
    if (
      members.length === charter.members.length &&
      invites.length === charter.invites.length &&
      asking.length === charter.asking.length &&
      asking.every(({ device }, index) => device === charter.asking[index]?.device)
    )
      return
    await this.#sign(() => ({ members, invites, asking }))
  }

  /** Who asks, each with a nonce of ours; whose invitation is over asks no more. */
  #answered(charter: Charter): CharterAsking[] {
    const asking = charter.asking.filter(({ device }) => {
      const certificate = this.#certificates.get(device)
      return certificate === undefined || this.#openInvite(charter, certificate) !== undefined
    })
    let waiting = asking.filter(({ nonce }) => nonce !== '').length
    for (const certificate of this.#certificates.values()) {
      const { device } = certificate
      if (
        asking.length >= mostAsking ||
        waiting >= mostAtOnce ||
        asking.some((one) => one.device === device)
      )
        continue
      if (!this.#asks(charter, certificate)) continue
      const nonce = toBase64url(this.#options.randomBytes(new Uint8Array(32)))
      asking.push({ device, nonce })
      waiting++
    }
    return asking
  }

  #healSoon(): void {
    this.#cancelHeal()
    const spread = (this.#options.device.id.codePointAt(0) ?? 0) * 10
    this.#cancelHeal = this.#options.after(healAfter + spread, () => {
      const { shelf } = this.#options
      const standing = new Set(shelf.keys())
      const gone = [...this.#sound].filter(([key]) => !standing.has(key))
      if (gone.length > 0) shelf.change(new Map(gone))
    })
  }
}

async function rollKey(secret: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const root = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey'])
  return await crypto.subtle.deriveKey(
    {
      name: 'HKDF',
      hash: 'SHA-256',
      salt: new TextEncoder().encode('tonggao/1'),
      info: new TextEncoder().encode('roll'),
    },
    root,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )
}

async function itemName(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))
  return toBase64url(new Uint8Array(digest, 0, 24))
}

/** What the gate asks about a change. */
export function judge(
  roll: Pick<Roll, 'roleOf' | 'final'>,
  device: string,
  part: PartName,
  vouching: boolean,
): 'yes' | 'wait' | 'not-a-member' | 'role' | 'final' {
  const role = roll.roleOf(device)
  if (role === 'unknown') return 'wait'
  if (role === 'none') return 'not-a-member'
  if (!mayWrite(role, part) || (vouching && !mayVouch(role))) return 'role'
  if (!mayWrite(role, part, roll.final !== undefined)) return 'final'
  return 'yes'
}
