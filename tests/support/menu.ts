import type { Page } from 'puppeteer-core'
import type { Profile } from './chromium'

interface Api {
  readonly chrome: typeof chrome
}

/** Selects what is in an element, as a person would with the pointer. */
async function select(page: Page, selector: string): Promise<string> {
  await page.bringToFront()
  return await page.$eval(selector, (element) => {
    if (element instanceof HTMLInputElement) {
      element.focus()
      element.setSelectionRange(3, element.value.length)
      return element.value.slice(3)
    }
    const selection = getSelection()
    selection?.selectAllChildren(element)
    return selection?.toString() ?? ''
  })
}

/**
 * Does what a click on the menu does: the browser lets us into the tab, then tells the listener.
 * Headless has no menu; a click on the button lets us in just the same. Resolves to the window
 * that opens.
 */
export async function captureFrom(
  profile: Profile,
  page: Page,
  selector: string,
  letIn = true,
): Promise<Page> {
  const text = await select(page, selector)
  const known = new Set(profile.browser.targets())
  if (letIn) {
    const [extension] = [...(await profile.browser.extensions()).values()]
    await extension?.triggerAction(page)
  }
  const worker = await (
    await profile.browser.waitForTarget((one) => one.url().endsWith('background.js'))
  ).worker()
  await worker?.evaluate(
    async (selectionText, url, isLetIn) => {
      const api = (globalThis as unknown as Api).chrome
      const [tab] = await api.tabs.query({ active: true, lastFocusedWindow: true })
      for (let tries = 0; isLetIn && tries < 100; tries++) {
        try {
          await api.scripting.executeScript({ target: { tabId: tab?.id ?? 0 }, func: () => 1 })
          break
        } catch {
          // Not let in yet, which the browser tells only by throwing.
          await new Promise((resolve) => setTimeout(resolve, 50))
        }
      }
      const event = api.contextMenus.onClicked as unknown as {
        dispatch(info: unknown, tab: unknown): void
      }
      event.dispatch({ menuItemId: 'capture', selectionText, pageUrl: url, editable: false }, tab)
    },
    text,
    page.url(),
    letIn,
  )
  const target = await profile.browser.waitForTarget(
    (one) => one.url().includes('capture.html') && !known.has(one),
  )
  const window = await target.page()
  if (window === null) throw new Error('no window')
  await window.setViewport({ width: 500, height: 700 })
  return window
}
