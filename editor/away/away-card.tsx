import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Node } from 'prosemirror-model'
import { compare } from '../model/versions/compare'
import type { VersionContent } from '../model/versions/content'
import type { Desk } from '../page/desk'
import { showTime } from '../ui/translator'
import { openCompare } from '../versions/compare-dialog'
import { awayReport, type AwayReport, type ChangedSection } from './away-report'
import { readSeen, seenToStore, type Seen } from './seen'
import { watchAway, type AwayWatch } from './watch'

/** Milliseconds between looks. */
const lookEvery = 1000
/** So many lines are shown; the rest is in the comparison. */
const most = 6

/** 您不在时: what others changed, with the way to each place and back. */
export function AwayCard({ desk }: { readonly desk: Desk }) {
  const latest = useRef(desk)
  latest.current = desk
  const watch = useRef<AwayWatch | null>(null)
  const [since, setSince] = useState<Seen | null>(null)
  const [told, again] = useState(0)
  const { t, session, report, options, editor, now } = desk
  const doc = editor?.view.state.doc

  useEffect(() => {
    let stops: (() => void)[] = []
    let gone = false
    let figures = 0
    let last: {
      readonly doc: Node
      readonly figures: number
      readonly content: VersionContent
    } | null = null
    const read = (): VersionContent | undefined => {
      const text = latest.current.editor?.view.state.doc
      // Whoever has just joined has nothing yet; all that comes is no change to tell of.
      const empty = text?.childCount === 1 && text.child(0).content.size === 0
      if (text === undefined || empty) return undefined
      if (last?.doc !== text || last.figures !== figures)
        last = { doc: text, figures, content: report.versions.present(text) }
      return last.content
    }
    void options.seen.read().then((stored) => {
      if (gone) return
      const watching = watchAway({
        seen: readSeen(stored),
        now,
        present: read,
        followEvery: () => {
          const size = latest.current.editor?.view.state.doc.content.size ?? 0
          return size < 100_000 ? 2000 : size < 1_000_000 ? 30_000 : Infinity
        },
        onAway: (seen) => {
          setSince(seen)
          again((n) => n + 1)
        },
        onSeen: (seen) =>
          void options.seen
            .write(seenToStore(seen))
            .catch((error: unknown) => console.warn('seen', error)),
      })
      watch.current = watching
      const look = (): void => {
        const { sync, members, relayed } = session.status()
        const reached = sync === 'synced' && (members > 0 || relayed === true)
        watching.look({ visible: document.visibilityState === 'visible', reached })
      }
      const timer = setInterval(look, lookEvery)
      document.addEventListener('visibilitychange', look)
      stops = [
        report.figures.onChange(() => figures++),
        session.onBeforeApply((part) => {
          if (part !== 'review') watching.beforeChange()
        }),
        () => clearInterval(timer),
        () => document.removeEventListener('visibilitychange', look),
      ]
    })
    return () => {
      gone = true
      for (const stop of stops) stop()
    }
  }, [session])

  const changed = useMemo((): AwayReport | null => {
    if (since === null || doc === undefined) return null
    const comparison = compare(since.content, report.versions.present(doc))
    return awayReport(comparison, {
      me: session.me,
      writersOf: (block) => [...new Set(editor?.authorsOfBlock(block, since.at) ?? [])],
      valueBy: (figure) => report.figures.values(figure).at(-1)?.by ?? '',
      differs: (figure) => report.figures.state(figure) === 'conflict',
    })
    // Read anew when the watch says so, not at every key.
  }, [since, told])
  if (since === null || changed === null) return null
  const { figures, sections } = changed
  if (figures.length + sections.length === 0) return null
  const dismiss = (): void => watch.current?.dismiss()
  const differing = figures.filter(({ differs }) => differs).length
  return (
    <aside class="away-card" role="status" aria-label={t('awayTitle')} data-away>
      <header>
        <strong>{t('awayTitle')}</strong>
        <small>{t('awaySince', { time: showTime(since.at, now(), t.locale) })}</small>
        <button type="button" class="icon" aria-label={t('close')} onClick={dismiss}>
          ×
        </button>
      </header>
      <p>
        {figures.length > 0 && t('awayFigures', { count: figures.length })}
        {differing > 0 && <b class="bad">{t('awayDiffer', { count: differing })}</b>}
        {sections.length > 0 && t('awaySections', { count: sections.length })}
      </p>
      <ul>
        {figures.slice(0, most).map(({ figure, label, unit, before, after, by }) => (
          <li key={figure}>
            <button
              type="button"
              class="link"
              data-away-figure={figure}
              onClick={() => desk.showFigure(figure)}
            >
              {label}
            </button>
            <span>{`${before === '' ? t('compareNone') : before} → ${after === '' ? t('compareNone') : after}${unit}`}</span>
            <small>{report.members.name(by) ?? ''}</small>
          </li>
        ))}
        {sections.slice(0, most).map((section) => (
          <li key={`s${section.block}`}>
            <button
              type="button"
              class="link"
              data-away-section={section.block}
              onClick={() => desk.showBlock(section.block)}
            >
              {section.heading || t('awayLead')}
            </button>
            <span>{wordsOf(section, desk)}</span>
          </li>
        ))}
      </ul>
      <div class="actions">
        <button
          type="button"
          data-away-compare
          onClick={() => openCompare(desk, { label: t('awayBefore'), content: since.content })}
        >
          {t('awayCompare')}
        </button>
        <button type="button" class="primary" data-away-done onClick={dismiss}>
          {t('understood')}
        </button>
      </div>
    </aside>
  )
}

function wordsOf({ places, added, removed, by }: ChangedSection, { t, report }: Desk): string {
  const names = by.map((one) => report.members.name(one) ?? t('someone'))
  return [
    names.length === 0 ? '' : t('awayBy', { names: names.join(t('listComma')) }),
    places === 0 ? '' : t('awayPlaces', { count: places }),
    added === 0 ? '' : t('awayAdded', { count: added }),
    removed === 0 ? '' : t('awayRemoved', { count: removed }),
  ]
    .filter(Boolean)
    .join(t('awayJoin'))
}
