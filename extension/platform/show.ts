import { browser } from 'wxt/browser'
import { reportAddress } from './interface'
import { send } from './messages'

/** A report, or a place in it. */
export interface Place {
  readonly id: string
  readonly figure?: string
  readonly thread?: string
}

/** Brings a report to the front at a place of it: the tab that has it open, else a new one. */
export async function showReport(place: Place): Promise<void> {
  const { id, ...spot } = place
  const answer = await send({ to: 'page', type: 'show', report: id, ...spot })
  if (typeof answer === 'number') await browser.tabs.update(answer, { active: true })
  else await browser.tabs.create({ url: reportAddress(place) })
}
