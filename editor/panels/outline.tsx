import type { SectionInfo } from '../../schema/sections'
import type { Translator } from '../ui/translator'

export interface OutlineEntry {
  readonly section: SectionInfo
  /** Figures in the section and its parts, and how many of them are missing or differ. */
  readonly total: number
  readonly missing: number
}

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
  return (
    <nav class="outline" aria-label={t('outline')}>
      <h2>{t('outline')}</h2>
      {entries.length === 0 && <p class="empty">{t('outlineEmpty')}</p>}
      <ol>
        {entries.map(({ section, total, missing }) => (
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
    </nav>
  )
}
