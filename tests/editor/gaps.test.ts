import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { addRow, databaseName, openDatabase } from '../../editor/storage/database'
import { openStore } from '../../editor/storage/store'
import { tellFigures } from '../support/figures'
import { firstSeed, random, runCount } from '../support/random'

/* What a store gives back of which one row is spoilt; what was in it comes back from log or journal. */

const rows = 1000

/** A text typed letter by letter, and the update of each letter. */
function typed(): { readonly text: string; readonly updates: Uint8Array[] } {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  const body = doc.getText('body')
  for (let n = 0; n < rows; n++) body.insert(n, String.fromCharCode(0x4e00 + n))
  return { text: body.toString(), updates }
}

describe('a store with a hole in it', () => {
  const positions = Math.min(rows, runCount(4))
  it(
    `[ST13] one of ${rows} rows spoilt, at ${positions} places: it opens, shows what stood before, and has the rest as soon as the hole is filled`,
    { timeout: 60_000 + positions * 2000 },
    async () => {
      const seed = firstSeed()
      console.log(`gaps: SEED=${seed} RUNS=${positions}`)
      const r = random(seed)
      const { text, updates } = typed()
      const begin = r.below(rows)
      const step = Math.floor(rows / positions)
      for (let run = 0; run < positions; run++) {
        const at = (begin + run * step) % rows
        const where = `SEED=${seed}, row ${at}`
        const name = databaseName(`gap${run}`, 'text')
        const missing = updates[at] ?? new Uint8Array()
        const database = await openDatabase(name, 2000)
        const spoilt = r.chance(0.5) ? missing.slice(0, -1) : new Uint8Array([9, 9, 9])
        await Promise.all(
          updates.map((update, index) => addRow(database, index === at ? spoilt : update)),
        )
        database.close()
        const doc = new Y.Doc()
        const store = openStore({ name, doc, idle: 1 })
        await store.whenLoaded
        expect(store.badRows, where).toBe(1)
        expect(store.problem, where).toBeUndefined()
        expect(doc.getText('body').toString(), where).toBe(text.slice(0, at))
        // It is closed and opened with the hole in it, as when nobody has the piece yet.
        await store.close()
        const again = new Y.Doc()
        const second = openStore({ name, doc: again })
        await second.whenLoaded
        Y.applyUpdate(again, missing)
        expect(again.getText('body').toString(), where).toBe(text)
        await second.close()
        indexedDB.deleteDatabase(name)
      }
      tellFigures('ST13', { 'rows spoilt': positions, 'others lost': 0, 'did not open': 0 })
    },
  )
})
