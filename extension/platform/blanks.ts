import { readBlankList, type BlankList } from '../../editor/model/blank-list'
import { readKeptUnder, writeKept } from './kept'
import { readLibrary } from './library'

/** All blanks of each report, by report id, under `blanks:<id>`. */
const prefix = 'blanks:'

export async function readBlankLists(): Promise<Map<string, BlankList>> {
  const found = new Map<string, BlankList>()
  for (const value of Object.values(await readKeptUnder(prefix))) {
    const list = readBlankList(value)
    if (list !== undefined) found.set(list.reportId, list)
  }
  return found
}

/** Writes a list; the report must still be on this device. */
export async function writeBlankList(list: BlankList): Promise<void> {
  if ((await readLibrary()).some(({ id }) => id === list.reportId))
    await writeKept({ [`${prefix}${list.reportId}`]: list })
}
