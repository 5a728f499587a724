import type { Translator } from '../ui/translator'
import type { Clip, LeftOut } from './clip-line'
import { clipLimits } from './clip-limits'

/** The limits as they are said in a language; Chinese counts in 万. */
export function pasteLimits({
  locale,
}: Translator): Record<'characters' | 'lines' | 'blanks', string> {
  const { characters, lines, blanks } = clipLimits
  return {
    characters: locale === 'zh-CN' ? `${characters / 10_000} 万` : characters.toLocaleString('en'),
    lines: lines.toLocaleString('en'),
    blanks: blanks.toLocaleString('en'),
  }
}

const kinds: readonly Exclude<LeftOut, 'table'>[] = ['picture', 'object', 'comment', 'deleted']

/** What is told of a clip that was pasted; empty when all of it came over as it was. */
export function pasteWords(t: Translator, { lines, left, joined }: Clip): string {
  const gone = kinds.flatMap((kind) => {
    const count = left.get(kind) ?? 0
    return count === 0 ? [] : [t(`pasteLeft-${kind}`, { count })]
  })
  const tables = left.get('table') ?? 0
  const changed = [
    ...(tables === 0 ? [] : [t('pasteTables', { count: tables })]),
    ...(joined === 0 ? [] : [t('pasteJoined', { count: joined })]),
  ]
  const join = (list: readonly string[]): string => list.join(t('pasteAnd'))
  if (lines.length === 0) return t('pasteNothing', { what: join(gone) })
  return [
    gone.length === 0 ? '' : t('pasteLeft', { what: join(gone) }),
    changed.length === 0 ? '' : t('pasteTold', { what: join(changed) }),
  ]
    .filter(Boolean)
    .join(' ')
}
