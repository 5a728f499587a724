import type { ComponentChild } from 'preact'
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { NodeSelection } from 'prosemirror-state'
import { dayOf } from '../model/figures/assignments'
import { isOpen } from '../model/figures/figures'
import { setTitle } from '../model/metadata'
import { titleFrom } from '../model/report'
import type { Anchor } from '../model/review/anchors'
import { overviewOf, type Overview } from '../panels/overview'
import { PeopleDialog } from '../panels/people-dialog'
import type { Revising } from '../panels/review-desk'
import { RefusedDialog } from '../panels/refused-dialog'
import { StatusLine } from '../panels/status-line'
import { Toolbar } from '../panels/toolbar'
import { PageCount } from '../sheet/page-count'
import { createEditor, type Editor } from '../view/editor'
import { Assigning } from './assigning'
import { Banners } from './banners'
import { BoardView } from './board-view'
import type { Desk } from './desk'
import { commands, layers } from './features'
import { FigureDialog, type Filling } from './figure-dialog'
import { isKey } from './keys'
import type { PageOptions, Target } from './options'
import { Notice, useNotice } from './notice'
import { OutlineView } from './outline-view'
import { Side } from './side'
import { TopBar } from './top-bar'
import { WordCount } from './word-count'

/** Milliseconds after a change until the panels show it, and until the summary is written. */
const panelDelay = 120
const summaryDelay = 400

type DrawDialog = (close: () => void) => ComponentChild

/** The page of an open report: the text or the table of figures, the panels, what opens over them. */
export function ReportPage(
  options: PageOptions & { readonly expose: (go: (target: Target) => void) => void },
) {
  const { session, environment, t, myName, onSummary } = options
  const { report, presence } = session
  const mount = useRef<HTMLDivElement>(null)
  const editor = useRef<Editor | null>(null)
  /** Where the focus was before a form opened over the board. */
  const returnTo = useRef<HTMLElement | null>(null)
  const [overview, setOverview] = useState<Overview>({ figures: [], outline: [] })
  const [status, setStatus] = useState(session.status())
  const [tab, setTab] = useState('figures')
  const [filling, setFilling] = useState<Filling | null>(null)
  const [draft, setDraft] = useState<Anchor | null>(null)
  const [thread, setThread] = useState<string | null>(null)
  const [revising, setRevising] = useState<Revising | null>(null)
  const { notice, said } = useNotice(options.notice)
  const [lost, setLost] = useState('')
  const [shows, setShows] = useState<'text' | 'board'>('text')
  const [dialog, setDialog] = useState<{ readonly draw: DrawDialog } | null>(null)
  const [, redraw] = useState(0)
  const again = useCallback(() => redraw((n) => n + 1), [])
  const now = useCallback(() => environment.now(), [environment])
  const openDialog = useCallback((draw: DrawDialog) => setDialog({ draw }), [])

  const openForm = useCallback((pos: number, typed?: string): void => {
    const node = editor.current?.view.state.doc.nodeAt(pos)
    if (node?.type.name !== 'placeholder') return
    const { activeElement } = document
    if (activeElement instanceof HTMLElement && activeElement.closest('.figure-form') === null)
      returnTo.current = activeElement
    setFilling((before) => ({
      figure: String(node.attrs['figure']),
      pos,
      ...(typed === undefined ? {} : { typed }),
      key: (before?.key ?? 0) + 1,
    }))
  }, [])

  /** Opens the form of the next missing blank; false when there is none. */
  const openNext = useCallback(
    (direction: 1 | -1, from?: number): boolean => {
      const current = editor.current
      const waits = (figure: string): boolean => isOpen(report.figures.state(figure))
      const pos = current?.nextFigure(direction, waits, from) ?? null
      if (current === null || pos === null) return false
      const { doc, tr } = current.view.state
      current.view.dispatch(tr.setSelection(NodeSelection.create(doc, pos)))
      const dom = current.view.nodeDOM(pos)
      if (dom instanceof Element) dom.scrollIntoView({ block: 'center' })
      openForm(pos)
      return true
    },
    [report, openForm],
  )

  const comment = useCallback((anchor: Anchor | null): void => {
    setDraft(anchor)
    if (anchor === null) return
    setTab('comments')
    setFilling(null)
  }, [])

  const commentSelection = useCallback((): void => {
    if (!session.may('review')) return
    const [target] = editor.current?.commentTargets() ?? []
    if (target !== undefined) comment(target.anchor)
  }, [])

  const showThread = useCallback((id: string): void => {
    setTab('comments')
    setThread(id)
    editor.current?.showThread(id)
  }, [])

  const revise = useCallback((id: string | null, caret?: number): void => {
    setRevising(id === null ? null : { thread: id, caret: caret ?? null })
    if (id !== null) showThread(id)
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
        onSummary(report.summary(doc), doc)
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
      onTab: (direction) => openNext(direction),
      onComment: commentSelection,
      onThread(id) {
        if (id !== null) showThread(id)
        else if (editor.current?.leaveThread() === true) setThread(null)
      },
      onProposal: revise,
      onPlaces: again,
      onNotice: notice,
      onLost: (words) => setLost((before) => `${before}${words}`),
      onPages: again,
      onChecked: again,
    })
    editor.current = created
    const stops = [
      report.figures.onChange(changed),
      report.assignments.onChange(changed),
      report.review.onChange(() => {
        again()
        changed()
      }),
      report.checks.onChange(changed),
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
    options.expose(go)
    if (options.target !== undefined) go(options.target)
  }, [])

  const desk: Desk = {
    t,
    session,
    report,
    options,
    commands,
    editor: editor.current,
    overview,
    status,
    shows,
    tab,
    activeFigure: filling?.figure ?? null,
    activeThread: thread,
    draft,
    revising,
    now,
    record(act) {
      if (act !== undefined) editor.current?.undo.record(act)
    },
    notice,
    show(what) {
      setFilling(null)
      setShows(what)
    },
    openTab: setTab,
    openDialog,
    showFigure,
    showThread,
    revise,
    showBlock: (index) => editor.current?.showBlock(index),
    select: (from, to) => editor.current?.select(from, to),
    comment,
    openForm,
    openNext,
    closeForm() {
      setFilling(null)
      if (shows === 'text') editor.current?.view.focus()
      else returnTo.current?.focus()
    },
    assign: (figures) =>
      openDialog((close) => <Assigning desk={latest.current} figures={figures} onClose={close} />),
  }
  /** Dialogs and keys outlive a drawing; they work with the desk as it is then. */
  const latest = useRef(desk)
  latest.current = desk

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return
      const found = commands.find(({ key }) => key !== undefined && isKey(event, key))
      if (found === undefined) return
      event.preventDefault()
      if (found.may?.(latest.current) !== false) found.run(latest.current)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])

  const showPeople = (): void =>
    openDialog((close) => <People desk={latest.current} onClose={close} />)
  return (
    <div class="report-page" data-shows={shows}>
      <TopBar desk={desk} onPeople={showPeople} />
      <Banners desk={desk} lost={lost} onLostDone={() => setLost('')} onPeople={showPeople} />
      {shows === 'board' ? <BoardView desk={desk} /> : <OutlineView desk={desk} />}
      <main class="text-main" hidden={shows === 'board'}>
        <Toolbar
          t={t}
          editor={editor.current}
          readOnly={!session.may('text')}
          mayUndo={session.may('figures') || session.may('review')}
          mayComment={session.may('review')}
          onComment={commentSelection}
          more={commands
            .filter(({ inToolbar }) => inToolbar === true)
            .map(({ id, title, may, isOn, run }) => ({
              id,
              title: t(title),
              disabled: may?.(desk) === false,
              on: isOn?.(desk),
              run: () => run(desk),
            }))}
        />
        <div class="desk">
          <div class="paper" ref={mount} />
        </div>
      </main>
      <Side desk={desk} />
      <StatusLine
        t={t}
        status={status}
        onPeople={showPeople}
        onRefused={() =>
          openDialog((close) => (
            <RefusedDialog
              t={t}
              refused={latest.current.status.refused}
              members={report.members}
              onClose={close}
            />
          ))
        }
      >
        <WordCount desk={desk} />
        <PageCount desk={desk} />
      </StatusLine>
      {filling !== null && <FigureDialog key={filling.key} desk={desk} filling={filling} />}
      {layers.map((Layer, index) => (
        <Layer key={index} desk={desk} />
      ))}
      {dialog?.draw(() => setDialog(null))}
      <Notice said={said} onDone={() => notice('')} />
    </div>
  )
}

/** Who takes part, and invitations. */
function People({ desk, onClose }: { readonly desk: Desk; readonly onClose: () => void }) {
  const { t, session, report, options } = desk
  return (
    <PeopleDialog
      t={t}
      title={report.title() || t('untitled')}
      roll={session.roll}
      members={report.members}
      me={session.me}
      myName={options.myName}
      hasRelay={options.hasRelay}
      now={desk.now}
      present={new Set(session.presence.others().map(({ member }) => member))}
      lastMet={(device) => session.lastMet(device)}
      hasAll={(device) => session.hasAll(device)}
      makeInvite={options.makeInvite}
      shut={new Set(desk.status.forks.map(({ device }) => device))}
      pardon={(device) => session.pardon(device)}
      linkDevice={options.linkDevice}
      onSettings={options.onSettings}
      onClose={onClose}
    />
  )
}
