import type { LedgerEntry } from '../figures/entries'
import type { Report } from '../report'
import { plainOf } from '../flat'
import { piecesOf } from '../review/suggestions'
import type { Thread } from '../review/thread'
import { mirrorOf } from '../text'
import { authorsIn, type Authored } from '../writers'
import {
  compare,
  shownPieces,
  type Change,
  type ComparedBlock,
  type ComparedFigure,
  type Comparison,
} from './compare'
import { blockFrom, contentOf, type VersionContent } from './content'

/** A stretch of a comparison with whoever made the change. */
export interface AuthoredChange extends Change {
  /** Member id; empty for what is equal, and where it is not known. */
  readonly by: string
}

export interface AuthoredBlock extends ComparedBlock {
  readonly changes: readonly AuthoredChange[]
}

export interface AuthoredFigure extends ComparedFigure {
  /** Member id of whoever set or cleared the value; empty where it is not known. */
  readonly by: string
}

export interface AuthoredComparison {
  readonly blocks: readonly AuthoredBlock[]
  readonly figures: readonly AuthoredFigure[]
}

/**
 * Who made each change of a comparison, as far as that is known. What was added and still
 * stands was written by whoever the text says; what came by a suggestion was proposed by its
 * author; a value was set by whoever the ledger says. The text keeps no record of who took
 * words out: where others stand in their place it is taken for the work of whoever wrote
 * those, where an accepted suggestion took them out for that of its author, else it is unknown.
 * @param after the content that is the later one of `comparison`
 */
export function changeAuthors(
  report: Pick<Report, 'parts' | 'review' | 'figures'>,
  { blocks, figures }: Comparison,
  after: VersionContent,
): AuthoredComparison {
  const present = presentAuthors(report)
  const setBy = settersOf(report.figures)
  const accepted = report.review
    .threads()
    .filter(({ suggestion }) => suggestion?.state === 'accepted')
    .map(acceptedOf)
  const authors = authorsPerBlock(present, after)

  const blocksBy = blocks.map((row): AuthoredBlock => {
    if (row.type === 'same')
      return { ...row, changes: row.changes.map((one) => ({ ...one, by: '' })) }
    const known = row.after === undefined ? undefined : authors(row.after)
    let at = 0
    const changes = row.changes.flatMap((change): AuthoredChange[] => {
      const { type, text } = change
      if (type === 'removed') return [{ ...change, by: '' }]
      const from = at
      at += text.length
      if (type === 'same') return [{ ...change, by: '' }]
      return runsOf(text, (index) => {
        const one = known?.[from + index]
        if (one === undefined) return ''
        return one.figure === '' ? one.by : setBy(one.figure, after.figures.get(one.figure) ?? '')
      }).map((run) => ({
        type,
        ...run,
        by: accepted.find((one) => one.decidedBy === run.by && one.adds(run.text))?.by ?? run.by,
      }))
    })
    return { ...row, changes: removers(changes, accepted) }
  })
  return {
    blocks: blocksBy,
    figures: figures.map((one) => ({ ...one, by: setBy(one.figure, one.after) })),
  }
}

/** Every author of a comparison with how many changes are theirs, the most first; the unknown last. */
export function authorCounts({
  blocks,
  figures,
}: AuthoredComparison): readonly { readonly by: string; readonly count: number }[] {
  const counts = new Map<string, number>()
  const add = (by: string): void => void counts.set(by, (counts.get(by) ?? 0) + 1)
  for (const { changes } of blocks) for (const { type, by } of changes) if (type !== 'same') add(by)
  for (const { by } of figures) add(by)
  return [...counts]
    .map(([by, count]) => ({ by, count }))
    .sort((a, b) => Number(a.by === '') - Number(b.by === '') || b.count - a.count)
}

/** A character of a block as it is shown: who wrote it, or the figure that it is of. */
interface Origin {
  readonly by: string
  readonly figure: string
}

interface Present {
  readonly content: VersionContent
  /** The characters of a block as it is shown. */
  origins(index: number): Origin[]
}

function presentAuthors({ parts, figures }: Pick<Report, 'parts' | 'figures'>): Present {
  const { doc, marks } = mirrorOf(parts.text)
  const content = contentOf(doc, (id) => figures.shown(id))
  const stretches = authorsIn(parts.text, 0, Number.MAX_SAFE_INTEGER)
  const starts: number[] = []
  let offset = 0
  doc.forEach((block, _pos, index) => {
    // The first block may have no mark of its own.
    const start = offset + (index === 0 && marks[0] === null ? 0 : 1)
    starts.push(start)
    offset = start + block.content.size
  })
  return {
    content,
    origins(index) {
      const start = starts[index]
      const block = doc.maybeChild(index)
      if (start === undefined || block === null) return []
      return shownPieces(block, content.figures).flatMap(({ text, offset: from, figure }) =>
        Array.from({ length: text.length }, (_one, at) => ({
          by: figure === '' ? writerAt(stretches, start + from + at) : '',
          figure,
        })),
      )
    },
  }
}

function writerAt(stretches: readonly Authored[], offset: number): string {
  let [low, high] = [0, stretches.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((stretches[middle]?.to ?? 0) <= offset) low = middle + 1
    else high = middle
  }
  const found = stretches[low]
  return found !== undefined && found.from <= offset && offset < found.to ? found.by : ''
}

/**
 * The characters of each block of `after` as it is shown, looked for in the present text:
 * what was changed since then has no author any more.
 */
function authorsPerBlock(
  present: Present,
  after: VersionContent,
): (index: number) => readonly (Origin | undefined)[] {
  const rows = new Map<number, ComparedBlock>()
  for (const row of compare(after, present.content).blocks)
    if (row.before !== undefined) rows.set(row.before, row)
  return (index) => {
    const row = rows.get(index)
    const own = figuresIn(after, index)
    const now = row?.after === undefined ? [] : present.origins(row.after)
    const list: (Origin | undefined)[] = []
    let at = 0
    for (const { type, text } of row?.changes ?? []) {
      if (type === 'added') at += text.length
      else if (type === 'removed') list.push(...Array.from<undefined>({ length: text.length }))
      else {
        list.push(...now.slice(at, at + text.length))
        at += text.length
      }
    }
    // Of values it is known in any version which figure they are of.
    return own.map((figure, char) => (figure === '' ? list[char] : { by: '', figure }))
  }
}

/** For each character of a block as it is shown, the figure that it is of; empty for words. */
function figuresIn({ blocks, figures }: VersionContent, index: number): string[] {
  const node = blockFrom(blocks[index] ?? '')
  if (node === null) return []
  return shownPieces(node, figures).flatMap(({ text, figure }) =>
    Array.from({ length: text.length }, () => figure),
  )
}

/** Who set a figure to what was shown; the last of them when it was set so several times. */
function settersOf(figures: Report['figures']): (figure: string, shown: string) => string {
  const known = new Map<string, readonly LedgerEntry[]>()
  return (figure, shown) => {
    const ledger = known.get(figure) ?? figures.ledger(figure)
    known.set(figure, ledger)
    const values = shown.split('／')
    return (
      ledger.findLast(({ value, cleared }) =>
        shown === '' ? cleared : !cleared && values.includes(value),
      )?.by ?? ''
    )
  }
}

interface Accepted {
  readonly by: string
  readonly decidedBy: string
  adds(text: string): boolean
  removes(text: string): boolean
}

function acceptedOf({ by, suggestion }: Thread): Accepted {
  const [gone, come]: [string[], string[]] = [[], []]
  for (const piece of suggestion === null ? [] : piecesOf(suggestion)) {
    if ('keep' in piece) continue
    gone.push(plainOf(piece.gone))
    come.push(plainOf(piece.come))
  }
  const among = (list: readonly string[], text: string): boolean =>
    text !== '' && list.some((one) => one === text || (text.length > 1 && one.includes(text)))
  return {
    by,
    decidedBy: suggestion?.decidedBy ?? '',
    adds: (text) => among(come, text),
    removes: (text) => among(gone, text),
  }
}

/** Cuts a text where the author changes. */
function runsOf(text: string, authorAt: (index: number) => string): { text: string; by: string }[] {
  const runs: { text: string; by: string }[] = []
  for (let index = 0; index < text.length; index++) {
    const by = authorAt(index)
    const last = runs.at(-1)
    if (last?.by === by) last.text += text[index] ?? ''
    else runs.push({ text: text[index] ?? '', by })
  }
  return runs
}

function removers(
  changes: readonly AuthoredChange[],
  accepted: readonly Accepted[],
): AuthoredChange[] {
  return changes.map((change, index) => {
    if (change.type !== 'removed') return change
    const beside = [changes[index + 1], changes[index - 1]].find((one) => one?.type === 'added')
    const by = accepted.find((one) => one.removes(change.text))?.by ?? beside?.by ?? ''
    return { ...change, by }
  })
}
