import { useId, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { FigureKind } from '../../schema/schema'
import { headsOf } from '../../schema/tables'
import { schema } from '../../schema/schema'
import { showValue } from '../../schema/values'
import type { FigureInfo } from '../model/figures/entries'
import type { FigureItem } from '../panels/overview'
import type { StringKey } from '../ui/strings'
import { stateWord } from '../view/blank-view'
import { dropBlank, pendingBlank, placeBlank, type PendingBlank } from '../view/new-blank'
import { blankOf, freeLabel, guessBlank, type BlankGuess } from '../view/value-blank'
import type { Desk } from './desk'

const kindWords: Readonly<Record<FigureKind, StringKey>> = {
  count: 'kindCount',
  percent: 'kindPercent',
  duration: 'kindDuration',
  date: 'kindDate',
  organisation: 'kindOrganisation',
  place: 'kindPlace',
  text: 'kindText',
}
const kinds = Object.keys(kindWords) as FigureKind[]
const measured: ReadonlySet<FigureKind> = new Set(['count', 'percent', 'duration'])
/** So many figures are offered at once. */
const offered = 7

/** Asks what a new blank stands for, or which figure it shows; opens by `{{`. */
export function NewBlankLayer({ desk }: { readonly desk: Desk }) {
  const view = desk.editor?.view
  const pending = view === undefined ? null : pendingBlank(view.state)
  const opened = useRef(0)
  if (pending === null) {
    opened.current = 0
    return null
  }
  opened.current ||= performance.now()
  return <NewBlank key={opened.current} desk={desk} pending={pending} />
}

function guessAt(desk: Desk, { from, to }: PendingBlank): BlankGuess {
  const none: BlankGuess = { kind: 'text', unit: '', suffix: '', course: 'none', label: '' }
  const doc = desk.editor?.view.state.doc
  if (doc === undefined) return none
  const $from = doc.resolve(from)
  return $from.depth === 0
    ? none
    : guessBlank(
        $from.parent,
        $from.parentOffset,
        $from.parentOffset + to - from,
        headsOf(doc, $from.index(0)),
      )
}

function NewBlank({ desk, pending }: { readonly desk: Desk; readonly pending: PendingBlank }) {
  const { t, report, overview } = desk
  const guess = useMemo(() => guessAt(desk, pending), [])
  const [label, setLabel] = useState(guess.label)
  const [touched, setTouched] = useState(false)
  const [kind, setKind] = useState<FigureKind>(guess.kind)
  const [unit, setUnit] = useState(guess.unit)
  const [chosen, setChosen] = useState(0)
  const box = useRef<HTMLFormElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const composing = useRef(false)
  const ids = useId()
  const view = desk.editor?.view
  const found = useMemo(
    () => (touched ? search(overview.figures, label) : []),
    [overview.figures, label, touched],
  )
  const active = Math.min(chosen, found.length)

  useLayoutEffect(() => {
    input.current?.focus()
    input.current?.select()
  }, [])
  useLayoutEffect(() => {
    if (box.current === null || view === undefined) return
    const at = view.coordsAtPos(pending.to)
    const { offsetWidth, offsetHeight } = box.current
    const below = at.bottom + 8 + offsetHeight <= innerHeight - 8
    box.current.style.left = `${Math.max(8, Math.min(at.left - 20, innerWidth - offsetWidth - 8))}px`
    box.current.style.top = `${below ? at.bottom + 8 : Math.max(8, at.top - offsetHeight - 8)}px`
  })
  if (view === undefined) return null

  const done = (): void => view.focus()
  const give = (): void => {
    dropBlank(view)
    done()
  }
  const insertNew = (): void => {
    const words = label.trim() || guess.label || t('figuresTab')
    const own = measured.has(kind) ? unit.trim() : ''
    const info: FigureInfo = {
      id: desk.options.environment.newId(),
      kind,
      unit: kind === guess.kind ? own || guess.unit : own,
      label: freeLabel(words, view.state.doc, report.figures),
      mask: '*',
      hint: '',
    }
    report.figures.define([info])
    // A unit that does not stand there yet is written; the one that does is only taken note of.
    const written = own !== '' && own !== guess.unit ? [schema.text(own)] : []
    placeBlank(view, [blankOf(info), ...written])
    done()
  }
  const insertFigure = (item: FigureItem): void => {
    const info = report.figures.info(item.id) ?? { ...item, mask: '*' }
    // The words of a unit stand behind the blank at its other places; here too, unless they do.
    const missing = item.unit !== '' && guess.unit !== item.unit
    placeBlank(view, [blankOf(info), ...(missing ? [schema.text(item.unit)] : [])])
    done()
  }
  const accept = (index: number): void => {
    const item = found[index - 1]
    if (item === undefined) insertNew()
    else insertFigure(item)
  }

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing || composing.current || event.keyCode === 229) return
    if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      give()
    } else if (event.target === input.current && /^Arrow(Down|Up)$/.test(event.key)) {
      event.preventDefault()
      const by = event.key === 'ArrowDown' ? 1 : -1
      setChosen((active + by + found.length + 1) % (found.length + 1))
    }
  }

  return (
    <form
      ref={box}
      class="figure-form new-blank"
      role="dialog"
      aria-label={t('insertBlank')}
      onKeyDown={onKeyDown}
      onFocusOut={(event) => {
        const { relatedTarget } = event
        // A click elsewhere means: not now. A window that loses the focus means nothing.
        if (relatedTarget instanceof Node && box.current?.contains(relatedTarget) === false)
          dropBlank(view)
      }}
      onSubmit={(event) => {
        event.preventDefault()
        if (!composing.current) accept(active)
      }}
    >
      <div class="field">
        <input
          ref={input}
          role="combobox"
          aria-expanded="true"
          aria-autocomplete="list"
          aria-controls={`${ids}-list`}
          aria-activedescendant={`${ids}-${active}`}
          aria-label={t('newBlankName')}
          placeholder={t('newBlankPlaceholder')}
          autocomplete="off"
          class="value"
          value={label}
          onCompositionStart={() => {
            composing.current = true
          }}
          onCompositionEnd={() => {
            composing.current = false
          }}
          onInput={(event) => {
            setLabel(event.currentTarget.value)
            setTouched(true)
            setChosen(0)
          }}
        />
      </div>
      <ul
        role="listbox"
        id={`${ids}-list`}
        aria-label={t('newBlankChoices')}
        class="new-blank-list"
      >
        <li
          role="option"
          id={`${ids}-0`}
          aria-selected={active === 0}
          data-new-blank
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => accept(0)}
        >
          <b>{t('newBlankMake', { label: label.trim() || guess.label || t('figuresTab') })}</b>
        </li>
        {found.map((item, index) => (
          <li
            key={item.id}
            role="option"
            id={`${ids}-${index + 1}`}
            aria-selected={active === index + 1}
            data-same-figure={item.id}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => accept(index + 1)}
          >
            <span class="new-blank-label">{item.label}</span>
            <small>
              {item.value === '' ? stateWord(t, item.state) : showValue(item.value, item.unit)}
              {` · ${item.path.at(-1) ?? ''}`}
            </small>
          </li>
        ))}
      </ul>
      {active === 0 && (
        <div class="new-blank-kind">
          <label>
            {t('newBlankKind')}
            <select
              value={kind}
              onChange={(event) => {
                const next = kinds.find((one) => one === event.currentTarget.value)
                if (next !== undefined) setKind(next)
              }}
            >
              {kinds.map((one) => (
                <option key={one} value={one}>
                  {t(kindWords[one])}
                </option>
              ))}
            </select>
          </label>
          {measured.has(kind) && (
            <label>
              {t('newBlankUnit')}
              <input
                value={unit}
                readOnly={guess.unit !== ''}
                onInput={(event) => setUnit(event.currentTarget.value)}
              />
            </label>
          )}
        </div>
      )}
      <div class="actions">
        <small class="note">{t('newBlankKeys')}</small>
        <button type="button" class="push" onClick={give}>
          {t('cancel')}
        </button>
        <button type="submit" class="primary">
          {t('newBlankInsert')}
        </button>
      </div>
    </form>
  )
}

/** The figures that have all the words in label, value or place; the nearest labels first. */
function search(items: readonly FigureItem[], query: string): readonly FigureItem[] {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  const rank = (item: FigureItem): number =>
    item.label.toLowerCase().startsWith(words[0] ?? '') ? 0 : 1
  return items
    .filter((item) => {
      const text = `${item.label} ${item.value}${item.unit} ${item.path.join(' ')}`.toLowerCase()
      return words.every((word) => text.includes(word))
    })
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, offered)
}
