import { useEffect, useState } from 'preact/hooks'
import { browser } from 'wxt/browser'
import type { BlankList } from '../../editor/model/blank-list'
import type { Pending } from '../../editor/model/pending'
import type { ReportSummary } from '../../editor/model/summary'
import { readBlankLists } from './blanks'
import { readFills } from './fills'
import { readActive, readSummaries, type LibraryEntry } from './library'

/** What this device knows of its reports without opening any. */
export interface Known {
  readonly reports: readonly LibraryEntry[]
  readonly summaries: ReadonlyMap<string, ReportSummary>
  readonly blanks: ReadonlyMap<string, BlankList>
  readonly fills: readonly Pending[]
}

/** Keeps up with it; null until it is read the first time. */
export function useKnown(onError: (error: unknown) => void): Known | null {
  const [known, setKnown] = useState<Known | null>(null)
  useEffect(() => {
    let last = 0
    const load = (): void => {
      const mine = ++last
      Promise.all([readActive(), readSummaries(), readBlankLists(), readFills()]).then(
        ([reports, summaries, blanks, fills]) => {
          if (mine === last) setKnown({ reports, summaries, blanks, fills })
        },
        onError,
      )
    }
    load()
    browser.storage.local.onChanged.addListener(load)
    return () => browser.storage.local.onChanged.removeListener(load)
  }, [])
  return known
}
