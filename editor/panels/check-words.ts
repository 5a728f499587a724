import type { Finding, Strength } from '../../schema/checks/finding'
import { zh, type StringKey } from '../ui/strings'
import type { Translator } from '../ui/translator'

const words: Readonly<Record<Strength, StringKey>> = {
  error: 'checkError',
  warn: 'checkWarn',
  info: 'checkInfo',
}

/** 错误, 提示 or 供参考. */
export function strengthWord(t: Translator, strength: Strength): string {
  return t(words[strength])
}

/** The sentence under the first of these keys that there is. */
function say(
  t: Translator,
  keys: readonly string[],
  values: Readonly<Record<string, string | number>> = {},
): string {
  const key = keys.find((one) => Object.hasOwn(zh, one))
  return key === undefined ? (keys.at(-1) ?? '') : t(key as StringKey, values)
}

/** The name of a rule; its id when there is none. */
export function ruleName(t: Translator, rule: string): string {
  return say(t, [`checkRule-${rule}`, rule])
}

/** What a finding says is wrong, and how it should be. */
export function sentenceOf(t: Translator, { rule, variant, values }: Finding): string {
  return say(
    t,
    [...(variant === '' ? [] : [`check-${rule}-${variant}`]), `check-${rule}`, `checkRule-${rule}`],
    values,
  )
}

/** The text found as it will read after its certain fix; null without one in the text. */
export function fixedText({ where, fix }: Finding): string | null {
  if (where.type !== 'text' || fix?.type !== 'text') return null
  // Only where nothing but the text counts: with values inside, offsets and quote differ.
  if (where.quote.length !== where.to - where.from) return null
  let text = where.quote
  for (const { from, to, text: put } of fix.edits.toReversed())
    text = text.slice(0, from - where.from) + put + text.slice(to - where.from)
  return text
}
