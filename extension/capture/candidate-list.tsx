import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Candidate } from '../../editor/capture/rank'
import type { Translator } from '../../editor/ui/translator'
import { stateWord } from '../../editor/view/blank-view'

/** So many are drawn; a search finds the rest. */
const shownAtMost = 60

/** The blanks of all reports, the likeliest first, with a search; chosen by keys or pointer. */
export function CandidateList({
  t,
  candidates,
  titles,
  active,
  mayFill,
  onChoose,
}: {
  readonly t: Translator
  readonly candidates: readonly Candidate[]
  /** Titles of the reports by id. */
  readonly titles: ReadonlyMap<string, string>
  /** Whether the list is seen; then its search has the focus. */
  readonly active: boolean
  readonly mayFill: (report: string) => boolean
  readonly onChoose: (candidate: Candidate) => void
}) {
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const input = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLUListElement>(null)
  const ids = useId()
  // Before the next key, which must not get lost.
  useLayoutEffect(() => {
    if (active) input.current?.focus()
  }, [active])
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  }, [at])

  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean)
  const found = candidates
    .filter(({ report, blank }) => {
      const own = [titles.get(report) ?? '', blank.label, blank.before, blank.unit, blank.after]
      const text = own.join(' ').toLowerCase()
      return words.every((word) => text.includes(word))
    })
    .slice(0, shownAtMost)
  const several = titles.size > 1
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing || event.keyCode === 229) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      setAt(Math.max(0, Math.min(found.length - 1, at + step)))
    } else if (event.key === 'Enter') {
      event.preventDefault()
      const one = found[at]
      if (one !== undefined) onChoose(one)
    } else if (event.key === 'Escape') {
      event.preventDefault()
      window.close()
    }
  }
  return (
    <>
      <input
        ref={input}
        type="search"
        role="combobox"
        aria-expanded="true"
        aria-controls={`${ids}-list`}
        aria-activedescendant={found[at] === undefined ? undefined : `${ids}-${at}`}
        aria-label={t('captureSearch')}
        placeholder={t('captureSearch')}
        value={query}
        onInput={(event) => {
          setQuery(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      <p class="note keys">{t('captureKeys')}</p>
      {found.length === 0 && <p class="empty">{t('captureNoMatch', { query })}</p>}
      <ul
        ref={list}
        class="candidates"
        role="listbox"
        id={`${ids}-list`}
        aria-label={t('captureList')}
      >
        {found.map((candidate, index) => {
          const { report, blank } = candidate
          return (
            <li
              key={`${report} ${blank.id}`}
              id={`${ids}-${index}`}
              role="option"
              aria-selected={index === at}
              data-figure-item={blank.id}
              data-state={blank.state}
              onMouseMove={() => setAt(index)}
              onClick={() => onChoose(candidate)}
            >
              <b>
                {blank.label}
                <span class={`state state-${blank.state}`}>{stateWord(t, blank.state)}</span>
                {blank.mine && <span class="state state-mine">{t('filterMine')}</span>}
              </b>
              <span class="sentence">
                {blank.before}
                <mark>{blank.shown || '＊'}</mark>
                {blank.after}
              </span>
              {(several || !mayFill(report)) && (
                <small>
                  {several && titles.get(report)}
                  {!mayFill(report) && <em> {t('mayNotFill')}</em>}
                </small>
              )}
            </li>
          )
        })}
      </ul>
    </>
  )
}
