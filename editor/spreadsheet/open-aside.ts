import { sheetFileLimit, type OpenedSheets, type SheetRefusal } from './open-sheets'

/** A file that takes longer is made to hang its reader. */
const patience = 15_000

/** It took too long, or the reader broke. */
export type AsideRefusal = SheetRefusal | 'too-slow' | 'broken'

/** Opens a spreadsheet on another thread, so that no file can hang the page. Rejects when the browser cannot read it. */
export async function openSheetsAside(file: Blob): Promise<OpenedSheets | AsideRefusal> {
  if (file.size > sheetFileLimit) return 'too-large'
  const bytes = new Uint8Array(await file.arrayBuffer())
  const worker = new Worker(new URL('./sheet-worker.ts', import.meta.url), { type: 'module' })
  try {
    return await new Promise((resolve) => {
      const timer = setTimeout(() => resolve('too-slow'), patience)
      worker.addEventListener('error', () => {
        clearTimeout(timer)
        resolve('broken')
      })
      worker.addEventListener('message', ({ data }: MessageEvent<OpenedSheets | SheetRefusal>) => {
        clearTimeout(timer)
        resolve(data)
      })
      worker.postMessage(bytes)
    })
  } finally {
    worker.terminate()
  }
}
