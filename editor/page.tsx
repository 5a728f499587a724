import { render } from 'preact'
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { NodeSelection } from 'prosemirror-state'
import { placeholdersOf } from '../schema/content'
import { measureAt } from '../schema/units'
import { AssignDialog } from './board/assign-dialog'
import { Board } from './board/board'
import type { Proposal } from './board/proposals'
import type { Environment } from './model/environment'
import { titleFrom } from './model/report'
import { setTitle } from './model/metadata'
import { together, type Undoable } from './model/undoable'
import { dayOf, type Assignment } from './model/figures/assignments'
import { isOpen, type Filled } from './model/figures/figures'
import type { Anchor } from './model/review/anchors'
import type { ReportSummary } from './model/summary'
import { CommentList } from './panels/comment-list'
import { FigureForm } from './panels/figure-form'
import { FileDialog } from './panels/file-dialog'
import { FigureList } from './panels/figure-list'
import { Outline } from './panels/outline'
import { PeopleDialog, type InviteRequest } from './panels/people-dialog'
import { RefusedDialog } from './panels/refused-dialog'
import { overviewOf, type FigureItem, type Overview } from './panels/overview'
import { StatusLine } from './panels/status-line'
import { Toolbar } from './panels/toolbar'
import type { Session } from './session'
import type { JournalEntry } from './storage/journal-file'
import type { Standing } from './trust/roll'
import type { StringKey } from './ui/strings'
import type { Translator } from './ui/translator'
import { createEditor, type Editor } from './view/editor'
import { figurePosition } from './view/threads'

/** What a page is opened at. */
export interface Target {
  readonly figure?: string
  readonly thread?: string
}

export interface PageOptions {
  readonly session: Session
  readonly environment: Environment
  readonly t: Translator
  /** Name of whoever sits here. */
  readonly myName: string
  readonly hasRelay: boolean
  readonly target?: Target
  /** Called some time after every change, for popup and badge. */
  readonly onSummary: (summary: ReportSummary) => void
  readonly onHome: () => void
  readonly onSettings: () => void
  /** What opens the report on another machine, for a backup. */
  readonly access: () => JournalEntry
  /** Opens an invitation; resolves to its code. */
  readonly makeInvite: (request: InviteRequest) => Promise<string>
}

export interface Page {
  goTo(target: Target): void
  close(): void
}

/** Shows an open report in `element`. */
export function mountReport(element: HTMLElement, options: PageOptions): Page {
  let go: ((target: Target) => void) | null = null
  render(
    <ReportPage
      {...options}
      expose={(next) => {
        go = next
      }}
    />,
    element,
  )
  return {
    goTo: (target) => go?.(target),
    close: () => render(null, element),
  }
}

/** Milliseconds after a change until the panels show it, and until the summary is written. */
const panelDelay = 120
const summaryDelay = 400

/** What is said of a device that does not take part. */
const standingWords: Readonly<Record<Standing, StringKey | null>> = {
  member: null,
  waiting: 'standingWaiting',
  asking: 'standingAsking',
  'invitation-over': 'standingOver',
  removed: 'standingRemoved',
}

interface Filling {
  readonly figure: string
  readonly pos: number
  /** Makes a new form for each blank. */
  readonly key: number
}

function ReportPage(
  props: PageOptions & { readonly expose: (go: (target: Target) => void) => void },
) {
  const { session, environment, t, myName, onSummary } = props
  const { report, presence } = session
  const mount = useRef<HTMLDivElement>(null)
  const editor = useRef<Editor | null>(null)
  /** Where the focus was before a form opened over the board. */
  const returnTo = useRef<HTMLElement | null>(null)
  const [overview, setOverview] = useState<Overview>({ figures: [], outline: [] })
  const [status, setStatus] = useState(session.status())
  const [tab, setTab] = useState<'figures' | 'comments'>('figures')
  const [filling, setFilling] = useState<Filling | null>(null)
  const [draft, setDraft] = useState<Anchor | null>(null)
  const [thread, setThread] = useState<string | null>(null)
  const [notice, setNotice] = useState('')
  const [shows, setShows] = useState<'text' | 'board'>('text')
  const [assigning, setAssigning] = useState<readonly string[] | null>(null)
  const [filesOpen, setFilesOpen] = useState(false)
  const [inviting, setInviting] = useState(false)
  const [showingRefused, setShowingRefused] = useState(false)
  const [, redraw] = useState(0)
  const again = useCallback(() => redraw((n) => n + 1), [])
  const now = useCallback(() => environment.now(), [environment])

  const openForm = useCallback((pos: number): void => {
    const view = editor.current?.view
    const node = view?.state.doc.nodeAt(pos)
    if (view === undefined || node?.type.name !== 'placeholder') return
    setFilling((before) => ({
      figure: String(node.attrs['figure']),
      pos,
      key: (before?.key ?? 0) + 1,
    }))
  }, [])

  const waits = useCallback(
    (figure: string): boolean => isOpen(report.figures.state(figure)),
    [report],
  )

  /** Opens the form of the next missing blank; false when there is none. */
  const goNext = useCallback(
    (direction: 1 | -1, from?: number): boolean => {
      const current = editor.current
      const pos = current?.nextFigure(direction, waits, from) ?? null
      if (current === null || pos === null) return false
      const { doc, tr } = current.view.state
      current.view.dispatch(tr.setSelection(NodeSelection.create(doc, pos)))
      const dom = current.view.nodeDOM(pos)
      if (dom instanceof Element) dom.scrollIntoView({ block: 'center' })
      openForm(pos)
      return true
    },
    [waits, openForm],
  )

  const startComment = useCallback((): void => {
    if (!session.may('review')) return
    const anchor = editor.current?.anchorOfSelection() ?? null
    setTab('comments')
    setFilling(null)
    if (anchor === null) setNotice(t('commentNeedsRange'))
    else setDraft(anchor)
  }, [t])

  const showThread = useCallback((id: string): void => {
    setTab('comments')
    setThread(id)
    editor.current?.showThread(id)
  }, [])

  const showFigure = useCallback(
    (id: string): void => {
      const current = editor.current
      if (current?.showFigure(id) !== true) return
      // The place is drawn in the next frame; only then does the form know where to stand.
      requestAnimationFrame(() => openForm(current.view.state.selection.from))
    },
    [openForm],
  )

  useEffect(() => {
    if (mount.current === null) return
    let panels: ReturnType<typeof setTimeout> | undefined
    let summary: ReturnType<typeof setTimeout> | undefined
    const changed = (): void => {
      panels ??= setTimeout(() => {
        panels = undefined
        const doc = editor.current?.view.state.doc
        if (doc === undefined) return
        const viewer = { member: session.me, name: myName, today: dayOf(environment.now()) }
        setOverview(overviewOf(doc, report, viewer))
      }, panelDelay)
      summary ??= setTimeout(() => {
        summary = undefined
        const doc = editor.current?.view.state.doc
        if (doc === undefined) return
        if (session.may('text')) {
          const title = titleFrom(doc)
          if (title !== '') setTitle(report.parts.text, title)
        }
        onSummary(report.summary(doc))
      }, summaryDelay)
    }
    const created = createEditor(mount.current, {
      session,
      environment,
      t,
      onUpdate: ({ text }) => {
        if (text) changed()
        again()
      },
      onBlank: openForm,
      onTab: (direction) => goNext(direction),
      onComment: startComment,
      onThread: showThread,
      onPlaces: again,
    })
    editor.current = created
    const stops = [
      report.figures.onChange(changed),
      report.assignments.onChange(changed),
      report.review.onChange(() => {
        again()
        changed()
      }),
      report.members.onChange(again),
      presence.onChange(again),
      created.undo.onChange(again),
      session.onStatus(() => setStatus(session.status())),
    ]
    setStatus(session.status())
    changed()
    again()
    return () => {
      clearTimeout(panels)
      clearTimeout(summary)
      for (const stop of stops) stop()
      editor.current = null
      created.close()
    }
  }, [session])

  useEffect(() => {
    const go = (target: Target): void => {
      if (target.figure !== undefined) {
        setTab('figures')
        showFigure(target.figure)
      } else if (target.thread !== undefined) showThread(target.thread)
    }
    props.expose(go)
    if (props.target !== undefined) go(props.target)
  }, [])

  useEffect(() => {
    if (notice === '') return undefined
    const timer = setTimeout(() => setNotice(''), 5000)
    return () => clearTimeout(timer)
  }, [notice])

  const form = useMemo(() => {
    const view = editor.current?.view
    const node = filling === null ? null : view?.state.doc.nodeAt(filling.pos)
    if (filling === null || view === undefined || node === null || node === undefined) return null
    const $pos = view.state.doc.resolve(filling.pos)
    const after = $pos.parent.textBetween($pos.parentOffset + 1, $pos.parent.content.size, '', '')
    let occurrences = 0
    view.state.doc.forEach((block) => {
      for (const { figure } of placeholdersOf(block)) if (figure === filling.figure) occurrences++
    })
    const { kind, unit, label, mask } = node.attrs
    const known = report.figures.info(filling.figure)
    const dom = view.nodeDOM(filling.pos)
    return {
      suffix: measureAt(after)?.suffix ?? '',
      occurrences,
      at: shows === 'text' && dom instanceof Element ? dom.getBoundingClientRect() : null,
      info: known ?? {
        id: filling.figure,
        kind,
        unit: String(unit),
        label: String(label),
        mask: String(mask),
        hint: '',
      },
    }
  }, [filling])

  const closeForm = (): void => {
    setFilling(null)
    if (shows === 'text') editor.current?.view.focus()
    else returnTo.current?.focus()
  }

  /** Opens the form of a figure over the board. */
  const openFromBoard = (id: string): void => {
    const view = editor.current?.view
    const pos = view === undefined ? null : figurePosition(view.state, id)
    if (pos === null) return
    returnTo.current = document.activeElement instanceof HTMLElement ? document.activeElement : null
    openForm(pos)
  }

  const fillFromBoard = (
    { id, suffix }: Pick<FigureItem, 'id' | 'suffix'>,
    raw: string,
    brought: { readonly source: string; readonly basis: string } = { source: '', basis: '' },
  ): Filled => {
    const [only] = report.figures.values(id)
    // What the figure is about stays; where the old value came from is not where this one does.
    const { period = '', cutoff = '' } = only ?? {}
    const basis = brought.basis || (only?.basis ?? '')
    const { source } = brought
    return report.figures.fill(id, raw, { suffix, source, basis, period, cutoff })
  }

  const applyProposals = (proposals: readonly Proposal[]): void => {
    const acts: Undoable[] = []
    report.figures.batch(() => {
      for (const { item, outcome, source, basis } of proposals) {
        if (!('value' in outcome)) continue
        const result = fillFromBoard(item, outcome.value, { source, basis })
        if (result.ok) acts.push(result.act)
      }
    })
    record(together(acts))
    setNotice(t('proposalsApplied', { count: acts.length }))
  }

  /** The assignment that all these figures have. */
  const commonAssignment = (ids: readonly string[]): Assignment | undefined => {
    const [first, ...rest] = ids.map((id) => report.assignments.of(id))
    const same = (one: Assignment | undefined): boolean =>
      JSON.stringify([one?.to, one?.due]) === JSON.stringify([first?.to, first?.due])
    return rest.every(same) ? first : undefined
  }

  const record = (act: Undoable | undefined): void => {
    if (act !== undefined) editor.current?.undo.record(act)
  }

  /** Where the blank of the open form is now: a colleague may have typed before it. */
  const placeOfForm = (): number | null => {
    const selection = editor.current?.view.state.selection
    const selected = selection instanceof NodeSelection ? selection : null
    return selected?.node.attrs['figure'] === filling?.figure ? (selected?.from ?? null) : null
  }

  /** Gives one blank a figure of its own. */
  const splitOff = (): void => {
    const view = editor.current?.view
    const pos = placeOfForm()
    const node = pos === null ? null : view?.state.doc.nodeAt(pos)
    if (view === undefined || pos === null || node === null || node === undefined) return
    const figure = environment.newId()
    const info = form?.info
    if (info !== undefined) report.figures.define([{ ...info, id: figure }])
    const next = node.type.create({ ...node.attrs, figure }, undefined, node.marks)
    const tr = view.state.tr.replaceWith(pos, pos + 1, next)
    view.dispatch(tr.setSelection(NodeSelection.create(tr.doc, pos)))
    openForm(pos)
  }

  const others = presence.others().filter(({ kind }) => kind === 'page')
  const openThreads = report.review.threads().filter(({ resolved }) => !resolved).length
  const openFigures = overview.figures.filter(({ state }) => isOpen(state)).length

  const standingWord = standingWords[status.standing]
  const asking = session.roll.governs ? session.roll.applicants().length : 0

  return (
    <div class="report-page" data-shows={shows}>
      <header class="top-bar">
        <button
          type="button"
          class="icon"
          title={t('home')}
          aria-label={t('home')}
          onClick={props.onHome}
        >
          ☰
        </button>
        <h1 title={report.title()}>{report.title() || t('untitled')}</h1>
        <ul class="people" aria-label={t('people')}>
          <li class={`person colour-own`} title={t('youAreHere', { name: myName })}>
            {initial(myName) || t('you')}
          </li>
          {others.map(({ client, name, colour }) => (
            <li
              key={client}
              data-peer={client}
              class={`person colour-${colour}`}
              title={name || t('someone')}
            >
              {initial(name) || '…'}
            </li>
          ))}
        </ul>
        <button
          type="button"
          data-show-board
          aria-pressed={shows === 'board'}
          onClick={() => {
            setFilling(null)
            setShows(shows === 'board' ? 'text' : 'board')
          }}
        >
          {t(shows === 'board' ? 'backToText' : 'board')}
        </button>
        <button type="button" data-files aria-haspopup="dialog" onClick={() => setFilesOpen(true)}>
          {t('fileButton')}
        </button>
        <button
          type="button"
          class="primary"
          data-people
          aria-haspopup="dialog"
          onClick={() => setInviting(true)}
        >
          {session.roll.governs ? t('invite') : t('members')}
          {asking > 0 && (
            <span class="count" data-asking={asking}>
              {t('askingCount', { count: asking })}
            </span>
          )}
        </button>
      </header>
      {report.readOnly && (
        <p class="banner" role="alert">
          {t('readOnlyNewer')}
        </p>
      )}
      {standingWord !== null && (
        <p class="banner" role="status" data-standing={status.standing}>
          {t(standingWord)}
          {status.standing === 'asking' && session.roll.digits !== undefined && (
            <>
              {' '}
              {t('askingDigits')} <strong class="digits">{session.roll.digits}</strong>
            </>
          )}
        </p>
      )}
      {status.wiped !== 'no' && (
        <p class="banner" role="alert" data-wiped={status.wiped}>
          {t(status.wiped === 'recovered' ? 'wipedRecovered' : 'wipedLost')}{' '}
          <button type="button" class="link" onClick={() => session.acknowledgeWipe()}>
            {t('understood')}
          </button>
        </p>
      )}
      {status.problem !== undefined && (
        <p class="banner bad" role="alert">
          {t(`problem-${status.problem}`)}
          <button
            type="button"
            onClick={() =>
              void navigator.clipboard.writeText(report.toText()).then(
                () => setNotice(t('copied')),
                () => setNotice(t('copyFailed')),
              )
            }
          >
            {t('copyText')}
          </button>
        </p>
      )}
      {shows === 'board' ? (
        <Board
          t={t}
          title={report.title() || t('untitled')}
          items={overview.figures}
          members={report.members}
          now={now}
          readOnly={!session.may('figures')}
          onFill={(item, raw) => {
            const result = fillFromBoard(item, raw)
            if (!result.ok) return result
            record(result.act)
            return { ok: true, value: raw }
          }}
          onApply={applyProposals}
          onOpen={openFromBoard}
          onShow={(id) => {
            setShows('text')
            requestAnimationFrame(() => showFigure(id))
          }}
          onAssign={setAssigning}
          undo={editor.current?.undo ?? null}
        />
      ) : (
        <Outline
          t={t}
          entries={overview.outline}
          onGo={(block) => editor.current?.showBlock(block)}
        />
      )}
      <main class="text-main" hidden={shows === 'board'}>
        <Toolbar
          t={t}
          editor={editor.current}
          readOnly={!session.may('text')}
          mayFill={session.may('figures')}
          mayComment={session.may('review')}
          onComment={startComment}
        />
        <div class="desk">
          <div class="paper" ref={mount} />
        </div>
      </main>
      <aside class="side" hidden={shows === 'board'}>
        <div class="tabs" role="tablist">
          <button
            type="button"
            role="tab"
            aria-selected={tab === 'figures'}
            onClick={() => setTab('figures')}
          >
            {t('figuresTab')}
            {openFigures > 0 && <span class="count">{openFigures}</span>}
          </button>
          <button
            type="button"
            role="tab"
            aria-selected={tab === 'comments'}
            onClick={() => setTab('comments')}
          >
            {t('commentsTab')}
            {openThreads > 0 && <span class="count">{openThreads}</span>}
          </button>
        </div>
        <div class="panel" role="tabpanel">
          {tab === 'figures' ? (
            <FigureList
              t={t}
              items={overview.figures}
              active={filling?.figure ?? null}
              onGo={showFigure}
            />
          ) : (
            <CommentList
              t={t}
              review={report.review}
              members={report.members}
              me={session.me}
              readOnly={!session.may('review')}
              active={thread}
              draft={draft}
              hasPlace={(id) => editor.current?.hasPlace(id) ?? false}
              now={now}
              onGo={showThread}
              onCreate={(body) => {
                if (draft === null) return
                const id = report.review.create(draft, body)
                setDraft(null)
                setThread(id)
              }}
              onCancel={() => {
                setDraft(null)
                editor.current?.view.focus()
              }}
            />
          )}
        </div>
      </aside>
      <StatusLine t={t} status={status} onRefused={() => setShowingRefused(true)} />
      {filling !== null && form !== null && (
        <FigureForm
          key={filling.key}
          t={t}
          {...form}
          figures={report.figures}
          verifications={report.verifications}
          assignment={report.assignments.of(filling.figure)}
          mayVerify={session.may('review')}
          onVerify={(entry, holds) =>
            record(
              holds
                ? report.verifications.verify(filling.figure, entry)
                : report.verifications.withdraw(filling.figure, entry),
            )
          }
          onAssign={() => setAssigning([filling.figure])}
          onDescribe={(words) => report.figures.describe(filling.figure, words)}
          members={report.members}
          now={now}
          readOnly={!session.may('figures')}
          maySplit={session.may('text')}
          onFill={(raw, details) => {
            const result = report.figures.fill(filling.figure, raw, details)
            if (!result.ok) return result
            record(result.act)
            return { ok: true, value: raw }
          }}
          onClear={() => {
            record(report.figures.clear(filling.figure))
            openForm(placeOfForm() ?? filling.pos)
          }}
          onNotApplicable={() => {
            record(report.figures.setNotApplicable(filling.figure))
            closeForm()
          }}
          onChoose={(entry) => {
            record(report.figures.choose(filling.figure, entry))
            closeForm()
          }}
          onSplit={splitOff}
          onComment={() => {
            setDraft({ type: 'figure', figure: filling.figure, quote: form.info.label })
            setTab('comments')
            setFilling(null)
          }}
          onNext={(direction) => {
            if (!goNext(direction, placeOfForm() ?? filling.pos)) closeForm()
          }}
          onClose={closeForm}
        />
      )}
      {assigning !== null && (
        <AssignDialog
          t={t}
          figures={assigning}
          present={commonAssignment(assigning)}
          members={report.members}
          departments={report.assignments.departments()}
          onAssign={(to, due) => record(report.assignments.assign(assigning, to, due))}
          onWithdraw={() => record(report.assignments.withdraw(assigning))}
          onClose={() => setAssigning(null)}
        />
      )}
      {inviting && (
        <PeopleDialog
          t={t}
          title={report.title() || t('untitled')}
          roll={session.roll}
          members={report.members}
          me={session.me}
          myName={myName}
          hasRelay={props.hasRelay}
          now={now}
          present={new Set(presence.others().map(({ member }) => member))}
          lastMet={(device) => session.lastMet(device)}
          makeInvite={props.makeInvite}
          onSettings={props.onSettings}
          onClose={() => setInviting(false)}
        />
      )}
      {filesOpen && (
        <FileDialog
          t={t}
          session={session}
          access={props.access}
          now={now}
          onClose={() => setFilesOpen(false)}
        />
      )}
      {showingRefused && (
        <RefusedDialog
          t={t}
          refused={status.refused}
          members={report.members}
          onClose={() => setShowingRefused(false)}
        />
      )}
      {notice !== '' && (
        <div class="toast" role="status">
          {notice}
        </div>
      )}
    </div>
  )
}

/** The last character of a Chinese name tells people apart better than the first; a Latin one has its initials. */
function initial(name: string): string {
  const last = name.trim().split(/\s+/).at(-1) ?? ''
  return /\p{Script=Han}/u.test(last)
    ? [...last].slice(-2).join('')
    : [...last].slice(0, 2).join('')
}
