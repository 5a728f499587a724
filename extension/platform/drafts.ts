import { readKeptUnder, removeKept, writeKept } from './kept'

/** What somebody has begun to type for a blank outside its report: `draft:<report>:<figure>`. */
const prefix = 'draft:'
export const draftKey = (report: string, figure: string): string => `${prefix}${report}:${figure}`
const longest = 400

/** Drafts by `draftKey`. */
export async function readDrafts(): Promise<Map<string, string>> {
  return new Map(
    Object.entries(await readKeptUnder(prefix)).flatMap(([key, text]) =>
      typeof text === 'string' && text !== '' ? [[key, text.slice(0, longest)]] : [],
    ),
  )
}

/** Keeps a draft; an empty one goes. A popup may be gone after any key, so every key is kept. */
export async function keepDraft(key: string, text: string): Promise<void> {
  if (text === '') await removeKept((one) => one === key)
  else await writeKept({ [key]: text.slice(0, longest) })
}
