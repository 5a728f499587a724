import type { Comparison } from '../model/versions/compare'

/** What changed in one section while somebody was not looking. */
export interface ChangedSection {
  /** Heading of the section; empty before the first one. */
  readonly heading: string
  /** Index of the first changed block in the present document; of its neighbour where it is gone. */
  readonly block: number
  /** Places in which text was changed, paragraphs that came, and that went. */
  readonly places: number
  readonly added: number
  readonly removed: number
  /** Member ids of whoever wrote the new words. */
  readonly by: readonly string[]
}

/** A figure whose value changed. */
export interface ChangedValue {
  readonly figure: string
  readonly label: string
  readonly unit: string
  readonly before: string
  readonly after: string
  readonly by: string
  /** Whether it is 数据不一致 now. */
  readonly differs: boolean
}

export interface AwayReport {
  readonly figures: readonly ChangedValue[]
  readonly sections: readonly ChangedSection[]
}

/**
 * Sums up what others changed between two states of a report.
 * What only `me` did is left out. `writersOf`: member ids of whoever wrote in a block of the
 * present document meanwhile; `valueBy`: who set a figure's value last.
 */
export function awayReport(
  comparison: Comparison,
  options: {
    readonly me: string
    readonly writersOf: (block: number) => readonly string[]
    readonly valueBy: (figure: string) => string
    readonly differs: (figure: string) => boolean
  },
): AwayReport {
  const { me, writersOf, valueBy, differs } = options
  const figures = comparison.figures.flatMap((one): ChangedValue[] => {
    const by = valueBy(one.figure)
    return by === me && !differs(one.figure) ? [] : [{ ...one, by, differs: differs(one.figure) }]
  })
  const values = new Set(comparison.figures.flatMap(({ before, after }) => [before, after]))
  const sections: ChangedSection[] = []
  let heading = ''
  let open: { -readonly [key in keyof ChangedSection]: ChangedSection[key] } | null = null
  let near = 0
  for (const row of comparison.blocks) {
    near = row.after ?? near
    if (row.level > 0) {
      heading = headingOf(
        row.changes.map(({ type, text }) => (type === 'removed' ? '' : text)).join(''),
      )
      open = null
    }
    if (row.type === 'same') continue
    const places = row.type === 'changed' ? placesIn(row.changes, values) : 0
    if (row.type === 'changed' && places === 0) continue
    const writers = row.after === undefined ? [] : writersOf(row.after)
    if (row.type !== 'removed' && writers.length > 0 && writers.every((by) => by === me)) continue
    if (open === null) {
      open = { heading, block: near, places: 0, added: 0, removed: 0, by: [] }
      sections.push(open)
    }
    open.places += places
    if (row.type === 'added') open.added++
    if (row.type === 'removed') open.removed++
    open.by = [...new Set([...open.by, ...writers.filter((by) => by !== me && by !== '')])]
  }
  return { figures, sections }
}

/** A run of added and removed text is one place; one that is only a new value is none. */
function placesIn(
  changes: readonly { readonly type: string; readonly text: string }[],
  values: ReadonlySet<string>,
): number {
  let places = 0
  let inside = false
  for (const { type, text } of changes) {
    if (type === 'same') inside = false
    else if (!values.has(text) && !/^[*＊×X_□○]+$/i.test(text)) {
      if (!inside) places++
      inside = true
    }
  }
  return places
}

/** A run-in heading ends at the first 。; a long one is cut. */
function headingOf(text: string): string {
  const [heading = ''] = text.split('。')
  return heading.length > 24 ? `${heading.slice(0, 24)}…` : heading
}
