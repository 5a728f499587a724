import { useState } from 'preact/hooks'
import type { SectionInfo } from '../../schema/sections'
import type { Translator } from '../ui/translator'

export interface OutlineEntry {
  readonly section: SectionInfo
  /** Figures in the section and its parts, and how many of them are missing or differ. */
  readonly total: number
  readonly missing: number
}

/** So many are drawn at first; no office has more, and a bigger text must not slow the keys down. */
const page = 500

/** 大纲: the sections with what is still missing in each. */
export function Outline({
  t,
  entries,
  onGo,
}: {
  readonly t: Translator
  readonly entries: readonly OutlineEntry[]
  readonly onGo: (block: number) => void
}) {
  const [limit, setLimit] = useState(page)
  return (
    <nav class="outline" aria-label={t('outline')}>
      <h2>{t('outline')}</h2>
      {entries.length === 0 && <p class="empty">{t('outlineEmpty')}</p>}
      <ol>
        {entries.slice(0, limit).map(({ section, total, missing }) => (
          <li key={section.block}>
            <button
              type="button"
              data-section-item={section.block}
              data-level={section.level}
              title={section.number + section.heading}
              onClick={() => onGo(section.block)}
            >
              <span class="outline-text">
                {section.number}
                {section.heading}
              </span>
              {total > 0 && (
                <span
                  class={missing === 0 ? 'count done' : 'count'}
                  aria-label={t('progress', { done: total - missing, total })}
                >
                  {missing === 0 ? '✓' : missing}
                </span>
              )}
            </button>
          </li>
        ))}
      </ol>
      {entries.length > limit && (
        <button type="button" class="show-more" onClick={() => setLimit(limit + page)}>
          {t('showMore', { count: Math.min(page, entries.length - limit) })}
        </button>
      )}
    </nav>
  )
}
