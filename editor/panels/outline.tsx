import { useRef, useState } from 'preact/hooks'
import type { SectionInfo } from '../../schema/sections'
import type { Translator } from '../ui/translator'

export interface OutlineEntry {
  readonly section: SectionInfo
  /** Figures in the section and its parts, and how many of them are missing or differ. */
  readonly total: number
  readonly missing: number
}

/** What can be done with a section of the outline. Each gets it as it was drawn. */
export interface OutlineActs {
  readonly onGo: (section: SectionInfo) => void
  readonly onFold: (section: SectionInfo) => void
  /** Moves it among its siblings. */
  readonly onMove: (section: SectionInfo, by: 1 | -1) => void
  /** Moves it before `target` or behind all that `target` holds. */
  readonly onDrop: (section: SectionInfo, target: SectionInfo, behind: boolean) => void
  /** One level higher (-1) or lower (1). */
  readonly onShift: (section: SectionInfo, by: 1 | -1) => void
}

/** So many are drawn at first; no office has more, and a bigger text must not slow the keys down. */
const page = 500
const dragType = 'application/x-tonggao-section'

interface Drop {
  readonly block: number
  readonly behind: boolean
}

/** 大纲: the sections with what is still missing in each; here they are folded and moved too. */
export function Outline({
  t,
  entries,
  folded,
  current,
  readOnly,
  acts,
}: {
  readonly t: Translator
  readonly entries: readonly OutlineEntry[]
  /** Blocks that open a folded section. */
  readonly folded: ReadonlySet<number>
  /** Block that opens the section in which the caret is. */
  readonly current: number | null
  readonly readOnly: boolean
  readonly acts: OutlineActs
}) {
  const [limit, setLimit] = useState(page)
  const [dragged, setDragged] = useState<SectionInfo | null>(null)
  const [drop, setDrop] = useState<Drop | null>(null)
  const list = useRef<HTMLOListElement>(null)
  const shown = withoutFolded(entries, folded).slice(0, limit)
  /** One stop of the Tab key; the arrows go on from there. */
  const stop = shown.some(({ section }) => section.block === current)
    ? current
    : (shown[0]?.section.block ?? null)

  const focus = (index: number): void => {
    const buttons = list.current?.querySelectorAll<HTMLElement>('[data-section-item]')
    buttons?.[Math.max(0, Math.min(index, buttons.length - 1))]?.focus()
  }
  const onKeyDown = (event: KeyboardEvent, section: SectionInfo, index: number): void => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return
    const { key } = event
    if (event.altKey && event.shiftKey && !readOnly && key.startsWith('Arrow')) {
      if (key === 'ArrowUp' || key === 'ArrowDown') acts.onMove(section, key === 'ArrowUp' ? -1 : 1)
      else acts.onShift(section, key === 'ArrowLeft' ? -1 : 1)
    } else if (event.altKey || event.shiftKey) return
    else if (key === 'ArrowDown') focus(index + 1)
    else if (key === 'ArrowUp') focus(index - 1)
    else if (key === 'Home') focus(0)
    else if (key === 'End') focus(Infinity)
    else if (key === 'ArrowRight' && folded.has(section.block)) acts.onFold(section)
    else if (key === 'ArrowLeft' && !folded.has(section.block)) acts.onFold(section)
    else return
    event.preventDefault()
  }
  const onDragOver = (event: DragEvent, section: SectionInfo): void => {
    if (dragged === null || !(event.currentTarget instanceof HTMLElement)) return
    // Nothing goes into itself.
    if (section.block >= dragged.block && section.block < dragged.end) {
      setDrop(null)
      return
    }
    event.preventDefault()
    const box = event.currentTarget.getBoundingClientRect()
    const behind = event.clientY > box.top + box.height / 2
    if (drop?.block !== section.block || drop.behind !== behind)
      setDrop({ block: section.block, behind })
  }
  const end = (): void => {
    setDragged(null)
    setDrop(null)
  }

  return (
    <nav class="outline" aria-label={t('outline')}>
      <h2>{t('outline')}</h2>
      {entries.length === 0 && <p class="empty">{t('outlineEmpty')}</p>}
      <ol ref={list}>
        {shown.map(({ section, total, missing }, index) => (
          <li
            key={section.block}
            data-level={section.level}
            class={[
              dragged?.block === section.block ? 'dragged' : '',
              drop?.block === section.block ? (drop.behind ? 'drop-behind' : 'drop-before') : '',
            ].join(' ')}
            draggable={!readOnly}
            onDragStart={(event) => {
              event.dataTransfer?.setData(dragType, section.heading)
              if (event.dataTransfer !== null) event.dataTransfer.effectAllowed = 'move'
              setDragged(section)
            }}
            onDragOver={(event) => onDragOver(event, section)}
            onDragEnd={end}
            onDrop={(event) => {
              event.preventDefault()
              if (dragged !== null && drop !== null) acts.onDrop(dragged, section, drop.behind)
              end()
            }}
          >
            <button
              type="button"
              class="fold"
              tabIndex={-1}
              aria-expanded={!folded.has(section.block)}
              aria-label={t(folded.has(section.block) ? 'unfoldSection' : 'foldSection', {
                heading: section.heading,
              })}
              onClick={() => acts.onFold(section)}
            >
              {folded.has(section.block) ? '▸' : '▾'}
            </button>
            <button
              type="button"
              class="outline-entry"
              data-section-item={section.block}
              data-level={section.level}
              title={section.number + section.heading}
              tabIndex={section.block === stop ? 0 : -1}
              aria-current={section.block === current ? 'location' : undefined}
              aria-keyshortcuts={
                readOnly
                  ? undefined
                  : 'Alt+Shift+ArrowUp Alt+Shift+ArrowDown Alt+Shift+ArrowLeft Alt+Shift+ArrowRight'
              }
              onKeyDown={(event) => onKeyDown(event, section, index)}
              onClick={() => acts.onGo(section)}
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

/** The entries that no folded section holds. */
function withoutFolded(
  entries: readonly OutlineEntry[],
  folded: ReadonlySet<number>,
): readonly OutlineEntry[] {
  let hiddenTo = 0
  return entries.filter(({ section }) => {
    if (section.block < hiddenTo) return false
    if (folded.has(section.block)) hiddenTo = section.end
    return true
  })
}
