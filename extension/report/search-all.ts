import { blockFrom } from '../../editor/model/versions/content'
import { readSeen } from '../../editor/away/seen'
import { readKeptUnder } from '../platform/kept'

/** A place in a report that holds what was searched for. */
export interface FoundPlace {
  readonly report: string
  readonly before: string
  readonly match: string
  readonly after: string
}

/** So many places are shown of one report, and characters on either side of each. */
const mostOfOne = 5
const around = 18

/** Letters and digits of either width and case are the same. */
function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

/**
 * Searches the texts of all reports that were ever opened here, with their values. What is
 * searched is what was seen last. Throws a LockedError on a device that is locked.
 */
export async function searchAll(query: string): Promise<readonly FoundPlace[]> {
  const wanted = fold(query.trim())
  if (wanted === '') return []
  const found: FoundPlace[] = []
  for (const [key, stored] of Object.entries(await readKeptUnder('seen:'))) {
    const seen = readSeen(stored)
    if (seen === undefined) continue
    const report = key.slice('seen:'.length)
    let count = 0
    for (const block of seen.content.blocks) {
      const text = textOf(block, seen.content.figures)
      const folded = fold(text)
      // Folding may change the length of a text; then its own characters are searched.
      const searched = folded.length === text.length ? folded : text.toLowerCase()
      for (let at = searched.indexOf(wanted); at >= 0; at = searched.indexOf(wanted, at + 1)) {
        if (++count > mostOfOne) break
        const end = at + wanted.length
        found.push({
          report,
          before: text.slice(Math.max(0, at - around), at),
          match: text.slice(at, end),
          after: text.slice(end, end + around),
        })
      }
    }
  }
  return found
}

function textOf(block: string, figures: ReadonlyMap<string, string>): string {
  const node = blockFrom(block)
  if (node === null) return ''
  let text = ''
  node.forEach((child) => {
    text += child.isText
      ? (child.text ?? '')
      : (figures.get(String(child.attrs['figure'])) ?? String(child.attrs['mask'] ?? ''))
  })
  return text
}
