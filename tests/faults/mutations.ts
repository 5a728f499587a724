/*
 * What each rule of the verification and each safeguard of the storage is worth: taken out, one
 * at a time, by a patch of the source, after which a test has to fail. A patch is found by its
 * text, in whatever file of its folder that stands.
 */

export interface Mutation {
  /** What is switched off. */
  readonly rule: string
  /** Folder, or file, in which the text stands. */
  readonly in: string
  /** Stands there exactly once, or as often as `times` says. */
  readonly find: string
  readonly put: string
  readonly times?: number
  /** Files of tests, the one that is meant to fail first. */
  readonly tests: readonly string[]
}

const gate = 'tests/sync/gate.test.ts'
const trust = 'tests/sync/trust.test.ts'
const forks = 'tests/sync/forks.test.ts'
const compare = 'tests/sync/compare.test.ts'
const trial = 'tests/sync/trial.test.ts'
const skew = 'tests/sync/skew.test.ts'
const wire = 'tests/sync/wire.test.ts'
const hostile = 'tests/sync/hostile.test.ts'
const devices = 'tests/sync/second-device.test.ts'
const envelopes = 'tests/sync/envelopes.test.ts'
const bounds = 'tests/sync/bounds.test.ts'
const charters = 'tests/sync/charters.test.ts'
const byFile = 'tests/sync/by-file.test.ts'
const presence = 'tests/sync/presence.test.ts'
const together = 'tests/sync/together.test.ts'
const storage = 'tests/editor/storage.test.ts'
const journal = 'tests/editor/journal.test.ts'
const injected = 'tests/clipboard/injections.test.ts'
const vectors = 'tests/sync/vectors.test.ts'
const relay = 'tests/relay/relay.test.ts'
const relayStore = 'tests/relay/store.test.ts'

const sync = 'editor/sync'

export const mutations: readonly Mutation[] = [
  // What an envelope is
  {
    rule: 'size of an envelope',
    in: sync,
    find: 'if (raw.length > envelopeLimit)',
    put: 'if (false)',
    tests: [envelopes],
  },
  {
    rule: 'version of an envelope',
    in: sync,
    find: 'if ((raw[0] ?? 0) > envelopeVersion)',
    put: 'if (false)',
    tests: [skew, envelopes],
  },
  {
    rule: 'version of the report in an envelope',
    in: sync,
    find: '|| schema > schemaVersion)',
    put: ')',
    tests: [skew],
  },
  {
    rule: 'an envelope stands under its own hash',
    in: sync,
    find: 'if ((await envelopeKey(raw as Uint8Array)) !== key) {',
    put: 'if (false) {',
    tests: [gate, envelopes],
  },
  {
    rule: 'signature of an envelope',
    in: sync,
    find: 'if (!(await sealer.isSigned(decoded.value))) {',
    put: 'if (false) {',
    tests: [envelopes, trust],
  },
  {
    rule: 'the header vouched for by the sealing',
    in: sync,
    find: ', additionalData: header },',
    put: ' },',
    times: 2,
    tests: [envelopes],
  },
  {
    rule: 'a purpose in every signature',
    in: 'editor/trust',
    find: 'encoder.encode(`tonggao/${purpose}/1\\n`)',
    put: "encoder.encode('')",
    tests: ['tests/sync/vectors.test.ts'],
  },
  // Who may
  {
    rule: 'whoever is none of the members',
    in: 'editor/trust',
    find: "if (role === 'none') return 'not-a-member'",
    put: "if (role === 'none') return 'yes'",
    tests: [trust],
  },
  {
    rule: 'the part that a role may write',
    in: 'editor/trust',
    find: "if (!mayWrite(role, part) || (vouching && !mayVouch(role))) return 'role'",
    put: "if (vouching && !mayVouch(role)) return 'role'",
    tests: [trust],
  },
  {
    rule: 'who may vouch for others',
    in: 'editor/trust',
    find: "if (!mayWrite(role, part) || (vouching && !mayVouch(role))) return 'role'",
    put: "if (!mayWrite(role, part)) return 'role'",
    tests: [trust],
  },
  {
    rule: 'a final text',
    in: 'editor/trust',
    find: "if (!mayWrite(role, part, roll.final !== undefined)) return 'final'",
    put: '',
    tests: [trust],
  },
  {
    rule: 'a new key after a removal',
    in: 'editor/trust',
    find: 'const epoch = charter.epoch + (loses ? 1 : 0)',
    put: 'const epoch = charter.epoch',
    tests: [trust],
  },
  // What is in it
  {
    rule: 'the root of what is written',
    in: sync,
    find: "if (typeof parent === 'string' && !roots.includes(parent)) return { ok: false }",
    put: '',
    tests: [gate, bounds],
  },
  {
    rule: 'depth',
    in: sync,
    find: 'if (depth > depthLimit || struct.content instanceof Y.ContentDoc)',
    put: 'if (struct.content instanceof Y.ContentDoc)',
    tests: [bounds],
  },
  {
    rule: 'documents within documents',
    in: sync,
    find: 'if (depth > depthLimit || struct.content instanceof Y.ContentDoc)',
    put: 'if (depth > depthLimit)',
    tests: [bounds],
  },
  {
    rule: 'gaps within a change',
    in: sync,
    find: 'if (struct instanceof Y.Skip) return { ok: false }',
    put: '',
    tests: [bounds],
  },
  {
    rule: 'clocks one after the other',
    in: sync,
    find: 'else if (known !== clock) return { ok: false }',
    put: '',
    tests: [bounds],
  },
  {
    rule: 'clocks within bounds',
    in: sync,
    find: 'if (!(struct.length > 0) || !(end <= clockLimit)) return { ok: false }',
    put: '',
    tests: [bounds],
  },
  {
    rule: 'deletions within bounds',
    in: sync,
    find: 'if (!(clock + len <= clockLimit)) return { ok: false }',
    put: '',
    tests: [bounds],
  },
  {
    rule: 'the number of structs',
    in: sync,
    find: 'if (structs.length + counted > sizeLimit) return { ok: false }',
    put: '',
    tests: [bounds],
  },
  {
    rule: 'plain values',
    in: sync,
    find: 'if (!isPlainContent(struct.content)) return { ok: false }',
    put: '',
    tests: [hostile],
  },
  {
    rule: 'snapshots without holes',
    in: sync,
    find: 'if (clients === null && !extent.isWhole) {',
    put: 'if (false) {',
    tests: [together],
  },
  {
    rule: 'what is missing is waited for',
    in: sync,
    find: 'for (const [client, clock] of needs) if (clock > (reach.get(client) ?? 0)) return true',
    put: '',
    tests: [trial, bounds],
  },
  {
    rule: 'how much may wait of everybody',
    in: sync,
    find: 'this.#waiting.size < waitingEnvelopes &&',
    put: 'true &&',
    tests: [together],
  },
  {
    rule: 'how much may wait of one author',
    in: sync,
    find: 'this.#roomOf(author) > 0 &&',
    put: 'true &&',
    tests: [bounds],
  },
  {
    rule: 'what there was no room for comes in later',
    in: sync,
    find: 'const keys = this.#queue.takeFromOutside()',
    put: 'const keys: string[] = []',
    tests: [bounds],
  },
  {
    rule: 'junk is swept out of the log',
    in: sync,
    find: 'if (out.length > 0) log.change(new Map(), out)',
    put: '',
    tests: [bounds],
  },
  {
    rule: 'junk beside the log is swept out',
    in: sync,
    find: 'clearOtherRoots(log.doc, fewEnvelopes, fewBytes)',
    put: '',
    tests: [bounds],
  },
  // Whose it is
  {
    rule: 'Yjs clients of the author alone',
    in: sync,
    find: 'if (clients !== null && !covers(clients, extent.brings.keys())) {',
    put: 'if (false) {',
    tests: [trust],
  },
  {
    rule: 'the name that stands at a value',
    in: sync,
    find: "if ('by' in value && value['by'] !== author) return true\n      if (part",
    put: 'if (part',
    tests: [trust],
  },
  {
    rule: 'the name that stands at a version',
    in: sync,
    find: "if (isLoose(value) && 'by' in value && value['by'] !== author) return true",
    put: ';',
    tests: [trust],
  },
  {
    rule: 'who decides on suggestions',
    in: sync,
    find: "if (part === 'review' && !mayDecide && isDrafterDecision(value)) return true",
    put: '',
    tests: ['tests/sync/review-rights.test.ts'],
  },
  {
    rule: 'names and attachments of others',
    in: sync,
    find: "if (part === 'review' ? isNames(place.parent) && place.key !== author : isOthers(place))",
    put: 'if (false)',
    tests: [trust, 'tests/sync/attachments.test.ts'],
  },
  {
    rule: 'the ledger and the review are never taken back',
    in: sync,
    find: 'if (place === undefined || isKept(place.parent)) return true',
    put: '',
    tests: [trust],
  },
  {
    rule: 'who takes an attachment away',
    in: sync,
    find: "if (part === 'figures' && isOthers(place) && !mayRemove(deviceOf(place))) return true",
    put: '',
    tests: ['tests/sync/attachments.test.ts'],
  },
  {
    rule: 'versions that another named',
    in: sync,
    find: '!deleted && !clients.has(id.client) && Y.isDeleted(taken, id),',
    put: 'false,',
    tests: [trust],
  },
  {
    rule: 'what a snapshot takes back',
    in: sync,
    find: 'return !one.isOwners && takesBack(doc, part, brought(), extent.deletes)',
    put: 'return false',
    tests: [compare],
  },
  // Two versions
  {
    rule: 'two versions of one device',
    in: sync,
    find: 'if (theirs !== undefined && contradict(update, theirs, settled))',
    put: 'if (false)',
    tests: [forks],
  },
  {
    rule: 'a device that was found out stays out',
    in: sync,
    find: 'return frozen !== undefined && !frozen.here.has(key)',
    put: 'return false',
    tests: [forks],
  },
  {
    rule: 'a proof that somebody takes away is put back',
    in: sync,
    find: 'if (proofs.size > 0)',
    put: 'if (false)',
    tests: [together],
  },
  {
    rule: 'a snapshot is compared with what stands here',
    in: sync,
    find: 'return meets && contradictsDoc(doc, update, keptRoots[part])',
    put: 'return false',
    tests: [compare],
  },
  {
    rule: 'nobody says what we are about to write',
    in: sync,
    find: 'if (own !== undefined && own > Y.getState(doc.store, doc.clientID)) return true',
    put: '',
    tests: [compare],
  },
  {
    rule: 'what the owner says is opened before what others vouch for comes in',
    in: sync,
    find: 'if (clients === null && !isOwners && !isOwnerHeard) return false',
    put: '',
    tests: [compare],
  },
  {
    rule: 'what comes along with what the owner says',
    in: sync,
    find: 'if (!known && contradict(one.update, update)) return true',
    put: '',
    tests: [together],
  },
  // What takes too long
  {
    rule: 'a trial of what may take long',
    in: sync,
    find: 'if (trial !== undefined && cost > left) break',
    put: '',
    tests: [trial],
  },
  {
    rule: 'the deadline of a trial',
    in: sync,
    find: "timer = setTimeout(() => end('slow'), time)",
    put: 'timer = undefined',
    tests: [trial],
  },
  // Healing
  {
    rule: 'what is taken out of the log is put back',
    in: sync,
    find: 'if (back.size > 0) log.change(back)',
    put: '',
    tests: [gate, compare, 'tests/sync/rebuild.test.ts'],
  },
  // Who is here
  {
    rule: 'the signature of who is here',
    in: sync,
    find: 'return claims.get(name) === true',
    put: 'return true',
    tests: [presence],
  },
  {
    rule: 'only members are here',
    in: sync,
    find: 'if (present === null || !admits(present.member)) return []',
    put: 'if (present === null) return []',
    tests: [presence],
  },
  {
    rule: 'how many are here at most',
    in: sync,
    find: '.filter(([client]) => client !== awareness.clientID)\n        .slice(0, mostOthers)',
    put: '.filter(([client]) => client !== awareness.clientID)',
    tests: [presence],
  },
  {
    rule: 'how many pages are held, and how large',
    in: sync,
    find: "if (member !== '' && !isTooMuch && isShort(value)) continue",
    put: 'continue',
    tests: [presence],
  },
  {
    rule: 'the name that stands in the report',
    in: 'editor/model/members.ts',
    find: 'if (known !== undefined) return known',
    put: '',
    tests: [presence],
  },
  {
    rule: 'names that nobody can see',
    in: 'editor/model/members.ts',
    find: '\\p{DI}',
    put: '',
    tests: [presence],
  },
  {
    rule: 'whoever connects proves that the device is theirs',
    in: sync,
    find: "if (!(await signedBy(theirDevice, 'signature'))) return undefined",
    put: '',
    tests: [presence],
  },
  {
    rule: 'whoever connects belongs to the report',
    in: sync,
    find: "return (await signedBy(root, 'byRoot')) || roll.admits(theirDevice, theirInvite)",
    put: 'return true',
    tests: [presence],
  },
  // The roll
  {
    rule: 'the root signs the charter',
    in: 'editor/trust',
    find: "if (!(await verify(root, 'charter', bytes, signature))) return undefined",
    put: '',
    tests: [trust, charters],
  },
  {
    rule: 'a charter of another report',
    in: 'editor/trust',
    find: "if (!isLoose(raw) || raw['v'] !== version || raw['report'] !== report) return undefined",
    put: 'if (!isLoose(raw)) return undefined',
    tests: [charters],
  },
  {
    rule: 'two charters of one revision are told',
    in: 'editor/trust',
    find: 'return this.#rivals.size > 0',
    put: 'return false',
    tests: [charters],
  },
  {
    rule: 'two machines of the owner’s that acted apart are told',
    in: 'editor/trust',
    find: '!later.over.includes(earlierKey) &&',
    put: 'false &&',
    tests: [charters],
  },
  {
    rule: 'a file: what was refused out of it is kept in mind',
    in: sync,
    find: 'this.#keepRefused(key, { author, part, vouched })',
    put: '',
    tests: [byFile],
  },
  {
    rule: 'a file: what is new since the last goes along',
    in: sync,
    find: 'return keys.filter((key) => !gone.has(key))',
    put: 'return []',
    tests: [byFile],
  },
  {
    rule: 'a file: what nobody knows the day of goes along',
    in: sync,
    find: '(seen.get(key) ?? since) >= since',
    put: '(seen.get(key) ?? 0) >= since',
    tests: [byFile],
  },
  {
    rule: 'an act that came second is acted again',
    in: 'editor/trust',
    find: 'if (!this.isContested) await this.#sign(act.change)',
    put: '',
    tests: [charters],
  },
  {
    rule: 'the newest charter counts',
    in: 'editor/trust',
    find: 'if (charter.rev < rev || (charter.rev === rev && key < this.#charterKey))',
    put: 'if (false)',
    tests: [charters],
  },
  {
    rule: 'the same of two charters of one revision counts for all',
    in: 'editor/trust',
    find: '(charter.rev === rev && key < this.#charterKey)',
    put: 'charter.rev === rev',
    tests: [charters],
  },
  {
    rule: 'nobody is given another key',
    in: 'editor/trust',
    find: 'if (key?.length !== 32 || (await commitmentOf(key)) !== charter.commit) return keys',
    put: 'if (key === undefined) return keys',
    tests: [charters],
  },
  {
    rule: 'the size of what stands on the roll',
    in: 'editor/trust',
    find: 'if (bytes.length > itemLimit || this.#itemKey === undefined) return undefined',
    put: 'if (this.#itemKey === undefined) return undefined',
    tests: [charters],
  },
  {
    rule: 'the number of members',
    in: 'editor/trust',
    find: 'members.slice(0, mostMembers).flatMap',
    put: 'members.flatMap',
    tests: [charters],
  },
  {
    rule: 'both sign a certificate',
    in: 'editor/trust',
    find: 'if (signature === undefined || !(await verify(key, purpose, bytes, signature))) return undefined',
    put: '',
    tests: [charters],
  },
  {
    rule: 'who only asks is let in by the owner',
    in: 'editor/trust',
    find: "return open?.asks === true ? 'unknown' : (open?.role ?? 'none')",
    put: "return open?.role ?? 'none'",
    tests: [trust],
  },
  {
    rule: 'how many come by an invitation',
    in: 'editor/trust',
    find: 'return members.filter(({ invite }) => invite === key).length < uses',
    put: 'return true',
    tests: [charters, trust],
  },
  {
    rule: 'an invitation runs out',
    in: 'editor/trust',
    find: 'return open !== undefined && at <= open.expires + clockTolerance ? open : undefined',
    put: 'return open',
    tests: [trust, skew, charters],
  },
  {
    rule: 'one device comes by a link',
    in: 'editor/trust',
    find: 'if (!isFirst || maker === undefined) return undefined',
    put: 'if (maker === undefined) return undefined',
    tests: [devices],
  },
  {
    rule: 'the six digits hang on the newcomer’s keys',
    in: 'editor/trust',
    find: "['tonggao/digits/1', root, device, agree, nonce].join",
    put: "['tonggao/digits/1', root, nonce].join",
    tests: [charters],
  },
  {
    rule: 'the sum at the end of an invitation',
    in: 'editor/trust',
    find: 'if (new DataView(bytes.buffer).getUint32(0) !== crc32(body)) return null',
    put: '',
    tests: [wire],
  },
  // On the line
  {
    rule: 'messages are cut into frames',
    in: sync,
    find: 'export const frameSize = 16 * 1024',
    put: 'export const frameSize = 64 * 1024 * 1024',
    tests: [wire],
  },
  {
    rule: 'the size of a message',
    in: sync,
    find: 'if (total === 0 || index >= total || (total - 1) * payload > this.#limit) return this.#drop()',
    put: '',
    tests: [wire],
  },
  // Storage
  {
    rule: 'a transaction that is aborted',
    in: 'editor/storage/database.ts',
    find: 'transaction.onabort = () => reject(storageError(transaction.error))',
    put: '',
    tests: [storage],
  },
  {
    rule: 'saved means that it is stored',
    in: 'editor/storage',
    find: 'return loaded && problem === undefined && unsaved.length === 0 && writing === undefined',
    put: 'return true',
    tests: [storage],
  },
  {
    rule: 'what could not be stored goes out with the next',
    in: 'editor/storage',
    find: 'unsaved = [...batch, ...unsaved]\n        failed(error)',
    put: 'failed(error)',
    tests: [storage],
  },
  {
    rule: 'rows of another page are kept',
    in: 'editor/storage',
    find: 'if (update !== undefined) Y.applyUpdate(doc, update, origin)',
    put: '',
    tests: [storage],
  },
  {
    rule: 'a row that cannot be read is set aside',
    in: 'editor/storage',
    find: 'if (key === undefined || isSound(value)) continue',
    put: 'if (key !== undefined || isSound(value)) continue',
    tests: [storage],
  },
  {
    rule: 'the database lets go when another deletes it',
    in: 'editor/storage/database.ts',
    find: 'database.onversionchange = () => database.close()',
    put: '',
    tests: [storage],
  },
  {
    rule: 'a database that was deleted is written anew',
    in: 'editor/storage',
    find: 'await replaceRows(database, merged)\n      return',
    put: 'return',
    tests: [storage],
  },
  {
    rule: 'the sum of each frame of the journal',
    in: 'editor/storage',
    find: 'if (crc32(bytes) !== view.getUint32(at + 4)) break',
    put: '',
    tests: [journal],
  },
  // What words may become
  {
    rule: 'HTML is read without attributes that run something',
    in: 'editor/clipboard/without-handlers.ts',
    find: "if (html.slice(from, from + 2).toLowerCase() === 'on') rename(from)",
    put: '',
    tests: [injected],
  },
  {
    rule: 'links of sources are of the web or of mail',
    in: 'editor/model/figures/source.ts',
    find: 'link: safeLink(textAt(stored,',
    put: 'link: ((one: string) => one)(textAt(stored,',
    tests: [injected],
  },
  {
    rule: 'an attribute is drawn as words, whatever somebody stored',
    in: 'schema/schema.ts',
    find: "'data-mask': String(node.attrs['mask'])",
    put: "'data-mask': node.attrs['extra']",
    tests: [injected],
  },
  {
    rule: 'words are escaped in a Word file',
    in: 'editor/paper/docx/xml.ts',
    find: ".replaceAll('<', '&lt;')",
    put: '',
    tests: [injected],
  },
  // What counts as a public key
  {
    rule: 'keys of small order, under which anybody could sign',
    in: 'editor/trust/public-key.ts',
    find: '&& !smallSigning.has(y) ',
    put: '',
    tests: [vectors],
  },
  {
    rule: 'keys that nothing can be wrapped for',
    in: 'editor/trust/certificate.ts',
    find: 'if (agreeingKeyOf(agree) === undefined) return undefined',
    put: '',
    tests: [charters, vectors],
  },
  {
    rule: 'second spellings of a key',
    in: 'editor/trust/public-key.ts',
    find: ' && toBase64url(bytes) === text',
    put: '',
    tests: [vectors],
  },
  // The relay
  {
    rule: 'a frame that is no message',
    in: 'relay',
    find: "} catch {\n    return { ok: false, code: 'malformed' }",
    put: '} catch (error) {\n    throw error',
    tests: [relay],
  },
  {
    rule: 'the size of a frame',
    in: 'relay',
    find: 'maxPayload: limits.frameBytes,',
    put: '',
    tests: [relay],
  },
  {
    rule: 'how fast somebody may send',
    in: 'relay',
    find: 'if (!client.messages.take(1, now) || !client.bytes.take(size, now)) {',
    put: 'if (false) {',
    tests: [relay],
  },
  {
    rule: 'a reader that does not read',
    in: 'relay',
    find: 'if (socket.bufferedAmount > limits.unreadBytes) {',
    put: 'if (false) {',
    tests: [relay],
  },
  {
    rule: 'topics of one connection',
    in: 'relay',
    find: "if (topics.size >= this.#limits.topicsPerConnection) return 'too-many-topics'",
    put: '',
    tests: [relay],
  },
  {
    rule: 'peers of one topic',
    in: 'relay',
    find: "if (clients.size >= this.#limits.peersPerTopic) return 'topic-full'",
    put: '',
    tests: [relay],
  },
  {
    rule: 'connections of one address',
    in: 'relay',
    find: 'if (held > allowed || clients.size > limits.connections) {',
    put: 'if (false) {',
    tests: [relay],
  },
  {
    rule: 'the token of the relay',
    in: 'relay',
    find: 'if (!mayEnter(token, options.token)) {',
    put: 'if (false) {',
    tests: [relayStore],
  },
  {
    rule: 'the size of what a relay keeps of a report',
    in: 'relay',
    find: "if (real + update.length > limits.documentBytes) throw new Error('too-large')",
    put: '',
    tests: [relayStore],
  },
  {
    rule: 'what is full may become smaller',
    in: 'relay',
    find: '|| onlyDeletes(update)',
    put: '',
    tests: [relayStore],
  },
  {
    rule: 'names of what a relay keeps',
    in: 'relay',
    find: 'if (!nameForm.test(documentName) || held.size > limits.topicsPerConnection)',
    put: 'if (false)',
    tests: [relayStore],
  },
]
