import type { Faces } from '../face-choice'
import { characterPitch, characterSpacing, linePitch, sizes, tableLinePitch } from '../format'
import { placeholderStyle } from './blank'
import { fonts } from './fonts'
import { halfPoints, twips, twipsOfCharacters, twipsOfLines } from './units'
import { element, val, wordPart, type Xml } from './xml'

/** Ids of the paragraph styles. Those that Word has itself keep its names, so they show in the user's language. */
export const paragraphStyles = {
  title: 'Title',
  salutation: 'Salutation',
  paragraph: 'BodyText',
  section1: 'Heading1',
  section2: 'Heading2',
  section3: 'Heading3',
  section4: 'Heading4',
  /** A section whose heading is followed by body text in the same paragraph. */
  runIn1: 'RunIn1',
  runIn2: 'RunIn2',
  runIn3: 'RunIn3',
  runIn4: 'RunIn4',
  signature: 'Signature',
  date: 'Date',
  attachment: 'AttachmentNote',
  /** The text of a table, and of its head. */
  cell: 'TableText',
  cellHead: 'TableHead',
  unknownBlock: 'UnknownBlock',
} as const

/** The character style of a heading inside a paragraph; Word's tables of contents read it. */
export function headingCharacters(level: number): string {
  return `Heading${level}Char`
}

export const commentText = 'CommentText'
export const commentReference = 'CommentReference'

const levelFaces: readonly (keyof Faces)[] = ['level1', 'level2', 'body', 'body']
const levels = [1, 2, 3, 4] as const

/** The indent of the first line, in characters and, for who does not know these, in twips. */
export function firstLine(characters: number): Xml {
  return element('w:ind', {
    'w:firstLineChars': characters * 100,
    'w:firstLine': twipsOfCharacters(characters),
  })
}

/** Sizes in half-points for Latin and for complex scripts. */
function size(points: number): Xml {
  return val('w:sz', halfPoints(points)) + val('w:szCs', halfPoints(points))
}

interface Style {
  readonly id: string
  readonly name: string
  readonly basedOn?: string
  readonly next?: string
  readonly link?: string
  readonly paragraph?: Xml
  readonly run?: Xml
  readonly isDefault?: boolean
  /** Word shows it among those to choose from. */
  readonly quick?: boolean
}

function style(type: 'paragraph' | 'character', one: Style): Xml {
  const inner = [
    val('w:name', one.name),
    one.basedOn === undefined ? '' : val('w:basedOn', one.basedOn),
    one.next === undefined ? '' : val('w:next', one.next),
    one.link === undefined ? '' : val('w:link', one.link),
    val('w:uiPriority', one.quick === true ? 1 : 99),
    one.quick === true ? element('w:qFormat') : '',
    one.paragraph === undefined ? '' : element('w:pPr', {}, one.paragraph),
    one.run === undefined ? '' : element('w:rPr', {}, one.run),
  ]
  return element(
    'w:style',
    {
      'w:type': type,
      'w:default': one.isDefault === true ? 1 : undefined,
      // A name of our own is a custom style for Word.
      'w:customStyle': /^[\u4E00-\u9FFF]/.test(one.name) ? 1 : undefined,
      'w:styleId': one.id,
    },
    ...inner,
  )
}

/** No quarter space between Chinese and figures: it would throw them off the grid. */
const noAutoSpace = val('w:autoSpaceDE', 0) + val('w:autoSpaceDN', 0)

const exactLine = { 'w:line': twips(linePitch), 'w:lineRule': 'exact' } as const

/** @param numbered whether the headings carry Word's own numbering, by the id of its instance */
export function stylesPart(numbered: number | null, faces: Faces): Xml {
  const body = paragraphStyles.paragraph
  const numbering = (level: number): Xml =>
    numbered === null
      ? ''
      : element(
          'w:numPr',
          {},
          level === 1 ? '' : val('w:ilvl', level - 1),
          val('w:numId', numbered),
        )
  return wordPart(
    'w:styles',
    element(
      'w:docDefaults',
      {},
      element(
        'w:rPrDefault',
        {},
        element(
          'w:rPr',
          {},
          fonts(faces.body),
          val('w:spacing', twips(characterSpacing)),
          size(sizes.body),
          element('w:lang', { 'w:val': 'en-US', 'w:eastAsia': 'zh-CN', 'w:bidi': 'ar-SA' }),
        ),
      ),
      element(
        'w:pPrDefault',
        {},
        element(
          'w:pPr',
          {},
          // A page has 22 lines whatever stands on it, and a line nothing outside the type area.
          val('w:widowControl', 0),
          val('w:overflowPunct', 0),
          noAutoSpace,
          // Lines and characters have the pitch of the grid by themselves. To snap to a grid
          // that is narrower than the type, LibreOffice gives each character two cells.
          val('w:snapToGrid', 0),
          element('w:spacing', exactLine),
          val('w:jc', 'both'),
        ),
      ),
    ),
    style('paragraph', {
      id: 'Normal',
      name: 'Normal',
      isDefault: true,
      quick: true,
      // LibreOffice takes these from the style, not from the defaults.
      paragraph: noAutoSpace,
      run: size(sizes.body),
    }),
    style('character', {
      id: 'DefaultParagraphFont',
      name: 'Default Paragraph Font',
      isDefault: true,
    }),
    style('paragraph', {
      id: body,
      name: 'Body Text',
      basedOn: 'Normal',
      quick: true,
      paragraph: firstLine(2),
    }),
    style('paragraph', {
      id: paragraphStyles.title,
      name: 'Title',
      basedOn: 'Normal',
      next: body,
      quick: true,
      paragraph:
        element('w:keepNext') +
        element('w:spacing', {
          'w:afterLines': 100,
          'w:after': twipsOfLines(1),
          ...exactLine,
        }) +
        val('w:jc', 'center') +
        // Not an outline level: the parts are the outline.
        val('w:outlineLvl', 9),
      run: fonts(faces.title) + val('w:spacing', 0) + size(sizes.title),
    }),
    style('paragraph', {
      id: paragraphStyles.salutation,
      name: 'Salutation',
      basedOn: 'Normal',
      next: body,
      quick: true,
    }),
    ...levels.flatMap((level) => {
      const face = fonts(faces[levelFaces[level - 1] ?? 'body'])
      return [
        style('paragraph', {
          id: paragraphStyles[`section${level}`],
          name: `heading ${level}`,
          basedOn: 'Normal',
          next: body,
          link: headingCharacters(level),
          quick: true,
          paragraph:
            element('w:keepNext') +
            numbering(level) +
            firstLine(2) +
            val('w:outlineLvl', level - 1),
          run: face,
        }),
        style('character', {
          id: headingCharacters(level),
          name: `Heading ${level} Char`,
          basedOn: 'DefaultParagraphFont',
          link: paragraphStyles[`section${level}`],
          run: face,
        }),
        style('paragraph', {
          id: paragraphStyles[`runIn${level}`],
          name: `标题 ${level} 接排`,
          basedOn: body,
          next: body,
        }),
      ]
    }),
    style('paragraph', {
      id: paragraphStyles.attachment,
      name: '附件说明',
      basedOn: 'Normal',
    }),
    style('paragraph', {
      id: paragraphStyles.signature,
      name: 'Signature',
      basedOn: 'Normal',
      next: paragraphStyles.date,
      paragraph: val('w:jc', 'right'),
    }),
    style('paragraph', {
      id: paragraphStyles.date,
      name: 'Date',
      basedOn: 'Normal',
      paragraph: val('w:jc', 'right'),
    }),
    style('character', {
      id: placeholderStyle,
      name: 'Placeholder Text',
      basedOn: 'DefaultParagraphFont',
    }),
    style('paragraph', {
      id: paragraphStyles.cell,
      name: '表格文字',
      basedOn: 'Normal',
      paragraph:
        element('w:spacing', { 'w:line': twips(tableLinePitch), 'w:lineRule': 'exact' }) +
        val('w:jc', 'center'),
      run: val('w:spacing', 0) + size(sizes.table),
    }),
    style('paragraph', {
      id: paragraphStyles.cellHead,
      name: '表格表头',
      basedOn: paragraphStyles.cell,
      run: fonts(faces.level1),
    }),
    style('paragraph', { id: paragraphStyles.unknownBlock, name: '其他内容', basedOn: body }),
    style('paragraph', {
      id: 'Footer',
      name: 'footer',
      basedOn: 'Normal',
      paragraph: element('w:spacing', {
        'w:line': twips(sizes.pageNumber),
        'w:lineRule': 'exact',
      }),
      run: fonts(faces.pageNumber) + val('w:spacing', 0) + size(sizes.pageNumber),
    }),
    style('paragraph', {
      id: commentText,
      name: 'annotation text',
      basedOn: 'Normal',
      paragraph:
        element('w:spacing', { 'w:line': 240, 'w:lineRule': 'auto' }) + val('w:jc', 'left'),
      run: val('w:spacing', 0) + size(10.5),
    }),
    style('character', {
      id: commentReference,
      name: 'annotation reference',
      basedOn: 'DefaultParagraphFont',
      run: size(10.5),
    }),
  )
}

/** Word's measure of the pitch of the grid: 1/4096 of a point more than the size of the body's type. */
export const characterSpace = Math.floor((characterPitch - sizes.body) * 4096)
