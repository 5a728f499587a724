import { browser } from 'wxt/browser'
import { defineBackground } from 'wxt/utils/define-background'
import { readSummary } from '../editor/model/summary'
import { pendingToStore } from '../editor/model/pending'
import { storedFills } from './platform/apply-fills'
import { showBadge } from './platform/badge'
import { mendKept, mendRecord, onHoldChange, openChanges } from './platform/kept'
import { writeBlankList } from './platform/blanks'
import { listenToContextMenu, showContextMenu } from './platform/context-menu'
import { isFillKey, readFills } from './platform/fills'
import { keep, listenToLosses, whatToKeep } from './platform/keeper'
import { markerOf, writeSummary } from './platform/library'
import { listenToIdleness, lockWhenIdle } from './platform/lock'
import { reportAddress } from './platform/interface'
import { readMessage, send, type Message } from './platform/messages'
import { listenToNotifications, tellNews } from './platform/notifications'

/** Badge, notifications and offscreen document. Keeps no state: it may be stopped at any moment. */
export default defineBackground(() => {
  const fail = (error: unknown): void => console.error('background', error)
  const begin = (): void => {
    void showBadge().catch(fail)
    void keep().catch(fail)
  }
  void mendRecord()
    .then(() => mendKept())
    .catch(fail)
    .then(() => lockWhenIdle())
    .catch(fail)
  listenToIdleness(fail)
  listenToLosses(fail)
  onHoldChange(begin)
  browser.runtime.onStartup.addListener(() => {
    begin()
    void showContextMenu().catch(fail)
  })
  browser.runtime.onInstalled.addListener(({ reason }) => {
    begin()
    void showContextMenu().catch(fail)
    if (reason === 'install') void browser.tabs.create({ url: reportAddress() }).catch(fail)
  })
  browser.storage.local.onChanged.addListener((changes) => {
    const keys = Object.keys(changes)
    if (
      keys.some(
        (key) =>
          key.startsWith('summary:') || ['settings', 'reports'].includes(key) || isFillKey(key),
      )
    )
      void showBadge().catch(fail)
    if (keys.includes('settings')) void showContextMenu().catch(fail)
    if (keys.some((key) => key.startsWith('summary:')))
      void openChanges(changes)
        .then(async (values) => {
          for (const key of keys) {
            const summary = key.startsWith('summary:') ? readSummary(values[key]) : undefined
            if (summary !== undefined) await tellNews(summary)
          }
        })
        .catch(fail)
    if (keys.some((key) => ['reports', 'signalling', 'settings'].includes(key) || isFillKey(key)))
      void keep().catch(fail)
    for (const report of new Set(keys.filter(isFillKey).map((key) => key.split(':')[1] ?? '')))
      void send({ to: 'offscreen', type: 'fills-changed', report })
  })
  browser.runtime.onMessage.addListener((raw, sender, respond) => {
    const message = readMessage(raw)
    if (message?.to !== 'background' || sender.id !== browser.runtime.id) return undefined
    // Answered when it is done, for whoever wants one thing to be stored before the next.
    answer(message).then(respond, (error: unknown) => {
      fail(error)
      respond(undefined)
    })
    return true
  })
  listenToNotifications(fail)
  listenToContextMenu(fail)
  begin()
})

type ToBackground = Extract<Message, { to: 'background' }>

async function answer(message: ToBackground): Promise<unknown> {
  switch (message.type) {
    case 'what-to-keep':
      return await whatToKeep()
    case 'wiped':
      return await markerOf(message.report).setWiped(true)
    case 'summary':
      await writeSummary(message.summary)
      return true
    case 'blanks':
      await writeBlankList(message.list)
      return true
    case 'fills':
      return (await readFills(message.report)).map(pendingToStore)
    case 'fills-settled':
      await storedFills.settle(message.report, message)
      return true
  }
}
