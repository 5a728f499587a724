import { characterPitch } from '../format'
import { twips } from './units'
import { element, text, val, wordPart, type Xml } from './xml'

/** `— 1 —`, one character from the outer edge: odd pages at the right, even ones at the left. */
export function footerPart(side: 'odd' | 'even'): Xml {
  const run = (content: Xml): Xml =>
    element('w:r', {}, element('w:rPr', {}, element('w:rFonts', { 'w:hint': 'eastAsia' })), content)
  const said = (words: string): Xml => run(element('w:t', { 'xml:space': 'preserve' }, text(words)))
  const indent =
    side === 'odd'
      ? { 'w:rightChars': 100, 'w:right': twips(characterPitch) }
      : { 'w:leftChars': 100, 'w:left': twips(characterPitch) }
  return wordPart(
    'w:ftr',
    element(
      'w:p',
      {},
      element(
        'w:pPr',
        {},
        val('w:pStyle', 'Footer'),
        element('w:ind', indent),
        val('w:jc', side === 'odd' ? 'right' : 'left'),
      ),
      said('— '),
      element('w:fldSimple', { 'w:instr': ' PAGE ' }, said('1')),
      said(' —'),
    ),
  )
}
