import type { Node } from 'prosemirror-model'
import { paperOf } from '../content'
import { facesOf, standardFaces, type FaceChoice } from '../face-choice'
import type { PaperFigure } from '../pieces'
import type { PaperChange, PaperThread } from '../threads'
import { documentPart } from './body'
import { commentsExtendedPart, commentsPart, numberThreads } from './comments'
import { fontTablePart } from './fonts'
import { footerPart } from './footer'
import { numberingId, numberingPart } from './numbering'
import { originOf, originPart, originPropertiesPart } from './origin'
import { settingsPart } from './settings'
import { stylesPart } from './styles'
import { createWordFile, mainPart, officeRelation, word } from './word-file'

/** What is to be printed. */
export interface DocxReport {
  readonly id: string
  readonly title: string
  readonly doc: Node
  readonly figureOf: (id: string) => PaperFigure
  /** Comments to print; none leaves them out. */
  readonly threads: readonly PaperThread[]
  /** What suggestions would change, to be shown as tracked changes; none leaves them out. */
  readonly changes: readonly PaperChange[]
  /** When it is written, in milliseconds since 1970. */
  readonly at: number
}

export interface DocxOptions {
  /** `real`: Word counts the sections; `text`: the numbers are written as the editor shows them. */
  readonly numbers: 'real' | 'text'
  /** Whether blanks are marked by their state. */
  readonly marked: boolean
  /** Whether the way back is kept: blanks as content controls, and what the file came from. */
  readonly returnable: boolean
  /** Whether 落款 and date leave room for a seal. */
  readonly seal: boolean
  /** The faces that it names; those of the standard unless told otherwise. */
  readonly faces?: FaceChoice
}

/** The report as a .docx file by GB/T 9704—2012. Pure; the same input gives the same bytes. */
export function writeDocx(report: DocxReport, options: DocxOptions): Uint8Array<ArrayBuffer> {
  const blocks = paperOf(report.doc, report.figureOf, options.seal)
  const threads = numberThreads(report.threads)
  const faces = facesOf(options.faces ?? standardFaces)
  const realNumbers = options.numbers === 'real'
  const docx = createWordFile()
  docx.office('styles', stylesPart(realNumbers ? numberingId : null, faces), 'styles')
  docx.office('settings', settingsPart(), 'settings')
  docx.office('fontTable', fontTablePart(faces), 'fontTable')
  if (realNumbers) docx.office('numbering', numberingPart(faces), 'numbering')
  const odd = docx.office('footer1', footerPart('odd'), 'footer')
  const even = docx.office('footer2', footerPart('even'), 'footer')
  if (threads.length > 0) {
    docx.office('comments', commentsPart(threads), 'comments')
    docx.add(
      'commentsExtended',
      commentsExtendedPart(threads),
      `${word}.commentsExtended+xml`,
      'http://schemas.microsoft.com/office/2011/relationships/commentsExtended',
    )
  }
  if (options.returnable) {
    const item = 'customXml/item1.xml'
    const properties = 'customXml/itemProps1.xml'
    docx.attach(
      [
        { path: item, content: originPart(originOf(report.id, report.doc, blocks, threads)) },
        {
          path: properties,
          content: originPropertiesPart(),
          type: 'application/vnd.openxmlformats-officedocument.customXmlProperties+xml',
        },
      ],
      [
        { owner: mainPart, id: 'rIdOrigin', type: `${officeRelation}/customXml`, target: item },
        { owner: item, id: 'rId1', type: `${officeRelation}/customXmlProps`, target: properties },
      ],
    )
  }
  const document = documentPart(blocks, threads, report.changes, {
    report: report.id,
    realNumbers,
    controls: options.returnable,
    marked: options.marked,
    footers: { odd, even },
  })
  return docx.pack(document, report.title, report.at)
}
