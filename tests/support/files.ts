import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElementHandle, Page } from 'puppeteer-core'
import { waitFor } from './wait'

/** Runs what makes the browser save a file; resolves to the file's path, in a folder of its own. */
export async function savedFile(page: Page, act: () => Promise<void>): Promise<string> {
  const into = mkdtempSync(join(tmpdir(), 'tonggao-saved-'))
  const session = await page.createCDPSession()
  await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: into })
  await act()
  const name = await waitFor(
    async () => readdirSync(into).find((one) => !one.endsWith('.crdownload')),
    'the file',
  )
  await session.detach()
  return join(into, name)
}

/** Chooses a file in a field for files. Throws when the field is not there. */
export async function chooseFile(page: Page, field: string, path: string): Promise<void> {
  const handle = (await page.$(field)) as ElementHandle<HTMLInputElement> | null
  if (handle === null) throw new Error(`${field} is not there`)
  await handle.uploadFile(path)
}
