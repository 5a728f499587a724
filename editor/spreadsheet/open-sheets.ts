import { zipSync } from 'fflate'
import { readXls, readXlsx, type CellValue } from 'hucre/xlsx'
import { readZip } from '../unpack/zip'

/** A sheet as far as a list of figures needs it. */
export interface OpenedSheet {
  readonly name: string
  readonly rows: readonly (readonly CellValue[])[]
  /** How numbers are shown, by `row,column` from 0. */
  readonly formats: ReadonlyMap<string, string>
}

export interface OpenedSheets {
  readonly sheets: readonly OpenedSheet[]
  /** Whether cells tell how their numbers are shown; those of .xls do not. */
  readonly hasFormats: boolean
}

/** Why a spreadsheet cannot be read. */
export type SheetRefusal =
  /** No spreadsheet, or a damaged one. */
  | 'no-spreadsheet'
  /** Protected by a password. */
  | 'locked'
  /** More bytes or cells than a list of figures can have. */
  | 'too-large'
  /** It would unpack to more than any spreadsheet has. */
  | 'bomb'

/** Bytes of a file; a list of thousands of figures has some hundred kilobytes. */
export const sheetFileLimit = 20 * 1024 * 1024
const limits = { entries: 2000, bytes: 80 * 1024 * 1024 } as const
const mostCells = 2_000_000

/** The sheets of an .xlsx or .xls file, or why it cannot be read. Never rejects. */
export async function openSheets(bytes: Uint8Array): Promise<OpenedSheets | SheetRefusal> {
  if (bytes.length > sheetFileLimit) return 'too-large'
  const isOld = [0xd0, 0xcf, 0x11, 0xe0].every((byte, index) => bytes[index] === byte)
  try {
    const plain = isOld ? bytes : counted(bytes)
    if (typeof plain === 'string') return plain
    const { sheets } = await (isOld ? readXls(plain) : readXlsx(plain, { readStyles: true }))
    let cells = 0
    for (const { rows } of sheets) for (const row of rows) cells += row.length
    if (cells > mostCells) return 'too-large'
    return {
      sheets: sheets.map(({ name, rows, cells: details }) => ({
        name,
        rows,
        formats: new Map(
          [...(details ?? [])].flatMap(([place, { style }]) =>
            style?.numFmt === undefined ? [] : [[place, style.numFmt]],
          ),
        ),
      })),
      hasFormats: !isOld,
    }
  } catch (error) {
    // The library tells what is no spreadsheet only by throwing; the rest by its error's words.
    const said = error instanceof Error ? `${error.name} ${error.message}` : ''
    if (/encrypt|password/i.test(said)) return 'locked'
    return /over the \d+ limit/.test(said) ? 'too-large' : 'no-spreadsheet'
  }
}

/** The archive with all in it unpacked under our own count, so that its reader meets no surprise. */
function counted(bytes: Uint8Array): Uint8Array | SheetRefusal {
  const files = readZip(bytes, limits, () => true)
  if (files === 'bomb' || files === 'locked') return files
  if (typeof files === 'string') return 'no-spreadsheet'
  return zipSync(Object.fromEntries(files), { level: 0 })
}
