import { isTableSize } from '../../../schema/tables'
import { readAlign, type CellAlign } from '../../../schema/schema'
import { softBreak } from '../pieces'
import type { ListNumbers } from './list-numbers'
import { plainStyle, propertiesOf, type ParagraphStyle } from './paragraph-styles'
import { childOf, elementsOf, isOn, textBelow, valueOf, type XmlElement } from './xml-tree'

/** A stretch of a line. Offsets count UTF-16 units of the line's text from 0. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** A content control: a field of a form. */
export interface Control extends Stretch {
  readonly tag: string
  readonly alias: string
  /** Whether it shows only what it asks for. */
  readonly empty: boolean
}

export interface Tracked extends Stretch {
  readonly type: 'inserted' | 'deleted'
  readonly author: string
  readonly text: string
}

/** One paragraph, or what a line break makes of it. */
export interface Line {
  text: string
  /** Name of the paragraph across edits; empty where the file has none. */
  readonly id: string
  readonly style: ParagraphStyle
  /** Length of the number that Word counts, at the start of `text`. */
  readonly number: number
  readonly bold: Stretch[]
  readonly controls: Control[]
  readonly tracked: Tracked[]
  /** Where comments begin and end, by their id. */
  readonly comments: { readonly id: string; readonly from: number; to: number }[]
  /** Where it stands, if it is the text of a cell. */
  readonly cell?: LineCell
}

/** The place of a cell in the tables of a file, all counted from 0. */
export interface LineCell {
  readonly table: number
  readonly row: number
  readonly column: number
  readonly head: boolean
  readonly align: CellAlign
}

/** What was not taken over as it was. */
export type NoteKind =
  | 'table'
  | 'merged'
  | 'picture'
  | 'text-box'
  | 'footnote'
  | 'tracked'
  | 'field'
  | 'header'
  | 'hidden'
  | 'formula'

export interface Collected {
  readonly lines: readonly Line[]
  readonly notes: ReadonlyMap<NoteKind, number>
}

/** Reads the body of a document into lines. */
export function collectLines(
  body: XmlElement,
  styleOf: (id: string | undefined) => ParagraphStyle,
  numbers: ListNumbers,
  footnotes: ReadonlyMap<string, string>,
): Collected {
  const lines: Line[] = []
  const notes = new Map<NoteKind, number>()
  const note = (kind: NoteKind): void => void notes.set(kind, (notes.get(kind) ?? 0) + 1)
  /** Comments that are open, over the end of a paragraph. */
  const open = new Map<string, Line['comments'][number]>()

  const blocks = (parent: XmlElement): void => {
    for (const child of elementsOf(parent)) {
      if (child.name === 'p') paragraph(child)
      else if (child.name === 'tbl') table(child)
      else if (child.name === 'sdt') blocks(childOf(child, 'sdtContent') ?? child)
      else if (['ins', 'moveTo', 'customXml', 'smartTag'].includes(child.name)) blocks(child)
      else if (child.name === 'AlternateContent')
        blocks(childOf(child, 'Choice') ?? childOf(child, 'Fallback') ?? child)
    }
  }

  let tables = 0
  let inTable = false

  /**
   * A cell is a line that knows its place. What is a table only to look like one (a single
   * cell, a table in a cell), or is too large, becomes lines: a row each, its cells apart by tabs.
   */
  const table = (element: XmlElement): void => {
    const grid = readGrid(element)
    const isKept =
      !inTable && isTableSize(grid.rows.length, grid.columns) && grid.rows.length * grid.columns > 1
    if (!isKept) {
      note('table')
      for (const { cells } of grid.rows) {
        const joined = cells.map(({ element: cell }) => join(linesIn(cell), ' '))
        if (joined.length > 0) lines.push(join(joined, '\t'))
      }
      return
    }
    if (grid.merged) note('merged')
    const number = tables++
    const isHeaded = grid.rows.some(({ head }) => head) || looksHeaded(grid)
    grid.rows.forEach(({ cells, head }, row) => {
      for (let column = 0; column < grid.columns; column++) {
        const found = cells.find((one) => one.column === column)
        inTable = true
        const within = found === undefined ? [] : linesIn(found.element)
        inTable = false
        lines.push({
          ...join(within, softBreak),
          cell: {
            table: number,
            row,
            column,
            head: head || (row === 0 && isHeaded),
            align: found === undefined ? '' : alignIn(found.element),
          },
        })
      }
    })
  }
  /** What stands in an element, taken out of the row of lines. */
  const linesIn = (element: XmlElement): Line[] => {
    const from = lines.length
    blocks(element)
    return lines.splice(from)
  }

  const paragraph = (element: XmlElement): void => {
    const properties = childOf(element, 'pPr')
    const style = propertiesOf(properties, styleOf(valueOf(properties, 'pStyle')))
    const number = style.list === undefined ? '' : numbers.next(style.list, style.level ?? 0)
    const id = element.attributes['paraId'] ?? ''
    const after: XmlElement[] = []
    let line = newLine(id, style, number)
    const started = lines.length
    lines.push(line)
    for (const comment of open.values()) {
      const again = { id: comment.id, from: line.text.length, to: line.text.length }
      line.comments.push(again)
      open.set(comment.id, again)
    }
    let field: 'none' | 'code' | 'result' = 'none'
    let deleted: { author: string; from: number; text: string } | null = null

    const say = (text: string, bold: boolean): void => {
      const from = line.text.length
      line.text += text
      if (bold && text !== '') line.bold.push({ from, to: line.text.length })
    }
    const newRow = (): void => {
      // In a title the break belongs to it; elsewhere people mean a new paragraph.
      if (style.centred && started === 0) {
        line.text += softBreak
        return
      }
      for (const one of open.values()) one.to = line.text.length
      line = newLine('', style, '')
      lines.push(line)
      for (const comment of open.values()) {
        const again = { id: comment.id, from: 0, to: 0 }
        line.comments.push(again)
        open.set(comment.id, again)
      }
    }

    const run = (element: XmlElement): void => {
      const own = childOf(element, 'rPr')
      if (isOn(childOf(own, 'vanish'))) note('hidden')
      const bold = childOf(own, 'b')
      const isBold = (bold === undefined ? style.bold : isOn(bold)) && !isHeading(style)
      for (const child of elementsOf(element)) {
        if (child.name === 'fldChar') {
          const type = child.attributes['fldCharType']
          field = type === 'begin' ? 'code' : type === 'separate' ? 'result' : 'none'
          if (type === 'begin') note('field')
        } else if (field === 'code') continue
        else if (child.name === 't') say(child.children.join(''), isBold)
        else if (child.name === 'delText') {
          if (deleted !== null) deleted.text += child.children.join('')
        } else if (child.name === 'tab' || child.name === 'ptab') say('\t', false)
        else if (child.name === 'noBreakHyphen') say('-', isBold)
        else if (child.name === 'sym') say(symbolOf(child), isBold)
        else if (child.name === 'br' || child.name === 'cr') {
          if (!['page', 'column'].includes(child.attributes['type'] ?? '')) newRow()
        } else if (child.name === 'footnoteReference' || child.name === 'endnoteReference') {
          const said = footnotes.get(`${child.name} ${child.attributes['id'] ?? ''}`)
          if (said !== undefined && said !== '') {
            note('footnote')
            say(`（注：${said}）`, false)
          }
        } else if (['drawing', 'pict', 'object', 'AlternateContent'].includes(child.name))
          graphic(child, after, note)
      }
    }

    const inline = (parent: XmlElement): void => {
      for (const child of elementsOf(parent)) {
        switch (child.name) {
          case 'r':
            run(child)
            break
          case 'ins':
          case 'moveTo': {
            const from = line.text.length
            const at = line
            inline(child)
            const text = at.text.slice(from)
            if (text !== '') {
              note('tracked')
              at.tracked.push({
                type: 'inserted',
                author: authorOf(child),
                from,
                to: at.text.length,
                text,
              })
            }
            break
          }
          case 'del':
          case 'moveFrom': {
            deleted = { author: authorOf(child), from: line.text.length, text: '' }
            inline(child)
            if (deleted.text !== '') {
              note('tracked')
              const { author, from, text } = deleted
              line.tracked.push({ type: 'deleted', author, from, to: from, text })
            }
            deleted = null
            break
          }
          case 'sdt': {
            const from = line.text.length
            const at = line
            inline(childOf(child, 'sdtContent') ?? child)
            const about = childOf(child, 'sdtPr')
            at.controls.push({
              from,
              to: at.text.length,
              tag: valueOf(about, 'tag') ?? '',
              alias: valueOf(about, 'alias') ?? '',
              empty: isOn(childOf(about, 'showingPlcHdr')),
            })
            break
          }
          case 'commentRangeStart': {
            const comment = {
              id: child.attributes['id'] ?? '',
              from: line.text.length,
              to: line.text.length,
            }
            line.comments.push(comment)
            open.set(comment.id, comment)
            break
          }
          case 'commentRangeEnd': {
            const comment = open.get(child.attributes['id'] ?? '')
            if (comment !== undefined) comment.to = line.text.length
            open.delete(child.attributes['id'] ?? '')
            break
          }
          case 'oMath':
          case 'oMathPara':
            note('formula')
            say(mathText(child), false)
            break
          case 'hyperlink':
          case 'smartTag':
          case 'customXml':
          case 'fldSimple':
          case 'dir':
          case 'bdo':
            inline(child)
            break
          case 'AlternateContent':
            inline(childOf(child, 'Choice') ?? childOf(child, 'Fallback') ?? child)
            break
          default:
            break
        }
      }
    }
    inline(element)
    for (const comment of open.values()) comment.to = line.text.length
    // What stands in text boxes comes after the paragraph that they hang on.
    for (const box of after) blocks(box)
  }

  blocks(body)
  return { lines, notes }
}

function newLine(id: string, style: ParagraphStyle, number: string): Line {
  return {
    text: number,
    id,
    style,
    number: number.length,
    bold: [],
    controls: [],
    tracked: [],
    comments: [],
  }
}

/** Whether a style makes whole paragraphs bold, which then says nothing of the words. */
function isHeading({ outline, name }: ParagraphStyle): boolean {
  return outline !== undefined || /title|标题/.test(name)
}

/** Lines in one, what they carry moved along. */
function join(lines: readonly Line[], between: string): Line {
  const [first] = lines
  const joined = newLine(first?.id ?? '', first?.style ?? plainStyle, '')
  for (const [index, line] of lines.entries()) {
    if (index > 0) joined.text += between
    const by = joined.text.length
    joined.text += line.text
    const moved = <T extends Stretch>(list: readonly T[]): T[] =>
      list.map((one) => ({ ...one, from: one.from + by, to: one.to + by }))
    joined.bold.push(...moved(line.bold))
    joined.controls.push(...moved(line.controls))
    joined.tracked.push(...moved(line.tracked))
    joined.comments.push(...moved(line.comments))
  }
  return joined
}

function authorOf(element: XmlElement): string {
  return (element.attributes['author'] ?? '').slice(0, 60)
}

/** A character of a symbol font; those of Wingdings are only shapes. */
function symbolOf({ attributes }: XmlElement): string {
  const code = Number.parseInt(attributes['char'] ?? '', 16)
  if (!(code > 0 && code <= 0xffff)) return ''
  return code >= 0xf000 ? '□' : String.fromCharCode(code)
}

/** Pictures are noted; the text of text boxes is kept. */
function graphic(element: XmlElement, boxes: XmlElement[], note: (kind: NoteKind) => void): void {
  const from =
    element.name === 'AlternateContent'
      ? (childOf(element, 'Choice') ?? childOf(element, 'Fallback') ?? element)
      : element
  const found = below(from, 'txbxContent')
  if (found.length === 0) note('picture')
  for (const box of found) {
    note('text-box')
    boxes.push(box)
  }
}

function below(element: XmlElement, name: string): XmlElement[] {
  return elementsOf(element).flatMap((one) =>
    one.name === name ? [one] : one.name === 'Fallback' ? [] : below(one, name),
  )
}

interface Grid {
  readonly rows: readonly {
    readonly head: boolean
    readonly cells: readonly { readonly element: XmlElement; readonly column: number }[]
  }[]
  readonly columns: number
  /** Whether cells were merged; each of them stands in its first place. */
  readonly merged: boolean
}

/** The cells of a table by row and column, with what content controls and tracked changes wrap. */
function readGrid(element: XmlElement): Grid {
  const within = (parent: XmlElement, name: string): XmlElement[] =>
    elementsOf(parent).flatMap((one) =>
      one.name === name
        ? [one]
        : ['sdt', 'sdtContent', 'ins', 'customXml'].includes(one.name)
          ? within(one, name)
          : [],
    )
  let merged = false
  const rows = within(element, 'tr').map((row) => {
    const properties = childOf(row, 'trPr')
    let column = count(valueOf(properties, 'gridBefore'), 0)
    const cells = within(row, 'tc').map((cell) => {
      const own = childOf(cell, 'tcPr')
      const span = count(valueOf(own, 'gridSpan'), 1)
      if (span > 1 || childOf(own, 'vMerge') !== undefined) merged = true
      const at = column
      column += Math.max(1, span)
      return { element: cell, column: at }
    })
    return { head: isOn(childOf(properties, 'tblHeader')), cells, width: column }
  })
  return { rows, columns: Math.max(0, ...rows.map(({ width }) => width)), merged }
}

/** Whether the first row of a table that names no head reads like one: words in every column. */
function looksHeaded({ rows, columns }: Grid): boolean {
  const [first] = rows
  return (
    rows.length > 1 &&
    first !== undefined &&
    first.cells.length === columns &&
    first.cells.every(({ element }) => /^[^\d*＊]*\p{L}[^\d*＊]*$/u.test(textBelow(element)))
  )
}

function count(text: string | undefined, fallback: number): number {
  const number = Number(text ?? fallback)
  return Number.isInteger(number) && number >= 0 ? Math.min(number, 1000) : fallback
}

/** How the first paragraph of a cell stands, if it says so. */
function alignIn(cell: XmlElement): CellAlign {
  const said = valueOf(childOf(childOf(cell, 'p'), 'pPr'), 'jc')
  if (said === 'start' || said === 'both') return 'left'
  return readAlign(said === 'end' ? 'right' : said)
}

function mathText(element: XmlElement): string {
  return elementsOf(element)
    .map((one) => (one.name === 't' ? one.children.join('') : mathText(one)))
    .join('')
}
