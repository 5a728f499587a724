import { browser } from 'wxt/browser'
import { deleteDatabase } from '../../editor/storage/database'
import { removeBucket } from '../../editor/storage/bucket'
import { removeBeside } from '../../editor/storage/beside'
import { removeJournal, reportsOnDisk } from '../../editor/storage/journal'
import { lockNow } from './lock'
import { whileStill } from './still'

/** Takes everything of ours off this device but its settings. For whoever has forgotten the passphrase. */
export async function eraseAll(): Promise<void> {
  await lockNow()
  await whileStill(async () => {
    const { settings } = await browser.storage.local.get('settings')
    for (const report of await reportsOnDisk()) await removeJournal(report)
    const names = (await indexedDB.databases()).map(({ name = '' }) => name)
    for (const name of names) if (name.startsWith('tonggao')) await deleteDatabase(name)
    await removeBeside()
    await removeBucket()
    await browser.storage.local.clear()
    if (settings !== undefined) await browser.storage.local.set({ settings })
  })
}
