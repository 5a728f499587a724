import type { SeenMemory } from '../../editor/away/seen'
import { flagAt, isLoose, numberAt, textAt } from '../../editor/model/decode'
import { partNames } from '../../editor/model/parts'
import { readSummary, type ReportSummary } from '../../editor/model/summary'
import type { Access, Marker } from '../../editor/session'
import { databaseName, deleteDatabase } from '../../editor/storage/database'
import { removeJournal } from '../../editor/storage/journal'
import { forgetKeys } from '../../editor/storage/keyring'
import { fromBase64url, toBase64url } from '../../editor/trust/bytes'
import { signerFromSeed } from '../../editor/trust/keys'
import { claimFirstCopy } from './first-copy'
import { libraryLock, LockedError, readKept, readKeptUnder, removeKept, writeKept } from './kept'

/** A report that this device has. Storage key `reports`; its summary under `summary:<id>`. */
export interface LibraryEntry {
  readonly id: string
  readonly title: string
  readonly access: Access
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly openedAt: number
  /** Put aside: not in the badge, not kept in sync with no page open. */
  readonly archived: boolean
}

/** The reports that are not put aside, the last opened first. */
export async function readActive(): Promise<LibraryEntry[]> {
  return (await readLibrary()).filter(({ archived }) => !archived)
}

/** All reports, the last opened first. */
export async function readLibrary(): Promise<LibraryEntry[]> {
  const { reports } = await readKept('reports')
  return entriesOf(reports).toSorted((a, b) => b.openedAt - a.openedAt)
}

function entriesOf(reports: unknown): LibraryEntry[] {
  if (!isLoose(reports)) return []
  return Object.entries(reports).flatMap(([id, stored]) => {
    if (!isLoose(stored)) return []
    const access = readAccess(stored['access'])
    if (access === undefined) return []
    return [
      {
        id,
        title: textAt(stored, 'title', 200),
        access,
        createdAt: numberAt(stored, 'createdAt'),
        openedAt: numberAt(stored, 'openedAt'),
        archived: flagAt(stored, 'archived'),
      },
    ]
  })
}

/** Changes the list. Several pages may do so at once, so one after the other. */
async function change(edit: (reports: Record<string, unknown>) => void): Promise<void> {
  await navigator.locks.request(libraryLock, async () => {
    const { reports } = await readKept('reports')
    const next: Record<string, unknown> = isLoose(reports) ? { ...reports } : {}
    edit(next)
    await writeKept({ reports: next })
  })
}

/** Puts a report into the list that this page opens next. */
export async function putReport(entry: LibraryEntry): Promise<void> {
  await claimFirstCopy(entry.id)
  await change((reports) => {
    reports[entry.id] = entry
  })
}

export async function touchReport(
  id: string,
  fields: Partial<Pick<LibraryEntry, 'title' | 'openedAt' | 'access' | 'archived'>>,
): Promise<void> {
  await change((reports) => {
    const stored = reports[id]
    if (isLoose(stored)) reports[id] = { ...stored, ...fields }
  })
}

/** Takes a report off this device: list, summary and databases. Rejects when a database stays. */
export async function removeReport(id: string): Promise<void> {
  await change((reports) => {
    delete reports[id]
  })
  const own = new RegExp(`^(?:summary|blanks|marker|wiped|told|seen|fill|draft):${id}(?::|$)`)
  await removeKept((key) => own.test(key))
  const parts = [...partNames, 'log']
  await Promise.all(
    [false, true].flatMap((sealed) =>
      parts.map((part) => deleteDatabase(databaseName(id, part, sealed))),
    ),
  )
  await forgetKeys(id)
  await removeJournal(id)
}

/** Reads what a device holds of a report; undefined when it would not open anything. */
export function readAccess(raw: unknown): Access | undefined {
  if (!isLoose(raw)) return undefined
  const keyAt = (name: string): string => {
    const key = textAt(raw, name, 64)
    return fromBase64url(key)?.length === 32 ? key : ''
  }
  const [secret, root] = [keyAt('secret'), keyAt('root')]
  const [rootSeed, inviteSeed] = [keyAt('rootSeed'), keyAt('inviteSeed')]
  if (secret === '' || root === '') return undefined
  const terms = raw['inviteTerms']
  const [expires, uses] = isLoose(terms)
    ? [numberAt(terms, 'expires'), numberAt(terms, 'uses')]
    : [0, 0]
  return {
    secret,
    root,
    ...(rootSeed === '' ? {} : { rootSeed }),
    ...(inviteSeed === '' ? {} : { inviteSeed }),
    ...(expires > 0 && uses > 0 ? { inviteTerms: { expires, uses } } : {}),
  }
}

/** What was seen last of a report on this device, under `seen:<id>`. */
export function seenOf(id: string): SeenMemory {
  const key = `seen:${id}`
  return {
    read: async () => (await readKept(key))[key],
    write: (seen) => unlessLocked(writeKept({ [key]: seen })),
  }
}

/**
 * The mark of how much of a report this device had, under `marker:<id>`, and whether its store
 * was found wiped, under `wiped:<id>`: beside the stores, which a browser may lose.
 */
export function markerOf(id: string): Marker {
  const [marker, wiped] = [`marker:${id}`, `wiped:${id}`]
  return {
    async read() {
      const stored = await readKept([marker, wiped])
      return { characters: numberAt(stored, marker), wiped: stored[wiped] === true }
    },
    write: (characters) => unlessLocked(writeKept({ [marker]: characters })),
    setWiped: (value) => unlessLocked(writeKept({ [wiped]: value })),
  }
}

/** Access to a report that is just being made, by its owner. */
export async function newAccess(): Promise<Access> {
  const seed = crypto.getRandomValues(new Uint8Array(32))
  return {
    secret: toBase64url(crypto.getRandomValues(new Uint8Array(32))),
    root: (await signerFromSeed(seed)).id,
    rootSeed: toBase64url(seed),
  }
}

/** Summaries by report id. A report without one was never opened here. */
export async function readSummaries(): Promise<Map<string, ReportSummary>> {
  const found = new Map<string, ReportSummary>()
  for (const value of Object.values(await readKeptUnder('summary:'))) {
    const summary = readSummary(value)
    if (summary !== undefined) found.set(summary.reportId, summary)
  }
  return found
}

/** What is written in the moment of locking comes too late; it is made anew after unlocking. */
async function unlessLocked(writing: Promise<void>): Promise<void> {
  await writing.catch((error: unknown) => {
    if (!(error instanceof LockedError)) throw error
  })
}

/** Writes a summary and the title that it carries; the report must still be in the list. */
export async function writeSummary(summary: ReportSummary): Promise<void> {
  await unlessLocked(putSummary(summary))
}

async function putSummary(summary: ReportSummary): Promise<void> {
  const entry = (await readLibrary()).find(({ id }) => id === summary.reportId)
  if (entry === undefined) return
  await writeKept({ [`summary:${summary.reportId}`]: summary })
  if (summary.title !== '' && summary.title !== entry.title)
    await touchReport(entry.id, { title: summary.title })
}
