import * as Y from 'yjs'
import { partNames } from '../model/parts'
import { toBase64url } from '../trust/bytes'
import type { AtRest } from './at-rest'
import {
  databaseName,
  deleteDatabase,
  hasDatabase,
  openDatabase,
  putAside,
  readAside,
  readRows,
  replaceRows,
  StorageError,
} from './database'
import { journalledReports, openJournal } from './journal'
import { rowsOf } from './store'

/*
 * Seals what this device has stored of its reports, or takes the seal off again. Each database
 * is written under its other name first and deleted only then, so at every moment at least one
 * of the two is whole; whoever is interrupted begins anew and loses nothing.
 */

/** Milliseconds until a database counts as blocked. */
const openWithin = 30_000

/** Moves one report, which nobody may have open. Rejects when something cannot be written. */
export async function moveReport(
  report: string,
  atRest: AtRest,
  to: 'sealed' | 'plain',
): Promise<void> {
  for (const part of [...partNames, 'log']) await moveDatabase(report, part, atRest, to)
  const journal = await openJournal({
    report,
    file: `move-${toBase64url(crypto.getRandomValues(new Uint8Array(8)))}`,
    atRest: to === 'sealed' ? atRest : undefined,
    openWith: atRest,
    onStatus: () => undefined,
  })
  if (journal === undefined) {
    if ((await journalledReports()).includes(report))
      throw new StorageError('storage-blocked', `the journal of ${report} does not open`)
    return
  }
  try {
    await journal.rewrite()
  } finally {
    await journal.close()
  }
}

async function moveDatabase(
  report: string,
  part: string,
  atRest: AtRest,
  to: 'sealed' | 'plain',
): Promise<void> {
  const from = databaseName(report, part, to === 'plain')
  const into = databaseName(report, part, to === 'sealed')
  if (!(await hasDatabase(from))) return
  const source = rowsOf(from, to === 'plain' ? atRest : undefined)
  const target = rowsOf(into, to === 'sealed' ? atRest : undefined)
  const old = await openDatabase(from, openWithin)
  try {
    const rows = await readRows(old)
    const sound = rows.flatMap((row) => source.open(row) ?? [])
    const bad = rows.filter((row) => source.open(row) === undefined)
    const fresh = await openDatabase(into, openWithin)
    try {
      if (sound.length > 0) {
        await replaceRows(fresh, (written) =>
          target.seal(
            Y.mergeUpdates([...written.flatMap((row) => target.open(row) ?? []), ...sound]),
          ),
        )
        const [back] = await readRows(fresh)
        if (target.open(back) === undefined)
          throw new StorageError('storage-failed', `${into} does not give back what was written`)
      }
      const aside = [
        ...(await readAside(old)),
        ...bad.map((row, index): [string, unknown] => [`bad:moved:${index}`, row]),
      ]
      for (const [key, value] of aside) {
        if (!(value instanceof Uint8Array)) continue
        const bytes =
          to === 'sealed' ? atRest.seal(value, into) : (atRest.open(value, from) ?? value)
        await putAside(fresh, key, bytes)
      }
    } finally {
      fresh.close()
    }
  } finally {
    old.close()
  }
  await deleteDatabase(from, true)
}
