import { browser } from 'wxt/browser'
import { defineBackground } from 'wxt/utils/define-background'
import { readSummary } from '../editor/model/summary'
import { showBadge } from './platform/badge'
import { mendRecord, onHoldChange, openChanges } from './platform/kept'
import { keep, whatToKeep } from './platform/keeper'
import { markerOf, writeSummary } from './platform/library'
import { listenToIdleness, lockWhenIdle } from './platform/lock'
import { reportAddress } from './platform/interface'
import { readMessage } from './platform/messages'
import { listenToNotifications, tellNews } from './platform/notifications'

/** Badge, notifications and offscreen document. Keeps no state: it may be stopped at any moment. */
export default defineBackground(() => {
  const fail = (error: unknown): void => console.error('background', error)
  const begin = (): void => {
    void showBadge().catch(fail)
    void keep().catch(fail)
  }
  void mendRecord()
    .then(() => lockWhenIdle())
    .catch(fail)
  listenToIdleness(fail)
  onHoldChange(begin)
  browser.runtime.onStartup.addListener(begin)
  browser.runtime.onInstalled.addListener(({ reason }) => {
    begin()
    if (reason === 'install') void browser.tabs.create({ url: reportAddress() }).catch(fail)
  })
  browser.storage.local.onChanged.addListener((changes) => {
    const keys = Object.keys(changes)
    if (keys.some((key) => key.startsWith('summary:') || key === 'settings'))
      void showBadge().catch(fail)
    if (keys.some((key) => key.startsWith('summary:')))
      void openChanges(changes)
        .then(async (values) => {
          for (const key of keys) {
            const summary = key.startsWith('summary:') ? readSummary(values[key]) : undefined
            if (summary !== undefined) await tellNews(summary)
          }
        })
        .catch(fail)
    if (keys.some((key) => key === 'reports' || key === 'signalling' || key === 'settings'))
      void keep().catch(fail)
  })
  browser.runtime.onMessage.addListener((raw, sender, respond) => {
    const message = readMessage(raw)
    if (message?.to !== 'background' || sender.id !== browser.runtime.id) return undefined
    if (message.type === 'what-to-keep') {
      void whatToKeep().then(respond, fail)
      return true
    }
    if (message.type === 'wiped') void markerOf(message.report).setWiped(true).catch(fail)
    else void writeSummary(message.summary).catch(fail)
    return undefined
  })
  listenToNotifications(fail)
  begin()
})
