import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { NodeSelection, TextSelection } from 'prosemirror-state'
import type { Desk } from '../page/desk'
import type { StringKey } from '../ui/strings'
import { scrollToPosition } from '../view/scroll'
import { findState, markMatches, openFind } from './find-plugin'
import { replaceMatches, type Refusal, type Replaced } from './replace'
import { fold, Search, type Match } from './search'

/** Milliseconds of quiet after a change until what was found is looked for again. */
const quiet = 120
/** So many comments are listed. */
const listed = 20

/** Find and replace, over the text. */
export function FindLayer({ desk }: { readonly desk: Desk }) {
  const state = desk.editor?.view.state
  if (state === undefined || desk.shows !== 'text' || findState(state).open === null) return null
  return <FindBar desk={desk} />
}

function FindBar({ desk }: { readonly desk: Desk }) {
  const { t, editor, report, session } = desk
  const view = editor?.view
  const state = view?.state
  const find = state === undefined ? null : findState(state)
  const [text, setText] = useState(() => selectedWords(desk))
  const [replacement, setReplacement] = useState('')
  const [matchCase, setMatchCase] = useState(false)
  const [matches, setMatches] = useState<readonly Match[]>([])
  const [current, setCurrent] = useState(-1)
  const [said, setSaid] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const composing = useRef(false)
  /** Where the search goes on from: what is found there or behind it comes first. */
  const from = useRef(state?.selection.from ?? 0)
  const stepped = useRef(find?.asked.count ?? 0)

  const search = useMemo(
    () =>
      new Search({ text, matchCase }, (blank) => {
        const figure = String(blank.attrs['figure'])
        return report.figures.shown(figure) ?? String(blank.attrs['mask'])
      }),
    [text, matchCase, report],
  )
  const comments = useMemo(() => {
    const needle = fold(text, matchCase)
    if (needle === '') return []
    return report.review.threads().flatMap((thread) => {
      const message = thread.messages.find(({ body }) => fold(body, matchCase).includes(needle))
      return message === undefined ? [] : [{ id: thread.id, body: message.body }]
    })
  }, [text, matchCase, report, desk.overview])

  const show = (list: readonly Match[], index: number): void => {
    setMatches(list)
    setCurrent(index)
    if (view !== undefined) markMatches(view, list, index)
  }
  const look = (): void => {
    if (view === undefined || view.isDestroyed) return
    const list = search.matches(view.state.doc)
    const at = list.findIndex((one) => one.from >= from.current)
    show(list, at < 0 ? (list.length > 0 ? 0 : -1) : at)
  }

  /** What waits for the typing to rest looks for what is asked for then. */
  const latest = useRef(look)
  latest.current = look

  useLayoutEffect(() => {
    input.current?.focus()
    input.current?.select()
  }, [find?.open])
  // Another text is looked for at once, a changed one when the typing rests and nothing is composed.
  useEffect(() => look(), [search])
  useEffect(() => {
    if (view === undefined) return undefined
    let timer: ReturnType<typeof setTimeout>
    const later = (): void => {
      timer = setTimeout(() => (view.composing ? later() : latest.current()), quiet)
    }
    later()
    return () => clearTimeout(timer)
  }, [state?.doc, desk.overview])
  useEffect(() => {
    if (find === null || find.asked.count === stepped.current) return
    stepped.current = find.asked.count
    step(find.asked.by)
  })
  if (view === undefined || find === null || editor === null) return null

  const go = (list: readonly Match[], index: number): void => {
    const match = list[index]
    show(list, index)
    if (match === undefined) return
    from.current = match.from
    const { doc, tr } = view.state
    view.dispatch(
      tr.setSelection(
        match.kind === 'value'
          ? NodeSelection.create(doc, match.from)
          : TextSelection.create(doc, match.from, match.to),
      ),
    )
    scrollToPosition(view, match.from)
  }
  const step = (by: 1 | -1): void => {
    setSaid('')
    // The list may be a moment old; what is gone to must be there.
    const list = search.matches(view.state.doc)
    if (list.length === 0) {
      show(list, -1)
      return
    }
    const here = list.findIndex((one) => one.from >= from.current)
    const exact = here >= 0 && list[here]?.from === from.current
    const selected =
      exact && view.state.selection.from === from.current && !view.state.selection.empty
    const index =
      here < 0 ? (by === 1 ? 0 : list.length - 1) : selected || by === -1 ? here + by : here
    go(list, (index + list.length) % list.length)
  }
  const close = (): void => {
    openFind(view, null)
    view.focus()
  }
  const tell = ({ count, refused }: Replaced): void => {
    const parts = [t('replacedCount', { count })]
    for (const [why, times] of refused)
      parts.push(
        t('replaceRefused', { count: times, why: t(refusalWords[why], { unit: '', suffix: '' }) }),
      )
    setSaid(parts.join(' '))
  }
  const replace = (list: readonly Match[]): Replaced =>
    replaceMatches(
      {
        state: view.state,
        figures: report.figures,
        mayText: session.may('text'),
        mayFill: session.may('figures'),
        dispatch: (tr) => view.dispatch(tr),
        group: (change) => editor.undo.group(change),
      },
      list,
      search.query,
      replacement,
    )
  const replaceOne = (): void => {
    const list = search.matches(view.state.doc)
    const match = list.find((one) => one.from === from.current)
    if (match === undefined) {
      step(1)
      return
    }
    const result = replace([match])
    tell(result)
    if (result.count > 0) {
      from.current = match.kind === 'text' ? match.from + replacement.length : match.to
      const next = search.matches(view.state.doc)
      const at = next.findIndex((one) => one.from >= from.current)
      go(next, at < 0 ? (next.length > 0 ? 0 : -1) : at)
    }
  }
  const replaceAll = (): void => {
    tell(replace(search.matches(view.state.doc)))
    look()
  }

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing || composing.current || event.keyCode === 229) return
    if (event.key === 'Escape') close()
    else if (event.key === 'Enter' && event.target === input.current) step(event.shiftKey ? -1 : 1)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const composition = {
    onCompositionStart: () => {
      composing.current = true
    },
    onCompositionEnd: () => {
      composing.current = false
    },
  }
  const replacing = find.open === 'replace'
  const mayReplace = text !== '' && matches.length > 0
  return (
    <div class="find-bar" role="search" aria-label={t('find')} onKeyDown={onKeyDown}>
      <div class="find-row">
        <input
          ref={input}
          aria-label={t('find')}
          placeholder={t('findPlaceholder')}
          value={text}
          {...composition}
          onInput={(event) => {
            setSaid('')
            setText(event.currentTarget.value)
          }}
        />
        <span class="find-count" role="status" data-found={matches.length}>
          {text === ''
            ? ''
            : matches.length === 0
              ? t('findNothing')
              : t('findCount', { index: current + 1, count: matches.length })}
        </span>
        <button
          type="button"
          aria-label={t('findPrevious')}
          title={`${t('findPrevious')} (Shift+F3)`}
          onClick={() => step(-1)}
        >
          ↑
        </button>
        <button
          type="button"
          aria-label={t('findNext')}
          title={`${t('findNext')} (F3)`}
          onClick={() => step(1)}
        >
          ↓
        </button>
        <button
          type="button"
          aria-pressed={matchCase}
          aria-label={t('findCase')}
          title={t('findCase')}
          onClick={() => setMatchCase(!matchCase)}
        >
          Aa
        </button>
        <button
          type="button"
          aria-expanded={replacing}
          disabled={!session.may('text') && !session.may('figures')}
          onClick={() => openFind(view, replacing ? 'find' : 'replace')}
        >
          {t('replace')}
        </button>
        <button type="button" class="icon" aria-label={t('close')} onClick={close}>
          ×
        </button>
      </div>
      {replacing && (
        <div class="find-row">
          <input
            aria-label={t('replaceWith')}
            placeholder={t('replaceWith')}
            value={replacement}
            {...composition}
            onInput={(event) => setReplacement(event.currentTarget.value)}
          />
          <button type="button" data-replace="one" disabled={!mayReplace} onClick={replaceOne}>
            {t('replaceOne')}
          </button>
          <button type="button" data-replace="all" disabled={!mayReplace} onClick={replaceAll}>
            {t('replaceAll')}
          </button>
        </div>
      )}
      {said !== '' && (
        <p class="find-said" role="status">
          {said}
        </p>
      )}
      {comments.length > 0 && (
        <details class="find-comments" open={matches.length === 0}>
          <summary>{t('findComments', { count: comments.length })}</summary>
          <ul>
            {comments.slice(0, listed).map(({ id, body }) => (
              <li key={id}>
                <button type="button" data-found-thread={id} onClick={() => desk.showThread(id)}>
                  {body.length > 60 ? `${body.slice(0, 60)}…` : body}
                </button>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

const refusalWords: Readonly<Record<Refusal, StringKey>> = {
  border: 'refusedBorder',
  missing: 'refusedMissing',
  differing: 'refusedDiffering',
  'no-right': 'refusedRight',
  empty: 'error-empty',
  'not-a-number': 'error-not-a-number',
  'not-a-whole-number': 'error-not-a-whole-number',
  negative: 'error-negative',
  'out-of-range': 'error-out-of-range',
  'unit-in-value': 'error-unit-in-value',
  'word-in-value': 'error-word-in-value',
  'suffix-doubled': 'error-suffix-doubled',
  'not-a-date': 'error-not-a-date',
  'too-long': 'error-too-long',
}

/** The words that are selected in the text, if they are few: what somebody is about to look for. */
function selectedWords({ editor }: Desk): string {
  if (editor === null) return ''
  const { selection, doc } = editor.view.state
  const { from, to, $from, $to } = selection
  if (!(selection instanceof TextSelection) || from === to || !$from.sameParent($to)) return ''
  const words = doc.textBetween(from, to, '', '')
  return words.length <= 60 ? words : ''
}
