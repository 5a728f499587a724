import { browser, type Browser } from 'wxt/browser'
import { systemEnvironment } from '../../editor/system'
import { keepCaptured, readSelection } from './captured'
import { readCaptured, type Captured } from './captured-text'
import { translatorOf } from './interface'
import { readSettings } from './settings'

const menuItem = 'capture'
const windowSize = { width: 500, height: 700 }

/** Puts 填入待填项… into the menu of a selection. Browsers forget or double it, so it is made afresh. */
export async function showContextMenu(): Promise<void> {
  const t = translatorOf(await readSettings())
  await browser.contextMenus.removeAll()
  browser.contextMenus.create({ id: menuItem, title: t('captureMenu'), contexts: ['selection'] })
}

/** To be called whenever the background starts: a click must find somebody who listens. */
export function listenToContextMenu(fail: (error: unknown) => void): void {
  browser.contextMenus.onClicked.addListener((info, tab) => {
    if (info.menuItemId === menuItem) void capture(info, tab).catch(fail)
  })
}

/** Keeps what is selected and opens the window that asks for the blank. */
async function capture(
  info: Browser.contextMenus.OnClickData,
  tab: Browser.tabs.Tab | undefined,
): Promise<void> {
  const id = systemEnvironment.newId()
  const captured = readCaptured({
    text: info.selectionText ?? '',
    title: tab?.title ?? '',
    address: info.pageUrl ?? tab?.url ?? '',
    ...(await selectionOf(info, tab)),
    at: Date.now(),
  })
  if (captured === undefined) return
  await keepCaptured(id, captured)
  await openCapture(id)
}

/** Opens the window that asks for the blank of a selection that was kept. */
export async function openCapture(id: string): Promise<void> {
  const url = browser.runtime.getURL(`/capture.html#${id}`)
  await browser.windows.create({ url, type: 'popup', ...windowSize })
}

/** What the page itself tells; nothing where no script may run, as in a PDF or the browser's own pages. */
async function selectionOf(
  { frameId = 0 }: Browser.contextMenus.OnClickData,
  tab: Browser.tabs.Tab | undefined,
): Promise<Partial<Captured>> {
  if (tab?.id === undefined || tab.id < 0) return {}
  try {
    const [result] = await browser.scripting.executeScript({
      target: { tabId: tab.id, frameIds: [frameId] },
      func: readSelection,
    })
    const read = readCaptured(result?.result)
    if (read === undefined) return {}
    // A frame has an address of its own; the title is that of the page around it.
    const { at: _at, ...rest } = read
    return { ...rest, title: tab.title ?? rest.title }
  } catch {
    // The browser tells only by throwing that it lets nobody in; the menu knows the words.
    return {}
  }
}
