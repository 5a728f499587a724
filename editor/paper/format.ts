/**
 * The page by GB/T 9704—2012, in the units in which the standard gives it; whoever draws a
 * page converts from here. A `character` is one full-width character of the body (1/28 of
 * the line), a `line` one of the 22 lines of the grid.
 */
export const page = {
  /** Millimetres. */
  width: 210,
  height: 297,
  top: 37,
  left: 28,
  right: 26,
  bottom: 35,
  lines: 22,
  characters: 28,
} as const

/** The type area in millimetres: 156 × 225. */
export const typeArea = {
  width: page.width - page.left - page.right,
  height: page.height - page.top - page.bottom,
} as const

/** Sizes of type in points: 3号 for the body, 2号 for the title, 4号 for the page number. */
export const sizes = { body: 16, title: 22, pageNumber: 14, table: 12 } as const

/** Points from line to line in a table, of which the standard says nothing; a row has at least one line of the grid. */
export const tableLinePitch = 18

const pointsPerMillimetre = 72 / 25.4
/** Points from line to line. Rounded down to a twip, so that 22 lines fit into the type area. */
export const linePitch =
  Math.floor(((typeArea.height * pointsPerMillimetre) / page.lines) * 20) / 20
/** Points from character to character; a little less than the size of the type. */
export const characterPitch = (typeArea.width * pointsPerMillimetre) / page.characters

/**
 * Points to add between characters so that their pitch is that of the grid: rounded down to
 * a twip, so that 28 of them fit.
 */
export const characterSpacing = Math.floor((characterPitch - sizes.body) * 20) / 20

/** How many characters of the title's size stand in a line. */
export const titleCharacters = Math.floor((characterPitch * page.characters) / sizes.title)

/**
 * Millimetres from the type area down to the top of the page number's line: its dash, in
 * the middle of the line, stands 7 mm below.
 */
export const pageNumberGap = 7 - sizes.pageNumber / 2 / pointsPerMillimetre

/** A type face: the name that the standard's users have, and what may stand in for it. */
export interface Face {
  readonly name: string
  readonly fallbacks: readonly string[]
}

/** By name only: the faces are licensed and never embedded. */
export const faces = {
  title: { name: '方正小标宋简体', fallbacks: ['FZXiaoBiaoSong-B05S', '小标宋', 'SimSun'] },
  body: { name: '仿宋_GB2312', fallbacks: ['FangSong', '仿宋', 'STFangsong'] },
  level1: { name: '黑体', fallbacks: ['SimHei', 'STHeiti'] },
  level2: { name: '楷体_GB2312', fallbacks: ['KaiTi', '楷体', 'STKaiti'] },
  pageNumber: { name: '宋体', fallbacks: ['SimSun', 'STSong'] },
} as const satisfies Readonly<Record<string, Face>>

/** Width of a text in full-width characters: what is half as wide counts half. */
export function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += /[\u0020-\u007E\u00A0-\u00FF]/.test(character) ? 0.5 : 1
  return width
}
