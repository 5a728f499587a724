import { useState } from 'preact/hooks'
import { showDay } from '../board/reminder'
import { isOpen } from '../model/figures/figures'
import type { Translator } from '../ui/translator'
import { stateWord } from '../view/blank-view'
import type { FigureItem } from './overview'

/** So many are drawn at first; the rest on request, so that 5,000 cost no more than 200. */
const page = 200

/** 待填项: what is missing first, by section and item, each with its sentence. */
export function FigureList({
  t,
  items,
  active,
  onGo,
}: {
  readonly t: Translator
  readonly items: readonly FigureItem[]
  readonly active: string | null
  readonly onGo: (id: string) => void
}) {
  const [query, setQuery] = useState('')
  const [limit, setLimit] = useState(page)
  const [onlyMine, setOnlyMine] = useState(false)
  const mine = items.filter((item) => item.mine)
  const listed = onlyMine ? mine : items
  const words = query.trim().toLowerCase()
  const matching =
    words === ''
      ? listed
      : listed.filter(({ label, path, before, after, shown }) =>
          [label, ...path, before, after, shown].join(' ').toLowerCase().includes(words),
        )
  const open = matching.filter(({ state }) => isOpen(state))
  const done = matching.filter(({ state }) => !isOpen(state))
  const shown = [
    ...open.toSorted((a, b) => Number(b.state === 'conflict') - Number(a.state === 'conflict')),
    ...done,
  ]
  const filled = items.filter(({ state }) => !isOpen(state)).length
  let path = ''
  return (
    <section class="figure-list" aria-label={t('figuresTab')}>
      {items.length > 0 && (
        <div class="progress">
          <progress value={filled} max={items.length} aria-label={t('figuresTab')} />
          <span>{t('progress', { done: filled, total: items.length })}</span>
        </div>
      )}
      {(mine.length > 0 || onlyMine) && (
        <label class="check only-mine">
          <input
            type="checkbox"
            checked={onlyMine}
            onChange={(event) => setOnlyMine(event.currentTarget.checked)}
          />
          {t('onlyMine', { count: mine.filter(({ state }) => isOpen(state)).length })}
        </label>
      )}
      {items.length > 8 && (
        <input
          type="search"
          class="search"
          placeholder={t('figuresSearch')}
          aria-label={t('figuresSearch')}
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
      )}
      {items.length === 0 && <p class="empty">{t('figuresNone')}</p>}
      {listed.length > 0 && words === '' && open.length === 0 && (
        <p class="empty good">{t('figuresAllDone')}</p>
      )}
      {words !== '' && matching.length === 0 && (
        <p class="empty">{t('figuresNoMatch', { query })}</p>
      )}
      <ul>
        {shown.slice(0, limit).map((item, index) => {
          const first = index === 0 || (index === open.length && open.length > 0)
          const here = item.path.join(' › ')
          const heading = here !== path || first
          path = here
          return (
            <li key={item.id}>
              {first && (
                <h3 class="group">{index < open.length ? t('groupMissing') : t('groupOther')}</h3>
              )}
              {heading && (
                <h4 class="path" title={here}>
                  {item.path.slice(-2).join(' › ')}
                </h4>
              )}
              <button
                type="button"
                class={item.id === active ? 'figure-item active' : 'figure-item'}
                data-figure-item={item.id}
                data-state={item.state}
                onClick={() => onGo(item.id)}
              >
                <span class="figure-label">
                  {item.label}
                  <span class={`state state-${item.state}`}>{stateWord(t, item.state)}</span>
                </span>
                {item.to !== '' && (
                  <span class={item.overdue ? 'assignee overdue' : 'assignee'}>
                    {item.due === ''
                      ? t('assignedTo', { to: item.to })
                      : t('assignedToDue', { to: item.to, day: showDay(item.due, t) })}
                  </span>
                )}
                <span class="sentence">
                  {item.before}
                  <b>{item.shown}</b>
                  {item.after}
                </span>
              </button>
            </li>
          )
        })}
      </ul>
      {shown.length > limit && (
        <button type="button" class="show-more" onClick={() => setLimit(limit + page)}>
          {t('showMore', { count: Math.min(page, shown.length - limit) })}
        </button>
      )}
    </section>
  )
}
