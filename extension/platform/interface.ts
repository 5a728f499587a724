import { browser } from 'wxt/browser'
import { createTranslator, localeOf, type Translator } from '../../editor/ui/translator'
import type { Settings } from './settings'

/** The translator of this device's language; also tells the page. */
export function translatorOf(settings: Settings): Translator {
  const locale = localeOf(settings.language || undefined, navigator.language)
  if (typeof document !== 'undefined') document.documentElement.lang = locale
  return createTranslator(locale)
}

/** Address of the report page at a place of a report. */
export function reportAddress(
  place: { readonly id?: string; readonly figure?: string; readonly thread?: string } = {},
): string {
  const parameters = new URLSearchParams()
  for (const [key, value] of Object.entries(place))
    if (value !== undefined) parameters.set(key, value)
  const hash = parameters.toString()
  return `${browser.runtime.getURL('/report.html')}${hash === '' ? '' : `#${hash}`}`
}
