import type { ExchangeHead } from '../storage/exchange-file'
import type { Merged } from '../sync/carried'
import { showDay, showTime, type Translator } from '../ui/translator'

/** What a file of changes has brought, and what it waits for, in words. */
export function mergeWords(
  t: Translator,
  { added, released, people, refused, waiting }: Merged,
  head: ExchangeHead,
  now: number,
): string {
  const words = [
    ...(added > 0 ? [t('merged', { count: added })] : []),
    ...(released > 0 ? [t('mergedReleased', { count: released })] : []),
    ...(people ? [t('mergedPeople')] : []),
    ...(refused > 0 ? [t('mergedRefused', { count: refused })] : []),
    ...(waiting > 0 ? [waitWords(t, waiting, head, now)] : []),
  ]
  return words.join('').trim() || t('mergedNothing')
}

function waitWords(t: Translator, count: number, { since }: ExchangeHead, now: number): string {
  if (since === undefined) return t('mergedWait', { count })
  return since.kind === 'export'
    ? t('mergedWaitExport', { count, time: showTime(since.at, now, t.locale) })
    : t('mergedWaitDay', { count, time: showDay(since.at, t.locale) })
}
