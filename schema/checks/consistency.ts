import { measureAt } from '../units'
import { isHan } from './characters'
import type { DocumentRule, Hit } from './rule'

interface Percents {
  readonly half: number
  readonly full: readonly number[]
}

/** ％ where the report, or the standard, has %. */
export const percentSign: DocumentRule<Percents> = {
  id: 'percent-sign',
  strength: 'info',
  source: 'GB/T 15835—2011 5.1',
  digest({ text }) {
    const full = [...text.matchAll(/％/g)].map(({ index }) => index)
    const half = text.match(/[\d\uFFFC]%/g)?.length ?? 0
    return full.length === 0 && half === 0 ? null : { half, full }
  },
  *judge(digests) {
    const half = digests.reduce((sum, one) => sum + (one?.half ?? 0), 0)
    for (const [block, one] of digests.entries())
      for (const from of one?.full ?? [])
        yield {
          block,
          from,
          to: from + 1,
          edits: [{ from, to: from + 1, text: '%' }],
          ...(half === 0 ? { variant: 'full' } : { values: { right: '%', mark: '％' } }),
        }
  },
}

interface Numbers {
  readonly grouped: readonly (readonly [from: number, to: number])[]
  readonly plain: readonly (readonly [from: number, to: number])[]
}

/** Numbers from 10,000 on with and without separators. */
export const thousands: DocumentRule<Numbers> = {
  id: 'thousands',
  strength: 'info',
  source: 'GB/T 15835—2011 5.1.1',
  digest({ text }) {
    const grouped: [number, number][] = []
    const plain: [number, number][] = []
    for (const { index, 0: found } of text.matchAll(/\d{1,3}(?:,\d{3})+(?:\.\d+)?/g))
      grouped.push([index, index + found.length])
    for (const { index, 0: found } of text.matchAll(
      /(?<![\d.,A-Za-z—-])\d{5,}(?:\.\d+)?(?![\d,])/g,
    )) {
      const to = index + found.length
      // What is counted or measured; the rest are numbers of telephones and files.
      const kind = measureAt(text.slice(to, to + 26))?.kind
      if (kind === 'count' && !found.startsWith('123')) plain.push([index, to])
    }
    return grouped.length + plain.length === 0 ? null : { grouped, plain }
  },
  *judge(digests) {
    const sum = (kind: keyof Numbers): number =>
      digests.reduce((total, one) => total + (one?.[kind].length ?? 0), 0)
    const [grouped, plain] = [sum('grouped'), sum('plain')]
    if (grouped === 0 || plain === 0) return
    const rare = grouped < plain ? 'grouped' : 'plain'
    for (const [block, one] of digests.entries())
      for (const [from, to] of one?.[rare] ?? []) yield { block, from, to, variant: rare }
  },
}

interface Name {
  readonly from: number
  readonly text: string
}

interface Names {
  /** What stands in 《》. */
  readonly titles: readonly Name[]
  /** The characters before a word such as 大厅, and the word. */
  readonly places: readonly (Name & { readonly head: string })[]
}

const heads = /大厅|热线|专区|平台|领导小组|联席会议/g
/** Words that a short form of a name leaves out. */
const bleached = '工作|服务|管理|建设|领导|推进'

/** The names of one thing that differ by a word: 政务大厅, 政务服务大厅. */
export const twoNames: DocumentRule<Names> = {
  id: 'two-names',
  strength: 'info',
  source: '',
  digest({ text }) {
    const titles = [...text.matchAll(/《([^《》\uFFFC\d]{6,40})》/g)].map(({ index, 1: name }) => ({
      from: index + 1,
      text: name ?? '',
    }))
    const places = [...text.matchAll(heads)].flatMap(({ index, 0: head }) => {
      let from = index
      while (from > 0 && index - from < 6 && isHan(text[from - 1])) from--
      return index - from < 2 ? [] : [{ from, text: text.slice(from, index), head }]
    })
    return titles.length + places.length === 0 ? null : { titles, places }
  },
  *judge(digests) {
    yield* titlesApart(digests)
    yield* placesApart(digests)
  },
}

type Placed = Hit & { readonly block: number }

/** So many different titles are compared; no report names more. */
const mostTitles = 300

/** Titles of which one has a word more in its middle. */
function* titlesApart(digests: readonly (Names | null)[]): Generator<Placed> {
  const counts = new Map<string, number>()
  for (const one of digests)
    for (const { text } of one?.titles ?? []) counts.set(text, (counts.get(text) ?? 0) + 1)
  // Each is compared with each.
  const all = [...counts.keys()].slice(0, mostTitles)
  const other = new Map<string, string>()
  for (const short of all) {
    for (const long of all) {
      if (!isWithin(short, long)) continue
      const [rare, usual] =
        (counts.get(short) ?? 0) > (counts.get(long) ?? 0) ? [long, short] : [short, long]
      other.set(rare, usual)
    }
  }
  for (const [block, one] of digests.entries())
    for (const { from, text } of one?.titles ?? []) {
      const usual = other.get(text)
      if (usual === undefined) continue
      yield { block, from, to: from + text.length, values: { name: text, other: usual } }
    }
}

/** Whether `long` is `short` with one to four characters more in its middle. */
function isWithin(short: string, long: string): boolean {
  const more = long.length - short.length
  if (more < 1 || more > 4) return false
  let same = 0
  while (same < short.length && short[same] === long[same]) same++
  return same >= 2 && short.length - same >= 2 && long.endsWith(short.slice(same))
}

function* placesApart(digests: readonly (Names | null)[]): Generator<Placed> {
  /** By what stands before the bleached word, and the head: the names in full. */
  const full = new Map<string, string>()
  const pattern = new RegExp(`([\\u3400-\\u9FFF]{2})(${bleached})$`)
  for (const one of digests)
    for (const { text, head } of one?.places ?? []) {
      const match = pattern.exec(text)
      if (match !== null) full.set(`${match[1]} ${head}`, `${match[0]}${head}`)
    }
  for (const [block, one] of digests.entries())
    for (const { from, text, head } of one?.places ?? []) {
      const before = text.slice(-2)
      const other = full.get(`${before} ${head}`)
      if (other === undefined) continue
      const start = from + text.length - 2
      const name = before + head
      yield { block, from: start, to: start + name.length, values: { name, other } }
    }
}
