import { facesOf, standardFaces, type Faces } from '../face-choice'
import type { Face } from '../format'
import { fonts, fontTablePart } from './fonts'
import { footerPart } from './footer'
import { settingsPart } from './settings'
import { halfPoints, twips, twipsOfMillimetres } from './units'
import { createWordFile } from './word-file'
import { element, text, val, wordPart, type Xml } from './xml'

/** A table that stands for itself, such as 审阅意见表. */
export interface TableFile {
  readonly title: string
  /** Under the title; empty for none. */
  readonly subtitle: string
  readonly columns: readonly TableColumn[]
  /** A cell for each column; `\n` begins a paragraph. */
  readonly rows: readonly (readonly string[])[]
  /** When it is written, in milliseconds since 1970. */
  readonly at: number
}

export interface TableColumn {
  readonly title: string
  /** Its share of the width, beside those of the others. */
  readonly share: number
  readonly align?: 'center'
}

/** A4, lying, with the same room on all sides; millimetres. */
const sheet = { width: 297, height: 210, margin: 20 }
const titleSize = 22
const cellSize = 10.5
const cellPadding = 80

/**
 * A .docx file with one table on A4, lying. Its head comes again on each page. Pure; the
 * same input gives the same bytes.
 */
export function writeTableFile(file: TableFile): Uint8Array<ArrayBuffer> {
  const faces = facesOf(standardFaces)
  const docx = createWordFile()
  docx.office('styles', stylesPart(faces), 'styles')
  docx.office('settings', settingsPart(), 'settings')
  docx.office('fontTable', fontTablePart(faces), 'fontTable')
  const footers = [
    ['default', docx.office('footer1', footerPart('odd'), 'footer')],
    ['even', docx.office('footer2', footerPart('even'), 'footer')],
  ] as const
  return docx.pack(documentPart(file, footers), file.title, file.at)
}

function stylesPart(faces: Faces): Xml {
  const style = (id: string, name: string, face: Face, points: number, paragraph: Xml): Xml =>
    element(
      'w:style',
      { 'w:type': 'paragraph', 'w:styleId': id, 'w:default': id === 'Normal' ? 1 : undefined },
      val('w:name', name),
      id === 'Normal' ? '' : val('w:basedOn', 'Normal'),
      element('w:qFormat'),
      element('w:pPr', {}, paragraph),
      element(
        'w:rPr',
        {},
        fonts(face),
        val('w:sz', halfPoints(points)),
        val('w:szCs', halfPoints(points)),
      ),
    )
  const spacing = (after: number): Xml =>
    element('w:spacing', { 'w:before': 0, 'w:after': after, 'w:line': 240, 'w:lineRule': 'auto' })
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
          element('w:lang', { 'w:val': 'en-US', 'w:eastAsia': 'zh-CN' }),
        ),
      ),
      element('w:pPrDefault'),
    ),
    style('Normal', 'Normal', faces.body, cellSize, spacing(0)),
    style('Title', 'Title', faces.title, titleSize, spacing(twips(6)) + val('w:jc', 'center')),
    style('Subtitle', 'Subtitle', faces.level2, 14, spacing(twips(10)) + val('w:jc', 'center')),
    style('TableHead', 'Table Head', faces.level1, cellSize, spacing(0) + val('w:jc', 'center')),
    style('Footer', 'footer', faces.pageNumber, 14, spacing(0)),
  )
}

function documentPart(file: TableFile, footers: readonly (readonly [string, string])[]): Xml {
  const { title, subtitle, columns, rows } = file
  const room = twipsOfMillimetres(sheet.width - 2 * sheet.margin)
  const whole = columns.reduce((sum, { share }) => sum + share, 0)
  const widths = columns.map(({ share }) => Math.floor((room * share) / whole))
  const head = element(
    'w:tr',
    {},
    element('w:trPr', {}, element('w:cantSplit'), element('w:tblHeader')),
    ...columns.map((column, i) => cell(widths[i] ?? 0, paragraph(column.title, 'TableHead'), true)),
  )
  const lines = rows.map((row) =>
    element(
      'w:tr',
      {},
      ...columns.map(({ align }, i) =>
        cell(
          widths[i] ?? 0,
          (row[i] ?? '')
            .split('\n')
            .map((line) => paragraph(line, null, align))
            .join(''),
        ),
      ),
    ),
  )
  return wordPart(
    'w:document',
    element(
      'w:body',
      {},
      paragraph(title, 'Title'),
      subtitle === '' ? '' : paragraph(subtitle, 'Subtitle'),
      element('w:tbl', {}, tableProperties(room), grid(widths), head, ...lines),
      // Word wants a paragraph behind a table.
      paragraph('', null),
      section(footers),
    ),
  )
}

function tableProperties(width: number): Xml {
  const line = { 'w:val': 'single', 'w:sz': 4, 'w:space': 0, 'w:color': 'auto' }
  const side = (name: string): Xml => element(`w:${name}`, { 'w:w': cellPadding, 'w:type': 'dxa' })
  return element(
    'w:tblPr',
    {},
    element('w:tblW', { 'w:w': width, 'w:type': 'dxa' }),
    val('w:jc', 'center'),
    element(
      'w:tblBorders',
      {},
      ...['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map((name) =>
        element(`w:${name}`, line),
      ),
    ),
    element('w:tblLayout', { 'w:type': 'fixed' }),
    element('w:tblCellMar', {}, side('left'), side('right')),
  )
}

function grid(widths: readonly number[]): Xml {
  return element('w:tblGrid', {}, ...widths.map((width) => element('w:gridCol', { 'w:w': width })))
}

function cell(width: number, content: Xml, isHead = false): Xml {
  return element(
    'w:tc',
    {},
    element(
      'w:tcPr',
      {},
      element('w:tcW', { 'w:w': width, 'w:type': 'dxa' }),
      isHead
        ? element('w:shd', { 'w:val': 'clear', 'w:color': 'auto', 'w:fill': 'E3EFFB' }) +
            val('w:vAlign', 'center')
        : '',
    ),
    content,
  )
}

function paragraph(words: string, style: string | null, align?: 'center'): Xml {
  const properties =
    (style === null ? '' : val('w:pStyle', style)) + (align === undefined ? '' : val('w:jc', align))
  return element(
    'w:p',
    {},
    properties === '' ? '' : element('w:pPr', {}, properties),
    words === ''
      ? ''
      : element(
          'w:r',
          {},
          element('w:rPr', {}, element('w:rFonts', { 'w:hint': 'eastAsia' })),
          element('w:t', { 'xml:space': 'preserve' }, text(words)),
        ),
  )
}

function section(footers: readonly (readonly [string, string])[]): Xml {
  const side = twipsOfMillimetres(sheet.margin)
  return element(
    'w:sectPr',
    {},
    ...footers.map(([type, id]) => element('w:footerReference', { 'w:type': type, 'r:id': id })),
    element('w:pgSz', {
      'w:w': twipsOfMillimetres(sheet.width),
      'w:h': twipsOfMillimetres(sheet.height),
      'w:orient': 'landscape',
    }),
    element('w:pgMar', {
      'w:top': side,
      'w:right': side,
      'w:bottom': side,
      'w:left': side,
      'w:header': twipsOfMillimetres(10),
      'w:footer': twipsOfMillimetres(10),
      'w:gutter': 0,
    }),
  )
}
