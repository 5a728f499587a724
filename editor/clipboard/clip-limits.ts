import { certain, findBlanks } from '../../schema/blanks'
import type { Clip } from './clip-line'
import { withoutHandlers } from './without-handlers'

/**
 * How much goes into a report at once. Beyond that nobody means a passage, and a page that
 * takes it in, marks it and tells the others of it stands still for seconds.
 */
export const clipLimits = {
  /** Characters of text, as they are read. */
  characters: 300_000,
  /** Paragraphs and cells. */
  lines: 6000,
  /** Blanks that would become figures. */
  blanks: 2000,
  /** Characters of HTML without what is embedded in it; Word writes ten for one that is read. */
  source: 6_000_000,
  /** Signs `<` in it. */
  tags: 240_000,
  /** Bytes of a text file: every character in the widest encoding. */
  file: 1_200_000,
} as const

/** From so many characters on it is said that something is being pasted, before that begins. */
const slow = { text: 40_000, html: 300_000 }

/** What a transfer brings, as strings: the transfer itself is only open while its event is handled. */
export interface ClipSource {
  readonly html: string
  readonly text: string
}

/** A transfer without what is embedded in its HTML, and without what would run. */
export function sourceOf(data: DataTransfer): ClipSource {
  return { html: tamed(data.getData('text/html')), text: data.getData('text/plain') }
}

/** HTML as it is given to whoever reads it. */
export function tamed(html: string): string {
  const light = withoutData(html)
  // What is too large is refused, and not gone through before.
  return light.length > clipLimits.source ? light : withoutHandlers(light)
}

/** What an address may not have as it stands in HTML and in CSS; behind one of them it is over. */
const ends = new Set(['"', "'", '(', ')', '<', '>', ' ', '\n', '\r', '\t'])
const shortData = 200

/**
 * HTML without what stands in it as `data:` addresses: pictures, which are not taken over
 * anyway and can be most of it. No regular expression: one that runs over megabytes
 * overflows the stack.
 */
export function withoutData(html: string): string {
  const parts: string[] = []
  let from = 0
  for (let at = html.indexOf('data:'); at >= 0; at = html.indexOf('data:', from)) {
    let end = at
    while (end < html.length && !ends.has(html[end] ?? '')) end++
    parts.push(html.slice(from, end - at > shortData ? at : end))
    if (end - at > shortData) parts.push('data:,')
    from = end
  }
  return from === 0 ? html : parts.join('') + html.slice(from)
}

/** Whether it is refused before anybody reads it. Cost: one look at its characters. */
export function isTooLarge({ html, text }: ClipSource): boolean {
  return (
    text.length > clipLimits.characters * 2 ||
    html.length > clipLimits.source ||
    (html.length > clipLimits.tags && tagsIn(html) > clipLimits.tags)
  )
}

/** Whether reading it takes so long that somebody has to be told. */
export function isSlow({ html, text }: ClipSource): boolean {
  return text.length > slow.text || html.length > slow.html
}

/** Whether what was read of it is too much after all. */
export function isTooLong({ lines }: Pick<Clip, 'lines'>): boolean {
  if (lines.length > clipLimits.lines) return true
  let characters = 0
  for (const { text } of lines) characters += text.length
  if (characters > clipLimits.characters) return true
  const blanks = findBlanks(lines.map(({ text }) => text).join('\n'))
  return blanks.filter(({ confidence }) => confidence >= certain).length > clipLimits.blanks
}

function tagsIn(html: string): number {
  let count = 0
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) count++
  return count
}
