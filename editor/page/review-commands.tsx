import { resolveRange } from '../model/review/anchors'
import { focusThread, openInOrder } from './comments-tab'
import type { Desk, MenuCommand } from './desk'
import { ProposeDialog } from './propose-dialog'
import { acceptThreads, rejectThreads } from './suggestion-acts'

const inText = ({ shows }: Desk): boolean => shows === 'text'
const mayReview = (desk: Desk): boolean => inText(desk) && desk.session.may('review')
const mayDecide = (desk: Desk): boolean => inText(desk) && desk.session.may('text')

/** 修改建议模式: typing proposes. For whoever may not write the text it is always on. */
const suggestMode: MenuCommand = {
  id: 'suggest-mode',
  menu: 'review',
  title: 'suggestMode',
  key: 'Mod-Alt-e',
  inToolbar: true,
  may: (desk) => mayReview(desk) && desk.session.may('text'),
  isOn: ({ editor }) => editor?.suggests === true,
  run({ editor, notice, t }) {
    if (editor === null) return
    editor.setSuggesting(!editor.suggests)
    notice(t(editor.suggests ? 'suggestModeOn' : 'suggestModeOff'))
    editor.view.focus()
  },
}

/** 建议改为…: another wording for the selection. */
const propose: MenuCommand = {
  id: 'propose',
  menu: 'review',
  title: 'propose',
  key: 'Mod-Alt-r',
  inToolbar: true,
  may: mayReview,
  run(desk) {
    const { editor, report, notice, t, openDialog } = desk
    const anchor = editor?.anchorOfSelection()
    const range = anchor?.type === 'range' ? resolveRange(report.parts.text, anchor) : null
    if (range === null) notice(t('proposeNeedsRange'))
    else openDialog((close) => <ProposeDialog desk={desk} range={range} onClose={close} />)
  },
}

/** Open suggestions in the selection or at the caret; the one that is being read, where there is none. */
function suggestionsHere({ editor, report, activeThread }: Desk): string[] {
  const isOpen = (id: string): boolean => report.review.thread(id)?.suggestion?.state === 'open'
  const here = (editor?.threadsHere() ?? []).filter(isOpen)
  return here.length > 0 || activeThread === null ? here : [activeThread].filter(isOpen)
}

const here =
  (act: (desk: Desk, ids: readonly string[]) => void) =>
  (desk: Desk): void => {
    const ids = suggestionsHere(desk)
    if (ids.length === 0) desk.notice(desk.t('noneHere'))
    else act(desk, ids)
  }

const acceptHere: MenuCommand = {
  id: 'accept-here',
  menu: 'review',
  title: 'acceptHere',
  key: 'Mod-Alt-y',
  may: mayDecide,
  run: here((desk, ids) => acceptThreads(desk, ids)),
}

const rejectHere: MenuCommand = {
  id: 'reject-here',
  menu: 'review',
  title: 'rejectHere',
  key: 'Mod-Alt-x',
  may: mayDecide,
  run: here((desk, ids) => rejectThreads(desk, ids)),
}

/** Goes from thread to thread in the order of the text, round the end, and puts the focus on its card. */
const walk =
  (step: 1 | -1) =>
  (desk: Desk): void => {
    const order = openInOrder(desk)
    const next = beside(desk, order, step) ?? order.at(step === 1 ? 0 : -1)
    if (next === undefined) return
    desk.openTab('comments')
    desk.showThread(next)
    focusThread(next)
  }

/** The thread before or behind the one that is being read, which may be open no more. */
function beside(
  { activeThread, editor }: Desk,
  order: readonly string[],
  step: 1 | -1,
): string | undefined {
  if (activeThread === null) return undefined
  const index = order.indexOf(activeThread)
  if (index >= 0) return order[index + step]
  const here = editor?.placeOf(activeThread) ?? null
  if (here === null) return undefined
  const placeOf = (id: string): number => editor?.placeOf(id) ?? -1
  return step === 1
    ? order.find((id) => placeOf(id) > here)
    : order.findLast((id) => placeOf(id) < here)
}

const nextThread: MenuCommand = {
  id: 'next-thread',
  menu: 'review',
  title: 'nextThread',
  key: 'Mod-Alt-n',
  may: inText,
  run: walk(1),
}

const previousThread: MenuCommand = {
  id: 'previous-thread',
  menu: 'review',
  title: 'previousThread',
  key: 'Mod-Alt-Shift-n',
  may: inText,
  run: walk(-1),
}

export const reviewCommands: readonly MenuCommand[] = [
  suggestMode,
  propose,
  acceptHere,
  rejectHere,
  nextThread,
  previousThread,
]
