import { useEffect, useState } from 'preact/hooks'
import { groupBy } from '../../editor/model/group-by'
import type { Translator } from '../../editor/ui/translator'
import type { LibraryEntry } from '../platform/library'
import { searchAll, type FoundPlace } from './search-all'

/** Milliseconds of quiet after which a search begins. */
const quiet = 250

/** 在所有报告中查找: a field, and under it the places that were found. */
export function SearchReports({
  t,
  reports,
  onOpen,
  onError,
}: {
  readonly t: Translator
  readonly reports: readonly LibraryEntry[]
  readonly onOpen: (id: string) => void
  readonly onError: (error: unknown) => void
}) {
  const [query, setQuery] = useState('')
  const [found, setFound] = useState<readonly FoundPlace[] | null>(null)
  useEffect(() => {
    setFound(null)
    if (query.trim() === '') return undefined
    let gone = false
    const timer = setTimeout(() => {
      searchAll(query).then((places) => {
        if (!gone) setFound(places)
      }, onError)
    }, quiet)
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [query])
  const titles = new Map(reports.map(({ id, title }) => [id, title]))
  const shown = found?.filter(({ report }) => titles.has(report)) ?? []
  return (
    <div class="search-all" role="search">
      <input
        type="search"
        name="search-all"
        aria-label={t('searchAll')}
        placeholder={t('searchAll')}
        value={query}
        onInput={(event) => setQuery(event.currentTarget.value)}
      />
      {found !== null && (
        <p class="note" role="status" data-search-count={shown.length}>
          {shown.length === 0
            ? t('searchNone', { query: query.trim() })
            : t('searchFound', { count: shown.length })}
        </p>
      )}
      {[...groupBy(shown, ({ report }) => report)].map(([report, places]) => (
        <div key={report} class="found-in">
          <button type="button" class="link" data-found-in={report} onClick={() => onOpen(report)}>
            {titles.get(report) || t('untitled')}
          </button>
          <ul>
            {places.map(({ before, match, after }, index) => (
              <li key={index}>
                …{before}
                <mark>{match}</mark>
                {after}…
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  )
}
