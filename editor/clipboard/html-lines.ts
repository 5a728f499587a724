import { recognise } from '../../schema/numbering'
import { isTableSize } from '../../schema/tables'
import { softBreak } from '../paper/pieces'
import { cleanLine, numberedLine, type Clip, type ClipLine, type LeftOut } from './clip-line'
import { isBlock, isHidden, isUnderlined, propertyOf, styleOf, weightOf } from './element-style'
import { htmlGrid } from './html-grid'
import { listCounters } from './list-counters'

/**
 * The words of a piece of HTML, paragraph by paragraph, as its reader sees them: what Word,
 * WPS, spreadsheets and web pages put on the clipboard. The HTML is only read: nothing of it
 * is run, fetched or put into a page.
 */
export function htmlLines(html: string): Clip {
  const page = new DOMParser().parseFromString(html, 'text/html')
  const sheets = [...page.querySelectorAll('style')].map((one) => one.textContent).join('\n')
  const reader = new Reader(sheets, /\bmso-|class="?'?Mso/i.test(html))
  reader.read(page.body)
  return { lines: reader.lines, left: reader.left, joined: 0 }
}

/** Elements whose text is none of the page's. */
const silent = new Set(
  (
    'SCRIPT STYLE HEAD TITLE META LINK BASE NOSCRIPT TEMPLATE IFRAME XML SELECT DATALIST BUTTON ' +
    'AUDIO COL COLGROUP ANNOTATION ANNOTATION-XML RP'
  ).split(' '),
)
const pictures = new Set(['IMG', 'SVG', 'CANVAS', 'VIDEO', 'V:IMAGEDATA', 'PICTURE'])
const objects = new Set(['OBJECT', 'EMBED', 'APPLET'])

const cjk = /[\u2E80-\u9FFF\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFFEF]/

/** What a stretch of text inherits from the elements around it. */
interface Look {
  readonly bold: boolean
  /** Whether spaces and line ends stand as they are written. */
  readonly pre: boolean
  readonly level: number | undefined
}

class Reader {
  readonly lines: ClipLine[] = []
  readonly left = new Map<LeftOut, number>()
  private readonly counters: ReturnType<typeof listCounters>
  private readonly isOffice: boolean
  private characters: string[] = []
  private bold: boolean[] = []
  private level: number | undefined
  /** White space of the source since the last character. */
  private isApart = false
  /** Whether a line end of the source is among it, which means nothing between two Chinese characters. */
  private isWrapped = false
  /** A number that the next words get. */
  private number = ''
  /** Inside a field of Word, before what it shows. */
  private isCode = false

  constructor(sheets: string, isOffice: boolean) {
    this.counters = listCounters(sheets)
    this.isOffice = isOffice
  }

  read(body: Element): void {
    this.inside(body, { bold: false, pre: false, level: undefined })
    this.end()
  }

  /** How many tables were kept, and whether one is being read. */
  private tables = 0
  private inTable = false

  private leave(what: LeftOut): void {
    this.left.set(what, (this.left.get(what) ?? 0) + 1)
  }

  private inside(parent: Element, look: Look): void {
    for (const child of parent.childNodes) {
      if (child instanceof Element) this.element(child, look)
      else if (child.nodeType === child.TEXT_NODE) this.text(child.textContent ?? '', look)
    }
  }

  private element(element: Element, around: Look): void {
    const name = element.tagName.toUpperCase()
    if (silent.has(name) || isHidden(element)) return
    if (pictures.has(name)) return this.leave('picture')
    if (objects.has(name)) return this.leave('object')
    if (name === 'BR') return this.lineBreak(element)
    if (name === 'TEXTAREA' || name === 'INPUT') return
    if (isComment(element)) {
      if (/msocomanchor|MsoCommentReference/i.test(element.className)) this.leave('comment')
      return
    }
    if (name === 'DEL' || /\bmsoDel\b/.test(element.className)) return this.leave('deleted')
    if (/mso-element\s*:\s*'?field-begin/i.test(styleOf(element))) this.isCode = true
    if (/mso-element\s*:\s*'?field-(?:separator|end)/i.test(styleOf(element))) this.isCode = false
    if (/mso-list\s*:\s*'?Ignore/i.test(styleOf(element))) return this.typedNumber(element)
    const tabs = propertyOf(element, 'mso-tab-count')
    if (tabs !== undefined) return this.say('\t'.repeat(Math.min(20, Number(tabs) || 1)), around)

    const look: Look = {
      bold: weightOf(element) ?? around.bold,
      pre: preserves(element) ?? around.pre,
      level: this.levelOf(element, name) ?? around.level,
    }
    if (isUnderlined(element) && isGap(element.textContent ?? '')) {
      // A line to write on: a blank.
      this.say('_'.repeat(Math.max(2, (element.textContent ?? '').length)), look)
      return
    }
    if (!isBlock(element)) return this.inside(element, look)
    this.end()
    if (name === 'TABLE') this.table(element, look)
    else if (name === 'OL' || name === 'UL' || name === 'MENU' || name === 'DIR') {
      const leave = this.counters.enter(element)
      this.inside(element, look)
      this.end()
      leave()
    } else {
      if (name === 'LI') this.number = this.counters.next(element)
      this.inside(element, look)
      this.end()
      if (/^(?:LI|P|H[1-6])$/.test(name)) this.number = ''
    }
  }

  private lineBreak(element: Element): void {
    // A page's end is none of the text's.
    if (propertyOf(element, 'page-break-before') === 'always') return
    this.end()
  }

  /** A number of Word's own that stands in the HTML; the signs before bullets are none. */
  private typedNumber(element: Element): void {
    const said = (element.textContent ?? '').replaceAll(/[\s\u00A0]+/g, '')
    const font = isSymbolic(element)
    if (said !== '' && !font && /[\p{L}\p{N}]/u.test(said)) this.number = said
  }

  private text(raw: string, { bold, pre, level }: Look): void {
    if (this.isCode) return
    for (const one of raw) {
      if (pre && /[\n\r]/.test(one)) {
        if (one === '\n') this.end()
      } else if (!pre && /[ \t\n\r\f]/.test(one)) {
        this.isApart = true
        this.isWrapped ||= /[\n\r]/.test(one)
      } else this.put(one, bold, level)
    }
  }

  private say(text: string, { bold, level }: Look): void {
    for (const one of text) this.put(one, bold, level)
  }

  private put(one: string, bold: boolean, level: number | undefined): void {
    const before = this.characters.at(-1)
    const idle = before === undefined || (this.isWrapped && cjk.test(before) && cjk.test(one))
    if (this.isApart && !idle) {
      this.characters.push(' ')
      this.bold.push(bold)
    }
    this.isApart = false
    this.isWrapped = false
    this.level ??= level
    // Characters beyond the basic plane count two.
    for (let unit = 0; unit < one.length; unit++) {
      this.characters.push(one[unit] ?? '')
      this.bold.push(bold)
    }
  }

  /** Ends a line; one with nothing on it leaves no trace. */
  private end(): void {
    const { level } = this
    const line = this.takeLine()
    if (line.text === '') return
    // What a web page counts beside a number in the text is seldom shown.
    const number = this.isOffice || recognise(line.text) === null ? this.number : ''
    this.number = ''
    const whole = number === '' ? line : numberedLine(line, number)
    this.lines.push(level === undefined ? whole : { ...whole, bold: [], level })
  }

  private takeLine(): ClipLine {
    const line = cleanLine(this.characters, this.bold)
    this.characters = []
    this.bold = []
    this.isApart = false
    this.isWrapped = false
    this.level = undefined
    // Where everything is bold, it says nothing of the words.
    const [first] = line.bold
    return first?.from === 0 && first.to === line.text.length ? { ...line, bold: [] } : line
  }

  /** Cells are lines that know their place; a table of one column is only a frame. */
  private table(table: Element, look: Look): void {
    const grid = htmlGrid(table)
    if (grid.columns <= 1) {
      this.inside(table, look)
      this.end()
      return
    }
    for (const caption of table.children)
      if (caption.tagName === 'CAPTION') this.element(caption, look)
    const isKept =
      !this.inTable && grid.rows.length > 1 && isTableSize(grid.rows.length, grid.columns)
    if (!isKept) {
      this.leave('table')
      for (const { cells } of grid.rows) {
        const texts = cells.map((cell) => (cell === null ? '' : this.textIn(cell, look, ' ').text))
        const text = texts.join('\t').replace(/\t+$/, '')
        if (text.trim() !== '') this.lines.push({ text, bold: [] })
      }
      return
    }
    const number = this.tables++
    this.inTable = true
    const isHeaded = grid.rows.some(({ head }) => head)
    const looks = grid.rows[0]?.cells.every((cell) =>
      /^[^\d*＊]*\p{L}[^\d*＊]*$/u.test(cell?.textContent ?? ''),
    )
    grid.rows.forEach(({ cells, head }, row) =>
      cells.forEach((cell, column) => {
        const line = cell === null ? { text: '', bold: [] } : this.textIn(cell, look, softBreak)
        this.lines.push({
          ...line,
          cell: {
            table: number,
            row,
            column,
            head: head || (row === 0 && !isHeaded && looks === true),
            align: '',
          },
        })
      }),
    )
    this.inTable = false
  }

  /** The lines of an element as one. */
  private textIn(element: Element, look: Look, between: string): ClipLine {
    const from = this.lines.length
    this.inside(element, { ...look, bold: false })
    this.end()
    const [first, ...others] = this.lines.splice(from)
    if (first === undefined) return { text: '', bold: [] }
    return others.reduce(
      (all, { text, bold }) => {
        const by = all.text.length + between.length
        const moved = bold.map((one) => ({ from: one.from + by, to: one.to + by }))
        return { text: all.text + between + text, bold: [...all.bold, ...moved] }
      },
      { text: first.text, bold: first.bold },
    )
  }

  /** The level of a heading; only word processors mean a level of the outline by it. */
  private levelOf(element: Element, name: string): number | undefined {
    const outline = /mso-outline-level\s*:\s*'?(\d)/i.exec(styleOf(element))?.[1]
    if (outline !== undefined) return Number(outline)
    const heading = /^H([1-6])$/.exec(name)?.[1]
    return heading !== undefined && this.isOffice ? Number(heading) : undefined
  }
}

/** Whether white space counts as written; undefined when an element says nothing of it. */
function preserves(element: Element): boolean | undefined {
  const space = propertyOf(element, 'white-space')
  if (space !== undefined) return /^(?:pre|break-spaces)/.test(space)
  return element.tagName === 'PRE' ? true : undefined
}

/** Whether an element's letters are shapes of a symbol font: its own, one inside it or around it. */
function isSymbolic(element: Element): boolean {
  const symbols = /(?:wingdings|webdings|symbol)/i
  if (symbols.test(element.innerHTML)) return true
  for (let at: Element | null = element; at !== null && !isBlock(at); at = at.parentElement)
    if (symbols.test(styleOf(at))) return true
  return false
}

function isGap(text: string): boolean {
  return text.length >= 2 && /^[\s\u00A0\u3000]+$/.test(text) && /[\u00A0\u3000]|  /.test(text)
}

/** Word's comments: their marks in the text and their words at its end. */
function isComment(element: Element): boolean {
  return (
    /\b(?:msocomanchor|msocomoff|MsoCommentReference|MsoCommentText)\b/i.test(element.className) ||
    /mso-element\s*:\s*'?comment(?:-list)?\b/i.test(styleOf(element))
  )
}
