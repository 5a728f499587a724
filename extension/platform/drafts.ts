import { browser } from 'wxt/browser'
import { onHoldChange, readHold, readKeptUnder, writeKept, type Hold } from './kept'

/** What somebody has begun to type for a blank outside its report: `draft:<report>:<figure>`. */
const prefix = 'draft:'
export const draftKey = (report: string, figure: string): string => `${prefix}${report}:${figure}`
const longest = 400

/** How this device keeps things, once that is known: a popup may be gone right after a key. */
let hold: Hold | undefined
let stopFollowing: (() => void) | undefined

async function learnHold(): Promise<void> {
  stopFollowing ??= onHoldChange(() => {
    hold = undefined
    void learnHold()
  })
  hold = await readHold()
}

/** Drafts by `draftKey`. */
export async function readDrafts(): Promise<Map<string, string>> {
  await learnHold()
  return new Map(
    Object.entries(await readKeptUnder(prefix)).flatMap(([key, text]) =>
      typeof text === 'string' && text !== '' ? [[key, text.slice(0, longest)]] : [],
    ),
  )
}

/** Keeps a draft; an empty one goes. In the turn of the key, once the drafts were read. */
export async function keepDraft(key: string, text: string): Promise<void> {
  if (text === '') await browser.storage.local.remove(key)
  else await writeKept({ [key]: text.slice(0, longest) }, hold)
}
