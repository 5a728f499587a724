import { en, zh, type StringKey } from './strings'

export type Locale = 'zh-CN' | 'en'

/** Gives the sentence of a key, with `{name}` replaced by the value of that name. */
export interface Translator {
  (key: StringKey, values?: Readonly<Record<string, string | number>>): string
  readonly locale: Locale
}

export function createTranslator(locale: Locale): Translator {
  const table: Readonly<Record<StringKey, string>> = locale === 'en' ? en : zh
  const translate = (
    key: StringKey,
    values: Readonly<Record<string, string | number>> = {},
  ): string =>
    table[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
  return Object.assign(translate, { locale })
}

/** The language of the interface: what was chosen, else what the browser speaks. */
export function localeOf(chosen: string | undefined, browser: string): Locale {
  if (chosen === 'zh-CN' || chosen === 'en') return chosen
  return browser.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}

/** A day as people here write it. */
export function showDay(at: number, locale: Locale): string {
  return new Date(at).toLocaleDateString(locale, { year: 'numeric', month: 'long', day: 'numeric' })
}

/** A moment as people here write it: the time today, the date else. */
export function showTime(at: number, now: number, locale: Locale): string {
  const date = new Date(at)
  const today = new Date(now).toDateString() === date.toDateString()
  return date.toLocaleString(
    locale,
    today
      ? { hour: '2-digit', minute: '2-digit', hour12: false }
      : { month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false },
  )
}
