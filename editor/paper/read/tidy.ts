import { softBreak } from '../pieces'
import type { Line, Stretch } from './lines'

/**
 * A line as reading a text would leave it (`schema/normalise.ts`), with all that it carries
 * moved along: no zero-width or no-break spaces, no indent of full-width spaces and tabs.
 * @param joins whether line breaks are only the paper's and go too
 */
export function tidy(line: Line, joins: boolean): Line {
  const places: number[] = []
  let text = ''
  let begun = false
  for (let index = 0; index < line.text.length; index++) {
    places.push(text.length)
    const character = line.text[index] ?? ''
    if (character === '\uFEFF' || character === '\u200B') continue
    if (joins && character === softBreak) continue
    if (!begun && index >= line.number && (character === '\u3000' || character === '\t')) continue
    if (index >= line.number) begun = true
    // A line of the text has no line ends of its own.
    text += character === '\u00A0' ? ' ' : /[\r\n]/.test(character) ? ' ' : character
  }
  places.push(text.length)
  const move = <T extends Stretch>(list: readonly T[]): T[] =>
    list.map((one) => ({
      ...one,
      from: places[one.from] ?? text.length,
      to: places[one.to] ?? text.length,
    }))
  return {
    ...line,
    text,
    bold: move(line.bold),
    controls: move(line.controls),
    tracked: move(line.tracked),
    comments: move(line.comments),
  }
}
