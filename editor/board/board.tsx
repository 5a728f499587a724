import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { reasonWords } from '../panels/reason-words'
import { printValue, type ParsedValue, type ValueError } from '../../schema/values'
import type { StringKey } from '../ui/strings'
import { showTime, type Translator } from '../ui/translator'
import { stateWord } from '../view/blank-view'
import type { Undo } from '../binding/undo'
import type { Members } from '../model/members'
import type { FigureItem } from '../panels/overview'
import { Facets } from './facets'
import { openSheetsAside } from '../spreadsheet/open-aside'
import { readFilledList, type BadRow, type FilledList } from '../spreadsheet/read-list'
import { proposePaste, readCells, type Proposal } from './proposals'
import { ExportDialog } from './export-dialog'
import { ProposalDialog, type ProposalDialogProps } from './proposal-dialog'
import { ReminderDialog } from './reminder-dialog'
import { showDay } from './reminder'
import {
  boardRows,
  everything,
  type BoardFilter,
  type BoardItem,
  type BoardOrder,
  type BoardRow,
  type Grouping,
  type SortKey,
} from './rows'

/** Last year's value and what the checks say of a figure. */
export interface BoardRemark {
  /** With its measure; empty when there is none. */
  readonly last: string
  /** How the value differs from it; empty when nobody can tell. */
  readonly change: string
  /** Whether it is still last year's and nobody said that it is right so. */
  readonly stale: boolean
  /** Whether its value is computed: nobody filled it. */
  readonly computed: boolean
  /** What the checks found, a sentence each. */
  readonly problems: readonly string[]
}

export interface BoardProps {
  readonly t: Translator
  readonly title: string
  readonly items: readonly BoardItem[]
  readonly members: Members
  readonly now: () => number
  /** Whether whoever sits here may not fill or assign. */
  readonly readOnly: boolean
  readonly onFill: (item: FigureItem, raw: string) => ParsedValue
  /** Applies what was agreed to, as one step. */
  readonly onApply: (proposals: readonly Proposal[]) => void
  /** Opens the form of a figure, with its history and choices. */
  readonly onOpen: (id: string) => void
  /** Shows a figure in the text. */
  readonly onShow: (id: string) => void
  readonly onAssign: (ids: readonly string[]) => void
  /** What is said of a figure beside its value; asked for the rows that are seen. */
  readonly remarkOn: (item: FigureItem) => BoardRemark
  /** Whether there are values of last year. */
  readonly hasLast: boolean
  /** Undo of fills and edits alike; null while there is none. */
  readonly undo: Undo | null
}

/** Height of a row in CSS pixels, as board.css has it. */
const rowHeight = 46
/** Rows that are drawn above and below what is seen. */
const margin = 6

interface Draft {
  readonly raw: string
  readonly error: ValueError | null
}

const columns: readonly { readonly key: SortKey; readonly title: StringKey }[] = [
  { key: 'label', title: 'columnFigure' },
  { key: 'value', title: 'columnValue' },
  { key: 'state', title: 'columnState' },
  { key: 'text', title: 'columnSection' },
  { key: 'to', title: 'columnTo' },
  { key: 'due', title: 'columnDue' },
  { key: 'at', title: 'columnFilled' },
]

const groupings: Readonly<Record<Grouping, StringKey>> = {
  none: 'groupNone',
  section: 'groupSection',
  item: 'groupItem',
  to: 'groupTo',
  state: 'groupState',
}

const importWords: Readonly<Record<Extract<FilledList, { ok: false }>['reason'], StringKey>> = {
  'no-spreadsheet': 'importNoSpreadsheet',
  locked: 'importLocked',
  bomb: 'importBomb',
  'too-large': 'importTooLarge',
  'too-slow': 'importTooSlow',
  broken: 'importBroken',
  'no-table': 'importNoTable',
  foreign: 'importForeign',
}

const badWords: Readonly<Record<BadRow['reason'], StringKey>> = {
  unknown: 'badUnknown',
  ambiguous: 'badAmbiguous',
  contradicts: 'badContradicts',
  'unclear-percent': 'badUnclearPercent',
}

/** 数据表: all figures of the report as a table. Only the rows that are seen are drawn. */
export function Board(props: BoardProps) {
  const { t, items, readOnly } = props
  const [filter, setFilter] = useState<BoardFilter>(everything)
  const [order, setOrder] = useState<BoardOrder>({
    sort: 'text',
    descending: false,
    group: 'section',
  })
  const [kept, setKept] = useState<ReadonlyMap<string, BoardItem>>(new Map())
  const [drafts, setDrafts] = useState<ReadonlyMap<string, Draft>>(new Map())
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [proposed, setProposed] = useState<Pick<
    ProposalDialogProps,
    'title' | 'proposals' | 'notes' | 'problems'
  > | null>(null)
  const [problem, setProblem] = useState('')
  const [reminding, setReminding] = useState(false)
  const [exporting, setExporting] = useState(false)
  const file = useRef<HTMLInputElement>(null)
  const [seen, setSeen] = useState({ top: 0, height: 800 })
  const scroller = useRef<HTMLDivElement>(null)
  const wanted = useRef<string | null>(null)

  const choose = (next: Partial<BoardFilter>): void => {
    setKept(new Map())
    setFilter({ ...filter, ...next })
    scroller.current?.scrollTo(0, 0)
  }
  const arrange = (next: Partial<BoardOrder>): void => {
    setKept(new Map())
    setOrder({ ...order, ...next })
  }
  const rows = useMemo(() => boardRows(items, filter, order, kept), [items, filter, order, kept])
  const figures = useMemo(
    () => rows.flatMap((row) => (row.type === 'figure' ? [row.item] : [])),
    [rows],
  )
  const byId = useMemo(() => new Map(items.map((item) => [item.id, item])), [items])
  const selection = [...chosen].filter((id) => byId.has(id))

  useEffect(() => {
    const box = scroller.current
    if (box === null) return undefined
    const measure = (): void => setSeen({ top: box.scrollTop, height: box.clientHeight })
    const observer = new ResizeObserver(measure)
    observer.observe(box)
    box.addEventListener('scroll', measure, { passive: true })
    return () => {
      observer.disconnect()
      box.removeEventListener('scroll', measure)
    }
  }, [])

  // The field that was asked for is drawn only once its row is seen.
  useLayoutEffect(() => {
    if (wanted.current === null) return
    const field = scroller.current?.querySelector<HTMLInputElement>(
      `[data-board-value="${CSS.escape(wanted.current)}"]`,
    )
    if (field === null || field === undefined) return
    wanted.current = null
    field.focus({ preventScroll: true })
    field.select()
  })

  const draftOf = (item: FigureItem): string => drafts.get(item.id)?.raw ?? item.value
  const setDraft = (id: string, draft: Draft | null): void =>
    setDrafts((before) => {
      const next = new Map(before)
      if (draft === null) next.delete(id)
      else next.set(id, draft)
      return next
    })

  /** True when nothing stands in the way of going on. */
  const commit = (item: BoardItem): boolean => {
    const draft = drafts.get(item.id)
    if (draft === undefined) return true
    if (draft.raw.trim() === '' || draft.raw.trim() === item.value) {
      setDraft(item.id, null)
      return true
    }
    if (!kept.has(item.id)) setKept(new Map([...kept, [item.id, item]]))
    const result = props.onFill(item, draft.raw)
    setDraft(item.id, result.ok ? null : { raw: draft.raw, error: result })
    return result.ok
  }

  const goTo = (index: number): void => {
    const item = figures[index]
    const box = scroller.current
    if (item === undefined || box === null) return
    const row = rows.findIndex((one) => one.type === 'figure' && one.item.id === item.id)
    const top = row * rowHeight
    wanted.current = item.id
    // The head of the table covers the first row.
    if (top < box.scrollTop) box.scrollTop = top
    else if (top + 2 * rowHeight > box.scrollTop + box.clientHeight)
      box.scrollTop = top + 2 * rowHeight - box.clientHeight
    setSeen({ top: box.scrollTop, height: box.clientHeight })
  }

  const onKey = (event: KeyboardEvent, item: BoardItem): void => {
    if (event.isComposing || event.keyCode === 229) return
    if (event.altKey || event.ctrlKey || event.metaKey) {
      const undoes = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z'
      // While something is typed the field has its own undo.
      if (undoes && !drafts.has(item.id) && !readOnly) {
        event.preventDefault()
        if (event.shiftKey) props.undo?.redo()
        else props.undo?.undo()
      }
      return
    }
    const index = figures.findIndex(({ id }) => id === item.id)
    if (event.key === 'Escape') {
      event.preventDefault()
      setDraft(item.id, null)
    } else if (event.key === 'F2') {
      event.preventDefault()
      props.onOpen(item.id)
    } else if (event.key === 'Enter' || event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      const back = event.key === 'ArrowUp' || event.shiftKey
      if (commit(item)) goTo(index + (back ? -1 : 1))
    }
  }

  const onPaste = (event: ClipboardEvent, item: FigureItem): void => {
    const text = event.clipboardData?.getData('text/plain') ?? ''
    if (readOnly || !/[\n\t]/.test(text.replace(/\r?\n$/, ''))) return
    event.preventDefault()
    const from = figures.findIndex(({ id }) => id === item.id)
    const { proposals, unplaced } = proposePaste(readCells(text), figures.slice(from))
    setProposed({
      title: t('pasteTitle'),
      proposals,
      notes: unplaced > 0 ? [t('pasteUnplaced', { count: unplaced })] : [],
    })
  }

  const importList = async (chosen: File): Promise<void> => {
    const { name } = chosen
    setProblem('')
    try {
      const read = readFilledList(await openSheetsAside(chosen), items)
      if (!read.ok) {
        setProblem(t(importWords[read.reason], { name }))
        return
      }
      setProposed({
        title: t('importTitle', { name }),
        // Where a row says nothing of its source, the file is what is known.
        proposals: read.proposals.map((one) => ({ ...one, source: one.source || name })),
        notes: [],
        problems: read.bad.map(({ sheet, row, label, raw, reason, other = 0 }) =>
          t('badRow', { sheet, row, label, raw, reason: t(badWords[reason], { other }) }),
        ),
      })
    } catch (error) {
      setProblem(t('actFailed', { reason: reasonWords(t, error) }))
    }
  }

  const toggle = (ids: readonly string[], on: boolean): void => {
    const next = new Set(chosen)
    for (const id of ids) {
      if (on) next.add(id)
      else next.delete(id)
    }
    setChosen(next)
  }

  const first = Math.max(0, Math.floor(seen.top / rowHeight) - margin)
  const last = Math.min(rows.length, Math.ceil((seen.top + seen.height) / rowHeight) + margin)
  const allChosen = figures.length > 0 && figures.every(({ id }) => chosen.has(id))
  return (
    <>
      <Facets t={t} items={items} filter={filter} onFilter={choose} />
      <main class="board" data-board data-has-last={props.hasLast}>
        <div class="toolbar" role="toolbar" aria-label={t('board')}>
          <input
            type="search"
            placeholder={t('figuresSearch')}
            aria-label={t('figuresSearch')}
            value={filter.query}
            onInput={(event) => choose({ query: event.currentTarget.value })}
          />
          <label>
            {t('groupBy')}
            <select
              name="group"
              value={order.group}
              onChange={(event) => {
                const group = event.currentTarget.value
                if (group in groupings) arrange({ group: group as Grouping })
              }}
            >
              {Object.entries(groupings).map(([key, title]) => (
                <option key={key} value={key}>
                  {t(title)}
                </option>
              ))}
            </select>
          </label>
          <button
            type="button"
            title={`${t('undo')} (Ctrl+Z)`}
            disabled={readOnly || props.undo?.canUndo !== true}
            onClick={() => props.undo?.undo()}
          >
            {t('undo')}
          </button>
          <span class="push board-count" role="status">
            {selection.length > 0
              ? t('boardChosen', { count: selection.length })
              : t('boardCount', { count: figures.length, total: items.length })}
          </span>
          <button
            type="button"
            data-assign
            disabled={readOnly || selection.length === 0}
            title={selection.length === 0 ? t('assignHint') : ''}
            onClick={() => props.onAssign(selection)}
          >
            {t('assign')}
          </button>
          <button type="button" data-export onClick={() => setExporting(true)}>
            {t('exportList')}
          </button>
          <button
            type="button"
            data-import
            disabled={readOnly}
            onClick={() => file.current?.click()}
          >
            {t('importList')}
          </button>
          <input
            ref={file}
            type="file"
            name="list"
            hidden
            accept=".xlsx,.xls"
            onChange={(event) => {
              const [chosen] = event.currentTarget.files ?? []
              event.currentTarget.value = ''
              if (chosen !== undefined) void importList(chosen)
            }}
          />
          <button type="button" data-remind onClick={() => setReminding(true)}>
            {t('remind')}
          </button>
        </div>
        {problem !== '' && (
          <p class="banner bad" role="alert" data-import-problem>
            {problem}
            <button type="button" onClick={() => setProblem('')}>
              {t('understood')}
            </button>
          </p>
        )}
        <div
          class="board-scroll"
          ref={scroller}
          role="grid"
          aria-label={t('board')}
          aria-rowcount={rows.length + 1}
        >
          <div class="board-row board-head" role="row" aria-rowindex={1}>
            <span role="columnheader" class="cell-check">
              <input
                type="checkbox"
                aria-label={t('chooseAll')}
                checked={allChosen}
                disabled={figures.length === 0}
                onChange={(event) =>
                  toggle(
                    figures.map(({ id }) => id),
                    event.currentTarget.checked,
                  )
                }
              />
            </span>
            {columns.flatMap(({ key, title }) => [
              <span
                key={key}
                role="columnheader"
                class={`cell-${key}`}
                aria-sort={
                  order.sort === key ? (order.descending ? 'descending' : 'ascending') : 'none'
                }
              >
                <button
                  type="button"
                  class="head-button"
                  onClick={() =>
                    arrange({
                      sort: key,
                      descending: order.sort === key && !order.descending,
                    })
                  }
                >
                  {t(title)}
                  {order.sort === key && key !== 'text' && (order.descending ? ' ↓' : ' ↑')}
                  {key === 'text' && order.sort === 'text' && order.descending && ' ↓'}
                </button>
              </span>,
              key === 'value' && props.hasLast ? (
                <span key="last" role="columnheader" class="cell-last">
                  {t('columnLast')}
                </span>
              ) : null,
            ])}
          </div>
          {rows.length === 0 && (
            <div class="empty">
              <p>{t(items.length === 0 ? 'figuresNone' : 'boardNothing')}</p>
              {items.length > 0 && (
                <button type="button" onClick={() => choose(everything)}>
                  {t('showAll')}
                </button>
              )}
            </div>
          )}
          <div class="board-body" style={{ height: `${rows.length * rowHeight}px` }}>
            {rows.slice(first, last).map((row, index) => {
              const place = {
                'aria-rowindex': first + index + 2,
                style: { top: `${(first + index) * rowHeight}px` },
              }
              return row.type === 'group' ? (
                <GroupRow
                  key={`group ${row.title}`}
                  t={t}
                  row={row}
                  title={groupTitle(t, row.title, order.group)}
                  place={place}
                  chosen={row.ids.every((id) => chosen.has(id))}
                  onChoose={(on) => toggle(row.ids, on)}
                />
              ) : (
                <div
                  key={row.item.id}
                  class={row.item.mine ? 'board-row mine' : 'board-row'}
                  role="row"
                  data-figure-item={row.item.id}
                  data-state={row.item.state}
                  {...place}
                >
                  <span role="gridcell" class="cell-check">
                    <input
                      type="checkbox"
                      aria-label={t('chooseFigure', { label: row.item.label })}
                      checked={chosen.has(row.item.id)}
                      onChange={(event) => toggle([row.item.id], event.currentTarget.checked)}
                    />
                  </span>
                  <span role="gridcell" class="cell-label">
                    <button
                      type="button"
                      class="label-button"
                      title={t('showInText')}
                      onClick={() => props.onShow(row.item.id)}
                    >
                      {row.item.label}
                    </button>
                    <Context
                      item={row.item}
                      problems={filter.state === 'problem' ? props.remarkOn(row.item).problems : []}
                    />
                  </span>
                  <ValueCell
                    t={t}
                    item={row.item}
                    raw={draftOf(row.item)}
                    error={drafts.get(row.item.id)?.error ?? null}
                    readOnly={readOnly}
                    onRaw={(raw) => setDraft(row.item.id, { raw, error: null })}
                    onKey={(event) => onKey(event, row.item)}
                    onPaste={(event) => onPaste(event, row.item)}
                    onLeave={() => commit(row.item)}
                  />
                  {props.hasLast && <LastCell t={t} remark={props.remarkOn(row.item)} />}
                  <span role="gridcell" class="cell-state">
                    <Problems
                      t={t}
                      problems={props.remarkOn(row.item).problems}
                      onOpen={() => props.onOpen(row.item.id)}
                    />
                    <button
                      type="button"
                      class={`state state-${row.item.state}`}
                      title={t('openForm')}
                      onClick={() => props.onOpen(row.item.id)}
                    >
                      {stateWord(t, row.item.state)}
                    </button>
                  </span>
                  <span role="gridcell" class="cell-text" title={row.item.path.join(' › ')}>
                    {(order.group === 'section'
                      ? row.item.path.slice(row.item.headings.length)
                      : row.item.path.slice(-2)
                    ).join(' › ')}
                  </span>
                  <span role="gridcell" class="cell-to" title={row.item.to}>
                    {row.item.to}
                  </span>
                  <span
                    role="gridcell"
                    class={row.item.overdue ? 'cell-due overdue' : 'cell-due'}
                    title={row.item.overdue ? t('overdue') : ''}
                  >
                    {row.item.due === '' ? '' : showDay(row.item.due, t)}
                    {row.item.overdue && <small>{t('overdue')}</small>}
                  </span>
                  <span role="gridcell" class="cell-at" title={row.item.source}>
                    {row.item.at > 0 && (
                      <>
                        {props.remarkOn(row.item).computed
                          ? t('computedMark')
                          : (props.members.name(row.item.by) ?? t('someone'))}
                        <small>{showTime(row.item.at, props.now(), t.locale)}</small>
                      </>
                    )}
                  </span>
                </div>
              )
            })}
          </div>
        </div>
        <p class="board-keys">{t('boardKeys')}</p>
      </main>
      {proposed !== null && (
        <ProposalDialog
          t={t}
          {...proposed}
          onApply={props.onApply}
          onClose={() => setProposed(null)}
        />
      )}
      {exporting && (
        <ExportDialog t={t} title={props.title} items={items} onClose={() => setExporting(false)} />
      )}
      {reminding && (
        <ReminderDialog
          t={t}
          title={props.title}
          items={items}
          onClose={() => setReminding(false)}
        />
      )}
    </>
  )
}

function groupTitle(t: Translator, title: string, group: Grouping): string {
  if (group === 'to' && title === '') return t('unassigned')
  return group === 'state' ? stateWord(t, title as FigureItem['state']) : title
}

/** The sentence of a figure; what was found of it where that is what one looks at. */
function Context({
  item: { before, shown, after },
  problems,
}: {
  readonly item: FigureItem
  readonly problems: readonly string[]
}) {
  if (problems.length > 0) {
    const words = problems.join('；')
    return (
      <span class="context context-problem" title={words}>
        {words}
      </span>
    )
  }
  return (
    <span class="context" title={`${before}${shown}${after}`}>
      {before}
      <b>{shown}</b>
      {after}
    </span>
  )
}

function LastCell({ t, remark }: { readonly t: Translator; readonly remark: BoardRemark }) {
  return (
    <span role="gridcell" class="cell-last" data-last={remark.last}>
      {remark.last}
      {remark.stale ? (
        <small class="stale">{t('notUpdatedShort')}</small>
      ) : (
        <small>{remark.change}</small>
      )}
    </span>
  )
}

function Problems({
  t,
  problems,
  onOpen,
}: {
  readonly t: Translator
  readonly problems: readonly string[]
  readonly onOpen: () => void
}) {
  if (problems.length === 0) return null
  return (
    <button
      type="button"
      class="row-problems"
      data-problems={problems.length}
      title={problems.join('\n')}
      aria-label={`${t('problemsHere', { count: problems.length })}：${problems.join('；')}`}
      onClick={onOpen}
    >
      !
    </button>
  )
}

interface RowPlace {
  readonly 'aria-rowindex': number
  readonly style: { readonly top: string }
}

function GroupRow({
  t,
  row,
  title,
  place,
  chosen,
  onChoose,
}: {
  readonly t: Translator
  readonly row: Extract<BoardRow, { type: 'group' }>
  readonly title: string
  readonly place: RowPlace
  readonly chosen: boolean
  readonly onChoose: (on: boolean) => void
}) {
  return (
    <div class="board-row board-group" role="row" {...place}>
      <span role="gridcell" class="cell-check">
        <input
          type="checkbox"
          aria-label={t('chooseFigure', { label: title })}
          checked={chosen}
          onChange={(event) => onChoose(event.currentTarget.checked)}
        />
      </span>
      <span role="gridcell" class="group-title" title={title}>
        {title}
        <small>{t('boardGroup', { count: row.ids.length })}</small>
      </span>
    </div>
  )
}

function ValueCell({
  t,
  item,
  raw,
  error,
  readOnly,
  onRaw,
  onKey,
  onPaste,
  onLeave,
}: {
  readonly t: Translator
  readonly item: FigureItem
  readonly raw: string
  readonly error: ValueError | null
  readonly readOnly: boolean
  readonly onRaw: (raw: string) => void
  readonly onKey: (event: KeyboardEvent) => void
  readonly onPaste: (event: ClipboardEvent) => void
  readonly onLeave: () => void
}) {
  const numeric = item.kind === 'count' || item.kind === 'percent' || item.kind === 'duration'
  return (
    <span role="gridcell" class="cell-value">
      <input
        data-board-value={item.id}
        class={numeric ? 'numeric' : ''}
        aria-label={item.label}
        aria-invalid={error !== null}
        inputMode={numeric ? 'decimal' : 'text'}
        autocomplete="off"
        readOnly={readOnly}
        placeholder={item.state === 'conflict' ? item.shown : ''}
        value={raw}
        onInput={(event) => onRaw(event.currentTarget.value)}
        onKeyDown={onKey}
        onPaste={onPaste}
        onBlur={onLeave}
      />
      <span class="unit">{item.unit || item.suffix}</span>
      {error !== null && (
        <span class="cell-error" role="alert">
          {t(`error-${error.code}`, { unit: item.unit, suffix: item.suffix })}
          {error.suggestion !== undefined && (
            <button
              type="button"
              class="link"
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onRaw(error.suggestion ?? '')}
            >
              {t('suggest', { value: printValue(error.suggestion) })}
            </button>
          )}
        </span>
      )}
    </span>
  )
}
