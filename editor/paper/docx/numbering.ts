import type { Faces } from '../face-choice'
import { fonts } from './fonts'
import { firstLine, paragraphStyles } from './styles'
import { element, val, wordPart, type Xml } from './xml'

/** Id of the one numbering of the report, for Word's `numId`. */
export const numberingId = 1

const levels: readonly {
  readonly format: string
  readonly text: string
  readonly face: keyof Faces
}[] = [
  { format: 'chineseCountingThousand', text: '%1、', face: 'level1' },
  { format: 'chineseCountingThousand', text: '（%2）', face: 'level2' },
  { format: 'decimal', text: '%3.', face: 'body' },
  { format: 'decimal', text: '（%4）', face: 'body' },
]

/** 一、（一）1.（1） as Word's own numbering, bound to the heading styles. */
export function numberingPart(faces: Faces): Xml {
  return wordPart(
    'w:numbering',
    element(
      'w:abstractNum',
      { 'w:abstractNumId': 0 },
      val('w:multiLevelType', 'multilevel'),
      ...levels.map(({ format, text, face }, index) =>
        element(
          'w:lvl',
          { 'w:ilvl': index },
          val('w:start', 1),
          val('w:numFmt', format),
          val('w:pStyle', paragraphStyles[`section${(index + 1) as 1 | 2 | 3 | 4}`]),
          val('w:suff', 'nothing'),
          val('w:lvlText', text),
          val('w:lvlJc', 'left'),
          element('w:pPr', {}, firstLine(2)),
          element('w:rPr', {}, fonts(faces[face])),
        ),
      ),
    ),
    element('w:num', { 'w:numId': numberingId }, val('w:abstractNumId', 0)),
  )
}
