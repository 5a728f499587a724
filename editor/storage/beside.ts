import { isLoose, type Loose } from '../model/decode'

/*
 * A small file in the origin private file system, beside the browser's small storage, so that
 * losing the one loses nothing. It is swapped as a whole: whoever is killed leaves the old or
 * the new one.
 */
const fileName = 'beside.json'

/** Undefined when there is none. */
export async function readBeside(): Promise<Loose | undefined> {
  if (typeof navigator.storage?.getDirectory !== 'function') return undefined
  try {
    const root = await navigator.storage.getDirectory()
    const file = await (await root.getFileHandle(fileName)).getFile()
    const raw: unknown = JSON.parse(await file.text())
    return isLoose(raw) ? raw : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    if (error instanceof DOMException && error.name === 'NotFoundError') return undefined
    throw error
  }
}

/** Writes it anew; one context after the other. */
export async function changeBeside(change: (content: Loose) => Loose): Promise<void> {
  if (typeof navigator.storage?.getDirectory !== 'function') return
  await navigator.locks.request('tonggao-beside', async () => {
    const content = change((await readBeside()) ?? {})
    const root = await navigator.storage.getDirectory()
    const file = await root.getFileHandle(fileName, { create: true })
    const writing = await file.createWritable()
    await writing.write(JSON.stringify(content))
    await writing.close()
  })
}

export async function removeBeside(): Promise<void> {
  if (typeof navigator.storage?.getDirectory !== 'function') return
  const root = await navigator.storage.getDirectory()
  try {
    await root.removeEntry(fileName)
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== 'NotFoundError') throw error
  }
}
