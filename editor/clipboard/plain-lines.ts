import { cellsOfLines } from '../../schema/read-table'
import { itemsInText } from '../../schema/sections'
import { recognise } from '../../schema/numbering'
import { cleanLine, type Clip, type ClipLine } from './clip-line'

/** Columns of a page that wraps lines by itself: mail, PDF files, terminals. */
const narrowest = 30
const widest = 140
/** So many columns a full line may lack, since some marks may not begin the next one. */
const ragged = 4

/**
 * The paragraphs of a plain text. Where a text was wrapped at a fixed width, as mail and PDF
 * files are, the lines of each paragraph are put together again; where that is in doubt the
 * lines stay as they are.
 */
export function plainLines(text: string): Clip {
  const raw = text.replaceAll(/\r\n?/g, '\n').split('\n')
  const width = widthOf(raw)
  const indented = raw.filter((line) => /^[ \u00A0\u3000\t]+\S/.test(line)).length > 0
  const lines: ClipLine[] = []
  let joined = 0
  let open = ''
  let last = ''
  const flush = (): void => {
    const line = cleanLine([...open].flatMap((one) => one.split('')))
    if (line.text !== '') lines.push(line)
    open = ''
  }
  const tables = cellsOfLines(raw, '')
  const names: unknown[] = []
  for (const [number, line] of raw.entries()) {
    const row = tables.get(number)
    if (row !== undefined) {
      flush()
      const name: unknown = row[0]?.attrs['table']
      const begins = names.at(-1) !== name
      if (begins) names.push(name)
      const above = begins ? -1 : (lines.at(-1)?.cell?.row ?? -1)
      row.forEach(({ text, attrs }, column) =>
        lines.push({
          ...cleanLine(text.split('')),
          cell: {
            table: names.length - 1,
            row: above + 1,
            column,
            head: attrs['head'] === true,
            align: '',
          },
        }),
      )
      last = ''
      continue
    }
    if (open !== '' && width > 0 && goesOn(last, line, width, indented)) {
      const gap = /[A-Za-z0-9,.;:]$/.test(open.trimEnd()) && /^[A-Za-z0-9]/.test(line.trimStart())
      open = `${open.trimEnd()}${gap ? ' ' : ''}${line.trimStart()}`
      joined++
    } else {
      flush()
      open = line
    }
    last = line
  }
  flush()
  return { lines, left: new Map(), joined }
}

/** Columns that a text takes: a Chinese character two, a Latin one one. */
function columns(text: string): number {
  let count = 0
  for (const one of text)
    count +=
      /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60\uFFE0-\uFFE6“”‘’…—]/.test(
        one,
      )
        ? 2
        : 1
  return count
}

/** The width that a text was wrapped at; 0 when it does not look wrapped. */
function widthOf(lines: readonly string[]): number {
  const widths = lines.filter((line) => line.trim() !== '').map((line) => columns(line.trimEnd()))
  const width = Math.max(0, ...widths)
  if (widths.length < 3 || width < narrowest || width > widest) return 0
  // Lines end alike by chance now and then; not half of them, and not in the midst of words.
  const full = lines.filter(
    (line) =>
      columns(line.trimEnd()) >= width - ragged && !/[。！？；：.!?;:]$/.test(line.trimEnd()),
  )
  return full.length >= 2 && full.length * 4 >= widths.length ? width : 0
}

/** Whether `next` is the same paragraph as the full line `line` before it. */
function goesOn(line: string, next: string, width: number, indented: boolean): boolean {
  const before = line.trimEnd()
  if (next.trim() === '' || columns(before) < width - ragged) return false
  if (/^[ \u00A0\u3000\t]/.test(next) || line.includes('\t') || next.includes('\t')) return false
  // Where paragraphs are indented, a line without indent goes on even behind a full stop.
  if (/[。！？.!?]$/.test(before) && !indented) return false
  return recognise(next.trim()) === null && itemsInText(next.trim())[0]?.from !== 0
}
