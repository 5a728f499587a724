import { numberText, recognise } from '../numbering'
import type { SectionLevel } from '../schema'
import { headingEnd } from '../sections'
import { isHan } from './characters'
import type { BlockRule, DocumentRule, Hit } from './rule'

const clauseStart = '(?:^|(?<=[。；：])|(?<=[^\\d][:;]))'
const chinese = '[一二三四五六七八九十]{1,3}'

function put(from: number, to: number, text: string, variant: string): Hit {
  return { from, to, edits: [{ from, to, text }], variant }
}

interface Form {
  readonly variant: string
  /** The first group is the number, the second the wrong mark. */
  readonly pattern: RegExp
  readonly right: string
}

/** Wrong marks behind numbers in running text, each where a clause begins. */
const forms: readonly Form[] = [
  {
    variant: 'first',
    pattern: new RegExp(`^(${chinese})([.．])(?=[\\u3400-\\u9FFF])`, 'g'),
    right: '、',
  },
  {
    // （一）、（二）项 names two of them.
    variant: 'bracket',
    pattern: new RegExp(
      `${clauseStart}(（(?:${chinese}|\\d{1,2})）|[①-⑳])([、，．.,])(?![（①-⑳])`,
      'g',
    ),
    right: '',
  },
  {
    variant: 'digit',
    pattern: new RegExp(`${clauseStart}(\\d{1,2})(、)(?=[\\u3400-\\u9FFF])(?!\\d)`, 'g'),
    right: '.',
  },
  {
    // 第一、第二季度, 第一、二季度 name both.
    variant: 'ordinal',
    pattern: new RegExp(
      `${clauseStart}(第${chinese}|首先|其次|再次|最后|其[一二三四五])([、．.])(?![第其一二三四五六七八九十])`,
      'g',
    ),
    right: '，',
  },
  {
    variant: 'item',
    pattern: new RegExp(`${clauseStart}(${chinese}是)([，、：,])`, 'g'),
    right: '',
  },
]

/** 序次语之后: each kind of number has its mark. Numbers of sections: `sectionMark`. */
export const numberMark: BlockRule = {
  id: 'number-mark',
  strength: 'error',
  source: 'GB/T 15834—2011 附录B.1',
  *find({ block, text }) {
    for (const { variant, pattern, right } of forms) {
      if (variant === 'first' && block.type.name !== 'paragraph') continue
      for (const match of text.matchAll(pattern)) {
        const from = match.index + (match[1] ?? '').length
        yield put(from, from + 1, right, variant)
      }
    }
  },
}

interface Numbered {
  readonly level: SectionLevel
  /** As it was read; null when it follows from the place. */
  readonly marker: string | null
  readonly markerAt: number
  /** Length of a number that stands in the heading as well. */
  readonly doubled: number
  readonly head: string
}

function read(attrs: Readonly<Record<string, unknown>>, text: string): Numbered {
  const marker = attrs['marker']
  const typed = recognise(text)
  const isNumber =
    typed !== null && typed.level !== 6 && !/^[一二三四五六七八九十\d（(]/.test(typed.rest)
  return {
    level: attrs['level'] as SectionLevel,
    marker: typeof marker === 'string' ? marker : null,
    markerAt: Number(attrs['markerAt']),
    doubled: isNumber ? typed.marker.length : 0,
    head: text.slice(0, 12),
  }
}

/** The marker of each section that stands as it was read, with the order of the section. */
function* asRead(
  digests: readonly (Numbered | null)[],
): Generator<{ block: number; one: Numbered & { marker: string }; order: number }> {
  const counts = [0, 0, 0, 0, 0]
  for (const [block, one] of digests.entries()) {
    if (one === null) continue
    counts[one.level] = (counts[one.level] ?? 0) + 1
    counts.fill(0, one.level + 1)
    const order = counts[one.level] ?? 1
    const { marker } = one
    if (marker !== null && one.markerAt === order) yield { block, one: { ...one, marker }, order }
  }
}

function digest({ block, text }: Parameters<DocumentRule['digest']>[0]): Numbered | null {
  return block.type.name === 'section' ? read(block.attrs, text) : null
}

const rightForms: Readonly<Record<SectionLevel, RegExp>> = {
  1: /^[一二三四五六七八九十百]+、$/,
  2: /^(?:（[一二三四五六七八九十百]+）|[㈠-㈩])$/,
  3: /^\d{1,2}[.．]$/,
  4: /^(?:（\d{1,2}）|[⑴-⒇])$/,
}

/** The mark behind a section's own number. */
export const sectionMark: DocumentRule<Numbered> = {
  id: 'section-mark',
  strength: 'error',
  source: 'GB/T 9704—2012 7.3.3；GB/T 15834—2011 附录B.1',
  digest,
  *judge(digests) {
    for (const { block, one, order } of asRead(digests)) {
      const number = one.marker.trim()
      if (rightForms[one.level].test(number)) continue
      yield {
        block,
        from: 0,
        to: Math.min(one.head.length, 4),
        identity: `${number} ${one.head}`,
        values: { number, right: numberText(one.level, order) },
        ...(recognise(`${number}题`)?.ordinal === order ? { renumber: true } : {}),
      }
    }
  },
}

/** Numbers of sections that do not follow each other, or stand twice. */
export const sectionNumber: DocumentRule<Numbered> = {
  id: 'section-number',
  strength: 'warn',
  source: 'GB/T 9704—2012 7.3.3',
  digest,
  *judge(digests) {
    for (const { block, one, order } of asRead(digests)) {
      const number = one.marker.trim()
      const said = recognise(`${number}题`)?.ordinal ?? order
      if (said === order) continue
      yield {
        block,
        from: 0,
        to: Math.min(one.head.length, 4),
        identity: `${number} ${one.head}`,
        variant: 'order',
        values: { number, right: numberText(one.level, order) },
        renumber: true,
      }
    }
    for (const [block, one] of digests.entries()) {
      if (one === null || one.doubled === 0) continue
      const edits = [{ from: 0, to: one.doubled, text: '' }]
      yield { block, from: 0, to: one.doubled, variant: 'doubled', edits }
    }
  },
}

/** A heading of the first level stands alone on its line and takes no mark. */
export const headingMark: BlockRule = {
  id: 'heading-mark',
  strength: 'warn',
  source: 'GB/T 15834—2011 4.1；GB/T 9704—2012 7.3.3',
  *find({ block, text }) {
    if (block.type.name !== 'section' || block.attrs['level'] !== 1) return
    const end = text.trimEnd().length
    if (end > 40 || end < 2 || !'。，；：、'.includes(text[end - 1] ?? '')) return
    if (headingEnd(block) < block.content.size - 1) return
    if (!isHan(text[end - 2]) && !'”》）'.includes(text[end - 2] ?? '')) return
    yield { from: end - 1, to: end, edits: [{ from: end - 1, to: end, text: '' }] }
  },
}
