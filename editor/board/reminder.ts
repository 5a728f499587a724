import { isOpen } from '../model/figures/figures'
import { groupBy } from '../model/group-by'
import type { FigureItem } from '../panels/overview'
import type { Translator } from '../ui/translator'

/** 催办: what somebody still owes, as a text to paste into the office chat. */
export interface Reminder {
  /** A department or a person; empty for figures that nobody is to fill. */
  readonly to: string
  readonly count: number
  readonly text: string
}

/** One text for each department and person that has open figures; nobody's figures last. */
export function remindersOf(
  items: readonly FigureItem[],
  title: string,
  t: Translator,
): readonly Reminder[] {
  const open = items.filter(({ state }) => isOpen(state))
  return [...groupBy(open, ({ to }) => to)]
    .sort(([a], [b]) => Number(a === '') - Number(b === '') || a.localeCompare(b, 'zh'))
    .map(([to, list]) => ({ to, count: list.length, text: textOf(to, list, title, t) }))
}

function textOf(to: string, list: readonly FigureItem[], title: string, t: Translator): string {
  // The earliest day first; what has none last.
  const days = [...groupBy(list, ({ due }) => due)].sort(
    ([a], [b]) => Number(a === '') - Number(b === '') || (a < b ? -1 : 1),
  )
  const lines = [t('reminderHead', { to: to || t('everybody'), title, count: list.length })]
  let number = 0
  for (const [due, figures] of days) {
    if (due !== '') lines.push(t('reminderDue', { day: showDay(due, t) }))
    else if (days.length > 1) lines.push(t('reminderNoDue'))
    for (const { state, label, unit, shown, before, after } of figures) {
      number++
      const name = unit === '' ? label : t('labelWithUnit', { label, unit })
      lines.push(
        state === 'conflict'
          ? t('reminderConflict', { number, name, values: shown })
          : t('reminderLine', { number, name, before, after }),
      )
    }
  }
  return lines.join('\n')
}

/** A day (YYYY-MM-DD) as people here write it. */
export function showDay(day: string, t: Translator): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date).toLocaleDateString(t.locale, {
    month: 'long',
    day: 'numeric',
  })
}
