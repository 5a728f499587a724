import type { Node } from 'prosemirror-model'
import { EditorState, NodeSelection, TextSelection, type Plugin } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import { placeholdersOf } from '../../schema/content'
import { Binding } from '../binding/binding'
import { guardNodeViews, guardPlugin } from '../binding/guarded-plugin'
import { createUndo, type Undo } from '../binding/undo'
import { pasteLimits, pasteWords } from '../clipboard/paste-words'
import { pasting } from '../clipboard/pasting'
import type { Environment } from '../model/environment'
import { harmless } from '../model/listening'
import { resolveRange, type Anchor } from '../model/review/anchors'
import type { Fit } from '../model/review/suggestions'
import { authorsIn, type Authored } from '../model/writers'
import type { Session } from '../session'
import { deviceMemory } from '../ui/device-memory'
import type { Translator } from '../ui/translator'
import { blankCard } from './blank-card'
import { typingFills } from './blank-keys'
import { sentenceOf } from '../panels/check-words'
import { authors, authorsOfSelection, authorsShown } from './authors'
import { BlankViews } from './blank-view'
import { checkMarks } from './check-marks'
import { caretBlock } from './caret-block'
import { keys } from './commands'
import { anchorOfSelection, commentTargets, type CommentTarget } from './comment-targets'
import { composition } from './composition'
import { copying } from './copying'
import { cursors } from './cursors'
import { foldsOf, folding, reveal } from './folding'
import { finding, findState } from '../find/find-plugin'
import { headings } from './headings'
import { pageBreaks } from '../sheet/page-breaks'
import { inputRules } from './input-rules'
import { mending } from './mending'
import { newBlank, pendingBlank } from './new-blank'
import { places, placesOf, placesReading, writePlaces } from './places'
import { isInSight, scrollToPosition } from './scroll'
import { itemOffer, offeredItems } from './renumber'
import { numbering, SectionView } from './section-view'
import { softBreaks } from './soft-break'
import { CellView } from '../tables/cell-view'
import { cellKeys, keepCells } from '../tables/cell-keys'
import { tableView } from '../tables/table-view'
import { suggesting } from './suggesting'
import { titleLines } from './title-lines'
import { fitIn, proposalAt, suggestions } from './suggestions'
import { activateThread, activeThread, figurePosition, placeOfThread, threads } from './threads'

/** The text of a report on a page. Positions are document positions. */
export interface Editor {
  readonly view: EditorView
  readonly undo: Undo
  /** What a comment on the selection would be anchored to; null when nothing is selected. */
  anchorOfSelection(): Anchor | null
  /** What a comment can be on now, the nearest first: the selection or the blank, item, section, report. */
  commentTargets(): readonly CommentTarget[]
  /** Scrolls to a blank and selects it. False when it is not in the text. */
  showFigure(figure: string): boolean
  /** Position of the next blank for which `wanted` holds, behind or before the selection, round the end. */
  nextFigure(direction: 1 | -1, wanted: (figure: string) => boolean, from?: number): number | null
  showThread(id: string): boolean
  /** Shows no thread as the one that is being read. False when none was. */
  leaveThread(): boolean
  showBlock(index: number): void
  /** Who wrote the selection, or the whole text when nothing is selected. */
  authorsOfSelection(): readonly Authored[]
  /** Member ids of whoever wrote in a block, by its index, since a time (milliseconds since 1970). */
  authorsOfBlock(index: number, since: number): readonly string[]
  /** Selects a range, as far as the document has it, and scrolls to it. */
  select(from: number, to: number): void
  /** Whether what is typed now becomes a suggestion: switched on, or because the text is not theirs to write. */
  readonly suggests: boolean
  setSuggesting(on: boolean): void
  /** Threads in the selection or at the caret. */
  threadsHere(): readonly string[]
  /** Where a thread begins; null when it has no place in the text. */
  placeOf(thread: string): number | null
  /** Another object each time the places were read anew; in between they only move with the text. */
  placesReading(): object
  /** Where an anchor is now; null when its text is not there, and for the whole report. */
  posOfAnchor(anchor: Anchor): number | null
  /** How an open suggestion stands to the text, as of a moment of quiet ago. */
  fitOf(thread: string): Fit
  close(): void
}

export interface EditorEvents {
  /** After every change of text or selection. */
  readonly onUpdate: (change: { readonly text: boolean }) => void
  /** A blank was clicked, Enter was pressed on it, or `typed` was typed on it. */
  readonly onBlank: (pos: number, typed?: string) => void
  /** Tab in the text. False lets the key go on. */
  readonly onTab: (direction: 1 | -1) => boolean
  readonly onComment: () => void
  /** A click into the range of a thread; null: a click beside all of them. */
  readonly onThread: (id: string | null) => void
  /** A click into one's own suggestion, at an offset of what it proposes. */
  readonly onProposal: (thread: string, caret: number) => void
  /** Something to be said to whoever types. */
  readonly onNotice: (text: string) => void
  /** What was being composed when the right to write went, and could not be proposed either. */
  readonly onLost: (text: string) => void
  /** Threads found or lost their places. */
  readonly onPlaces: () => void
  /** The pages were counted anew, or their ends shown or hidden. */
  readonly onPages: () => void
  /** The text was checked anew: `report.checks.latest`. */
  readonly onChecked: () => void
}

/** What an editor needs of an open report. */
export type EditorSession = Pick<
  Session,
  'report' | 'me' | 'presence' | 'may' | 'hold' | 'onBeforeApply' | 'onStatus'
> & { readonly roll?: Pick<Session['roll'], 'final'> }

export function createEditor(
  mount: HTMLElement,
  options: {
    readonly session: EditorSession
    readonly environment: Environment
    readonly t: Translator
  } & EditorEvents,
): Editor {
  const { session, environment, t } = options
  const { report, presence } = session
  const text = report.parts.text
  const binding = new Binding({
    text,
    environment,
    onError: (error) => console.error('binding', error),
  })
  const blanks = new BlankViews(report.figures, t)
  const readOnly = (): boolean => !session.may('text')
  let suggests = false
  /** Whether they were told that what they type is but proposed. */
  let told = false
  /** On a final text nothing is proposed either; comments go on. */
  const proposes = (): boolean =>
    session.may('review') && session.roll?.final === undefined && (suggests || readOnly())
  const editable = (): boolean => !readOnly() || proposes()
  const placing = {
    text,
    review: report.review,
    binding,
    mayPlace: () => session.may('review'),
  }
  const foldMemory = deviceMemory(`folds:${report.id}`)
  let undo: Undo | null = null

  const proposing = suggesting({
    binding,
    text,
    review: report.review,
    me: session.me,
    active: proposes,
    undo: () => undo,
    view: () => shown,
    now: () => environment.now(),
    onProposed() {
      if (!told && readOnly()) options.onNotice(t('suggestAlways'))
      told = true
    },
    onTooLong: () => options.onNotice(t('suggestionTooLong')),
    onLost: options.onLost,
  })
  /** Null until it is drawn. */
  let shown: EditorView | null = null

  const state = EditorState.create({
    doc: binding.createDoc(),
    plugins: [
      binding.plugin(readOnly),
      composition(binding, () => session.hold()),
      inputRules(() => undo),
      proposing.plugin,
      cellKeys(() => environment.newId()),
      ...keys({
        undo: () => undo?.undo() ?? false,
        redo: () => undo?.redo() ?? false,
        comment: options.onComment,
        openBlank: () => openSelected(),
        nextBlank: options.onTab,
        cells: {
          newId: () => environment.newId(),
          mayChange: () => session.may('text') && !suggests,
        },
      }),
      typingFills((pos, typed) => options.onBlank(pos, typed)),
      blankCard({
        report,
        t,
        now: () => environment.now(),
        mayFill: () => session.may('figures'),
      }),
      newBlank(() => session.may('figures')),
      pasting({
        figures: report.figures,
        environment,
        mayDefine: () => session.may('figures'),
        undo: () => undo,
        onPasted(clip) {
          const words = pasteWords(t, clip)
          if (words !== '') options.onNotice(words)
        },
        onTold: (what) =>
          options.onNotice(what === 'done' ? '' : t(`paste-${what}`, pasteLimits(t))),
      }),
      copying(report.figures),
      softBreaks(),
      titleLines(report),
      tableView((rows, columns) => t('tableName', { rows, columns })),
      itemOffer(),
      finding(),
      numbering(),
      headings(),
      caretBlock(),
      places(placing),
      threads({ review: report.review, onPlaced: options.onPlaces }),
      folding(
        {
          read: () => namesIn(foldMemory.read()),
          write: (blocks) => foldMemory.write(blocks),
          blockId: (index) => binding.blockId(index),
        },
        t('unfold'),
      ),
      suggestions({
        text,
        review: report.review,
        members: report.members,
        binding,
        t,
        me: session.me,
        current: () => proposing.current(),
      }),
      mending({
        text,
        review: report.review,
        mayMend: () => session.may('text'),
        onMended: () => options.onNotice(t('suggestionMended')),
      }),
      checkMarks({
        report,
        sentence: (finding) => sentenceOf(t, finding),
        onChecked: options.onChecked,
      }),
      authors({ text, binding }),
      cursors({ text, presence, binding }),
      pageBreaks({
        report,
        label: (page) => t('pageLabel', { page }),
        onPages: options.onPages,
      }),
    ].map((plugin: Plugin) => guardPlugin(plugin)),
  })

  const clickOn = (current: EditorView, _pos: number, node: Node, nodePos: number): boolean => {
    if (node.type.name !== 'placeholder') return false
    current.dispatch(
      current.state.tr.setSelection(NodeSelection.create(current.state.doc, nodePos)),
    )
    options.onBlank(nodePos)
    return true
  }

  /** Whether a click was into what somebody proposes themselves. */
  const clickInto = (event: MouseEvent): boolean => {
    const own = session.may('review') ? proposalAt(event) : null
    if (own !== null) options.onProposal(own.thread, own.caret)
    return own !== null
  }

  const view: EditorView = new EditorView(mount, {
    state,
    attributes: {
      'aria-label': t('editorName'),
      'aria-multiline': 'true',
      role: 'textbox',
      tabindex: '0',
      lang: 'zh-CN',
      spellcheck: 'false',
    },
    editable,
    // Where nothing can be typed ProseMirror passes keys by; the blanks still answer to them.
    handleDOMEvents: {
      keydown(_current, event) {
        if (editable()) return false
        const done =
          event.key === 'Tab'
            ? options.onTab(event.shiftKey ? -1 : 1)
            : event.key === 'Enter' && openSelected()
        if (done) event.preventDefault()
        return done
      },
    },
    nodeViews: guardNodeViews({
      placeholder: (node) => blanks.create(node),
      section: (node) => new SectionView(node),
      cell: (node) => new CellView(node),
    }),
    dispatchTransaction(tr) {
      binding.dispatch(view, keepCells(view, tr))
    },
    // ProseMirror tells quick clicks on one place apart; on a blank each of them means the form.
    handleClickOn: clickOn,
    handleDoubleClickOn: clickOn,
    handleTripleClickOn: clickOn,
    handleDoubleClick: (_current, _pos, event) => clickInto(event),
    handleClick(_current, _pos, event) {
      if (clickInto(event)) return true
      const range =
        event.target instanceof Element ? event.target.closest<HTMLElement>('[data-thread]') : null
      options.onThread(range?.dataset['thread'] ?? null)
      return false
    },
  })
  shown = view
  const update = view.updateState.bind(view)
  view.updateState = (next) => {
    const before = view.state
    update(next)
    const changed = before.doc !== view.state.doc
    const shown =
      pendingBlank(before) !== pendingBlank(view.state) ||
      foldsOf(before) !== foldsOf(view.state) ||
      authorsShown(before) !== authorsShown(view.state) ||
      offeredItems(before) !== offeredItems(view.state) ||
      findState(before).open !== findState(view.state).open ||
      findState(before).asked !== findState(view.state).asked
    if (changed || shown || !before.selection.eq(view.state.selection))
      harmless(() => options.onUpdate({ text: changed }), undefined)
  }
  binding.attach(view)
  binding.onWritten(() => writePlaces(view, placing))
  const history = createUndo({ binding, text, view })
  undo = history
  let writable = editable()
  const stopRights = session.onStatus(() => {
    if (writable === editable()) return
    writable = editable()
    // Asks anew whether it may be edited.
    view.setProps({})
  })
  const stopFlush = session.onBeforeApply((part) => {
    if (part === 'text') binding.flushComposition()
  })

  const openSelected = (): boolean => {
    const { selection } = view.state
    if (!(selection instanceof NodeSelection) || selection.node.type.name !== 'placeholder')
      return false
    options.onBlank(selection.from)
    return true
  }

  const scrollTo = (pos: number): void => {
    reveal(view, pos)
    scrollToPosition(view, pos)
  }

  return {
    view,
    undo: history,
    anchorOfSelection: () => {
      binding.flushComposition()
      return anchorOfSelection(view.state, text, binding)
    },
    commentTargets() {
      binding.flushComposition()
      return commentTargets(view.state, text, binding)
    },
    showFigure(figure) {
      const pos = figurePosition(view.state, figure)
      if (pos === null) return false
      scrollTo(pos)
      view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, pos)))
      return true
    },
    nextFigure(direction, wanted, from = view.state.selection.from) {
      const all: number[] = []
      let start = 0
      view.state.doc.forEach((block) => {
        for (const { figure, offset } of placeholdersOf(block))
          if (wanted(figure)) all.push(start + 1 + offset)
        start += block.nodeSize
      })
      const next =
        direction === 1 ? all.find((pos) => pos > from) : all.findLast((pos) => pos < from)
      return next ?? (direction === 1 ? all[0] : all.at(-1)) ?? null
    },
    showThread(id) {
      const place = placeOfThread(view.state, id)
      activateThread(view, id)
      if (place === null) return false
      if (!isInSight(view, place.from)) scrollTo(place.from)
      return true
    },
    leaveThread() {
      if (activeThread(view.state) === null) return false
      activateThread(view, null)
      return true
    },
    showBlock(index) {
      let pos = 0
      for (let i = 0; i < index; i++) pos += view.state.doc.child(i).nodeSize
      reveal(view, pos + 1)
      const block = view.nodeDOM(pos)
      if (block instanceof HTMLElement) {
        block.scrollIntoView({ block: 'start' })
        requestAnimationFrame(() => block.scrollIntoView({ block: 'start' }))
      }
      view.dispatch(view.state.tr.setSelection(TextSelection.near(view.state.doc.resolve(pos + 1))))
      view.focus()
    },
    authorsOfSelection: () => authorsOfSelection(view.state, text, binding),
    authorsOfBlock(index, since) {
      const { doc } = view.state
      if (index >= doc.childCount) return []
      let pos = 0
      for (let i = 0; i < index; i++) pos += doc.child(i).nodeSize
      const from = binding.offsetAt(doc, pos + 1)
      // Times are known to ten minutes only, so a little earlier counts.
      return authorsIn(text, from, from + doc.child(index).content.size)
        .filter(({ at }) => at >= since - 10 * 60_000)
        .map(({ by }) => by)
    },
    select(from, to) {
      const { doc, tr } = view.state
      const end = doc.content.size
      view.dispatch(
        tr.setSelection(TextSelection.create(doc, Math.min(from, end), Math.min(to, end))),
      )
      scrollTo(Math.min(from, end))
      view.focus()
    },
    get suggests() {
      return proposes()
    },
    setSuggesting(on) {
      binding.endComposition()
      suggests = on
      view.setProps({})
    },
    threadsHere() {
      const { from, to } = view.state.selection
      return placesOf(view.state).flatMap((place) =>
        place.from <= to && place.to >= from ? [place.thread] : [],
      )
    },
    placeOf: (thread) => placeOfThread(view.state, thread)?.from ?? null,
    placesReading: () => placesReading(view.state),
    posOfAnchor(anchor) {
      if (anchor.type === 'report') return null
      if (anchor.type === 'figure') return figurePosition(view.state, anchor.figure)
      const range = resolveRange(text, anchor)
      return range === null ? null : binding.posAt(view.state.doc, range.from)
    },
    fitOf: (thread) => fitIn(view.state, thread),
    close() {
      stopFlush()
      stopRights()
      history.close()
      binding.detach()
      blanks.close()
      view.destroy()
    },
  }
}

/** What a device remembers, as far as it is a list of names. */
function namesIn(stored: unknown): readonly string[] {
  return Array.isArray(stored) ? stored.filter((one) => typeof one === 'string') : []
}
