import type { Finding } from '../../schema/checks/finding'
import { CheckList, type CheckActs } from '../panels/check-list'
import { ruleName } from '../panels/check-words'
import { showTime } from '../ui/translator'
import { marksShown, showMarks } from '../view/check-marks'
import { fixAll, rangeOf } from '../view/fixes'
import { numberToBlank } from './blank-commands'
import { mayTurn, turn } from '../relations/turn'
import type { Desk, MenuCommand, SideTab } from './desk'

/** 校核: what the checks found. */
export const checksTab: SideTab = {
  id: 'checks',
  title: 'checksTab',
  count: ({ report }) => {
    const counts = report.checks.latest?.counts
    return counts === undefined ? 0 : counts.error + counts.warn
  },
  View: ({ desk }) => {
    const { t, report, session, editor } = desk
    const { checks, members, figures } = report
    return (
      <CheckList
        t={t}
        result={checks.latest}
        rules={checks.rules}
        isOff={(rule) => checks.switches.isOff(rule)}
        labelOf={(figure) => figures.info(figure)?.label || '＊'}
        who={({ by, at }) =>
          t('checkDismissedBy', {
            name: members.name(by) ?? t('someone'),
            time: showTime(at, desk.now(), t.locale),
          })
        }
        active={findingAtCaret(desk)}
        mayFix={session.may('text') || editor?.suggests === true}
        mayDismiss={session.may('review')}
        maySwitch={session.may('figures')}
        mayComment={session.may('review')}
        acts={actsOf(desk)}
      />
    )
  },
}

function actsOf(desk: Desk): CheckActs {
  const { t, report, editor, record } = desk
  const { checks } = report
  return {
    go: (finding) => go(desk, finding),
    showFigure: desk.showFigure,
    toBlank(finding) {
      const range = editor === null ? null : rangeOf(editor.view.state.doc, finding)
      if (range === null || finding.where.type !== 'text') return
      // The unit stays in the text, behind the blank.
      const digits = /^[\d.]+/.exec(finding.where.quote)?.[0].length ?? 0
      desk.select(range.from, range.from + digits)
      numberToBlank.run(desk)
    },
    comment(finding) {
      go(desk, finding)
      const anchor = editor?.anchorOfSelection() ?? null
      if (anchor !== null) desk.comment(anchor)
    },
    fix(chosen) {
      if (editor === null) return
      // The list may be a moment behind the text; what is put right is what is there now.
      const wanted = new Set(chosen.map(keyOf))
      const alone = chosen.length === 1 ? chosen[0] : undefined
      const turns = chosen.filter((one) => one.fix?.type === 'turn')
      if (turns.length > 0) {
        const turned = mayTurn(desk) ? turns.filter((one) => turn(desk, one)).length : 0
        const gone = mayTurn(desk) ? t('checkFixGone') : t('turnAsk')
        desk.notice(turned > 0 ? t('checkFixed', { count: turned }) : gone)
        return
      }
      const { suggests } = editor
      const now = checks.run(editor.view.state.doc).open
      const same = now.filter((one) => wanted.has(keyOf(one)))
      const there =
        alone === undefined ? same : [same.find((one) => samePlace(one, alone)) ?? same[0]]
      const { tr, count } = fixAll(
        editor.view.state,
        // How a section is numbered is nothing that can be proposed.
        there
          .filter((one) => one !== undefined)
          .filter(({ fix }) => !suggests || fix?.type !== 'number'),
      )
      if (count > 0)
        editor.undo.group(() => {
          editor.view.dispatch(tr.scrollIntoView())
          return { undo: () => false, redo: () => false }
        })
      const done = t(suggests ? 'checkFixProposed' : 'checkFixed', { count })
      desk.notice(count > 0 ? done : t('checkFixGone'))
    },
    dismiss(finding, reason) {
      const quote = finding.where.type === 'text' ? finding.where.quote : ''
      record(checks.dismissals.dismiss(finding, quote, reason))
    },
    restore: (fingerprint) => record(checks.dismissals.withdraw(fingerprint)),
    switchRule(rule, off) {
      record(checks.switches.set(rule, off))
      if (off) desk.notice(t('checkSwitchedOff', { name: ruleName(t, rule) }))
    },
  }
}

function keyOf({ rule, fingerprint }: Finding): string {
  return `${rule} ${fingerprint}`
}

function samePlace(a: Finding, b: Finding): boolean {
  return (
    a.where.type === 'text' &&
    b.where.type === 'text' &&
    a.where.block === b.where.block &&
    a.where.from === b.where.from
  )
}

function go(desk: Desk, finding: Finding): void {
  const { editor } = desk
  if (finding.where.type === 'figures') {
    const [figure] = finding.where.figures
    if (figure !== undefined) desk.showFigure(figure)
    return
  }
  const range = editor === null ? null : rangeOf(editor.view.state.doc, finding)
  if (range !== null) desk.select(range.from, range.to)
}

/** The finding in which the selection is, the narrowest of them. */
function findingAtCaret({ report, editor }: Desk): Finding | null {
  if (editor === null) return null
  const { $from, $to } = editor.view.state.selection
  if ($from.depth === 0) return null
  const block = $from.index(0)
  let best: Finding | null = null
  let width = Infinity
  for (const finding of report.checks.latest?.open ?? []) {
    const { where } = finding
    if (where.type !== 'text' || where.block !== block) continue
    if ($from.parentOffset < where.from || $from.parentOffset > where.to) continue
    // A caret right behind a mark is in it; a selection has to be within.
    if ($to.parentOffset > where.to || where.to - where.from >= width) continue
    best = finding
    width = where.to - where.from
  }
  return best
}

function step(desk: Desk, direction: 1 | -1): void {
  const { editor, report, t } = desk
  if (editor === null) return
  const { doc, selection } = editor.view.state
  const places = report.checks.run(doc).open.flatMap((finding) => {
    const range = rangeOf(doc, finding)
    return range === null ? [] : [{ finding, ...range }]
  })
  const next =
    direction === 1
      ? (places.find(({ from }) => from > selection.from) ?? places[0])
      : (places.findLast(({ from }) => from < selection.from) ?? places.at(-1))
  desk.openTab('checks')
  if (next === undefined) desk.notice(t('checkNoMore'))
  else desk.select(next.from, next.to)
}

export const nextFinding: MenuCommand = {
  id: 'next-finding',
  menu: 'review',
  title: 'checkNext',
  key: 'F8',
  may: ({ shows }) => shows === 'text',
  run: (desk) => step(desk, 1),
}

export const previousFinding: MenuCommand = {
  id: 'previous-finding',
  menu: 'review',
  title: 'checkPrevious',
  key: 'Shift-F8',
  may: ({ shows }) => shows === 'text',
  run: (desk) => step(desk, -1),
}

export const findingMarks: MenuCommand = {
  id: 'finding-marks',
  menu: 'view',
  title: 'checkMarks',
  isOn: ({ editor }) => editor !== null && marksShown(editor.view),
  run: ({ editor }) => {
    if (editor !== null) showMarks(editor.view, !marksShown(editor.view))
  },
}
