import { Mark, type Node } from 'prosemirror-model'
import {
  AddMarkStep,
  AddNodeMarkStep,
  AttrStep,
  DocAttrStep,
  Mapping,
  RemoveMarkStep,
  RemoveNodeMarkStep,
  ReplaceStep,
  type Step,
} from 'prosemirror-transform'
import type * as Y from 'yjs'
import type { Environment } from '../model/environment'
import { blockChangesOf, bodyOf, metadataOf } from '../model/parts'
import {
  attributesOf,
  changesOfBlock,
  embedOfAtom,
  embedOfBlock,
  type BlockEmbed,
} from '../model/text'
import { indexAt, offsetAt } from './positions'

/** One place of the flat text as the document has it. */
type Token =
  | { readonly is: 'character'; readonly text: string; readonly marks: readonly Mark[] }
  | { readonly is: 'atom'; readonly node: Node }
  | { readonly is: 'block'; readonly node: Node; readonly index: number }

/** A stretch that differs between two documents, in positions of each. */
export interface ChangedRange {
  readonly oldStart: number
  readonly oldEnd: number
  readonly newStart: number
  readonly newEnd: number
}

/** What a row of steps changed between its first and its last document, merged and in order. */
export function changedRanges(steps: readonly Step[]): ChangedRange[] {
  const mapping = new Mapping(steps.map((step) => step.getMap()))
  const back = mapping.invert()
  const found: { start: number; end: number }[] = []
  steps.forEach((step, i) => {
    const later = mapping.slice(i + 1)
    const add = (start: number, end: number): void => {
      found.push({ start: later.map(start, -1), end: later.map(end, 1) })
    }
    step.getMap().forEach((_oldStart, _oldEnd, newStart, newEnd) => add(newStart, newEnd))
    if (step instanceof AddMarkStep || step instanceof RemoveMarkStep) add(step.from, step.to)
    else if (
      step instanceof AddNodeMarkStep ||
      step instanceof RemoveNodeMarkStep ||
      step instanceof AttrStep
    ) {
      add(step.pos, step.pos + 1)
    }
  })
  found.sort((a, b) => a.start - b.start || a.end - b.end)
  const ranges: ChangedRange[] = []
  for (const { start, end } of found) {
    const oldStart = back.map(start, -1)
    const oldEnd = back.map(end, 1)
    const last = ranges.at(-1)
    if (last !== undefined && (start <= last.newEnd || oldStart <= last.oldEnd)) {
      ranges[ranges.length - 1] = {
        oldStart: Math.min(last.oldStart, oldStart),
        oldEnd: Math.max(last.oldEnd, oldEnd),
        newStart: last.newStart,
        newEnd: Math.max(last.newEnd, end),
      }
    } else {
      ranges.push({ oldStart, oldEnd, newStart: start, newEnd: end })
    }
  }
  return ranges
}

/**
 * Writes local steps into the flat text. `marks` is the list of block marks, parallel to
 * the blocks of the document; it is kept up to date. The first block must have a mark.
 */
export class StepWriter {
  private readonly text: Y.Doc
  private readonly marks: (BlockEmbed | null)[]
  private readonly environment: Environment

  constructor(text: Y.Doc, marks: (BlockEmbed | null)[], environment: Environment) {
    this.text = text
    this.marks = marks
    this.environment = environment
  }

  /** Writes one step that led from `before` to `after`. */
  write(step: Step, before: Node, after: Node): void {
    if (step instanceof ReplaceStep) {
      step.getMap().forEach((oldStart, oldEnd, newStart, newEnd) => {
        this.replace(before, oldStart, oldEnd, after, newStart, newEnd)
      })
    } else if (step instanceof AddMarkStep) {
      this.format(before, step.from, step.to, attributesOf([step.mark]))
    } else if (step instanceof RemoveMarkStep) {
      this.format(before, step.from, step.to, removed(step.mark))
    } else if (step instanceof AddNodeMarkStep) {
      this.format(before, step.pos, step.pos + 1, attributesOf([step.mark]))
    } else if (step instanceof RemoveNodeMarkStep) {
      this.format(before, step.pos, step.pos + 1, removed(step.mark))
    } else if (step instanceof AttrStep) {
      this.replace(before, step.pos, step.pos + 1, after, step.pos, step.pos + 1)
    } else if (step instanceof DocAttrStep) {
      metadataOf(this.text).set(step.attr, step.value)
    } else {
      this.replaceChanged(before, after)
    }
  }

  /** Writes whatever differs between two documents as one replacement. */
  replaceChanged(before: Node, after: Node): void {
    const start = before.content.findDiffStart(after.content)
    const end = before.content.findDiffEnd(after.content)
    if (start === null || end === null) return
    const overlap = Math.max(0, start - Math.min(end.a, end.b))
    this.replaceRanges(before, after, [
      { oldStart: start, oldEnd: end.a + overlap, newStart: start, newEnd: end.b + overlap },
    ])
  }

  /**
   * Writes the replacement of several ranges at once: what steps changed in the end, and
   * nothing of what they did on the way. The ranges are in order and do not touch.
   */
  replaceRanges(before: Node, after: Node, ranges: readonly ChangedRange[]): void {
    let offsets = 0
    for (const range of ranges) {
      const { oldStart, oldEnd, newStart, newEnd } = range
      offsets += this.replace(before, oldStart, oldEnd, after, newStart, newEnd, offsets)
    }
  }

  private format(
    before: Node,
    from: number,
    to: number,
    attributes: Record<string, unknown>,
  ): void {
    const offset = offsetAt(before, from, false)
    const length = offsetAt(before, to, false) - offset
    if (length > 0) bodyOf(this.text).format(offset, length, attributes)
  }

  /** Returns by how many offsets the text grew. `shift`: the growth before `oldStart`. */
  private replace(
    before: Node,
    oldStart: number,
    oldEnd: number,
    after: Node,
    newStart: number,
    newEnd: number,
    shift = 0,
  ): number {
    const old = tokensBetween(before, oldStart, oldEnd)
    const now = tokensBetween(after, newStart, newEnd)
    let first = 0
    const shorter = Math.min(old.length, now.length)
    while (first < shorter && sameToken(old[first], now[first])) first++
    if (first > 0 && isHighSurrogate(old[first - 1]) && first < Math.max(old.length, now.length))
      first--
    let last = 0
    while (
      last < shorter - first &&
      sameToken(old[old.length - 1 - last], now[now.length - 1 - last])
    )
      last++
    if (last > 0 && isLowSurrogate(old[old.length - last])) last--

    const offset = offsetAt(before, oldStart, false) + first + shift
    const gone = old.slice(first, old.length - last)
    const come = now.slice(first, now.length - last)
    const blocks = indexAt(after, newStart) - indexAt(before, oldStart)
    if (gone.length === come.length && come.every((token, i) => canChangeInPlace(gone[i], token))) {
      this.changeInPlace(offset, gone, come, blocks)
    } else {
      this.deleteTokens(offset, gone, blocks)
      this.insertTokens(offset, come, after)
    }
    return now.length - old.length
  }

  /** Blocks that only change type or level keep their mark; text that only changes look stays. */
  private changeInPlace(
    offset: number,
    gone: readonly Token[],
    come: readonly Token[],
    blocks: number,
  ): void {
    const changes = blockChangesOf(this.text)
    for (const [i, token] of come.entries()) {
      const old = gone[i]
      if (token.is === 'block' && old?.is === 'block') {
        const index = old.index + blocks
        const embed = this.marks[index]
        if (embed === undefined || embed === null)
          throw new RangeError(`Block ${index} has no mark`)
        if (this.isTwin(embed, index)) this.replaceMark(offset + i, token.node, index)
        else
          for (const [key, value] of changesOfBlock(embed, changes, token.node))
            changes.set(key, value)
      } else if (token.is !== 'block' && old !== undefined && old.is !== 'block') {
        const wanted = attributesOf(marksOfToken(token))
        const attributes = { ...wanted }
        for (const key of Object.keys(attributesOf(marksOfToken(old))))
          if (!(key in wanted)) attributes[key] = null
        if (!Mark.sameSet(marksOfToken(old), marksOfToken(token)))
          bodyOf(this.text).format(offset + i, 1, attributes)
      }
    }
  }

  /**
   * Two people who take back the deletion of one block bring its mark back twice, with one
   * id. Whoever changes one of the two gives it a mark of its own.
   */
  private isTwin(embed: BlockEmbed, index: number): boolean {
    return this.marks.some((other, i) => i !== index && other?.block === embed.block)
  }

  private replaceMark(offset: number, node: Node, index: number): void {
    const embed = embedOfBlock(node, this.environment.newId())
    bodyOf(this.text).delete(offset, 1)
    bodyOf(this.text).insertEmbed(offset, embed)
    this.marks[index] = embed
  }

  private deleteTokens(offset: number, gone: readonly Token[], shift: number): void {
    if (gone.length === 0) return
    bodyOf(this.text).delete(offset, gone.length)
    const blocks = gone.filter((token) => token.is === 'block')
    const first = blocks[0]
    if (first !== undefined) this.marks.splice(first.index + shift, blocks.length)
  }

  private insertTokens(offset: number, come: readonly Token[], after: Node): void {
    const body = bodyOf(this.text)
    let at = offset
    for (let i = 0; i < come.length;) {
      const token = come[i]
      if (token === undefined) break
      if (token.is === 'block') {
        const embed = embedOfBlock(token.node, this.environment.newId())
        body.insertEmbed(at, embed)
        this.marks.splice(token.index, 0, embed)
        at++
        i++
      } else if (token.is === 'atom') {
        body.insertEmbed(at, embedOfAtom(token.node), attributesOf(token.node.marks))
        at++
        i++
      } else {
        let run = token.text
        let next = i + 1
        for (; next < come.length; next++) {
          const other = come[next]
          if (other?.is !== 'character' || !Mark.sameSet(other.marks, token.marks)) break
          run += other.text
        }
        // Without attributes Yjs finds the place by its search markers; with them it walks
        // from the start. Safe only where no formatting is near that could be inherited.
        if (token.marks.length === 0 && !hasMarks(after)) body.insert(at, run)
        else body.insert(at, run, attributesOf(token.marks))
        at += run.length
        i = next
      }
    }
  }
}

const marked = new WeakMap<Node, boolean>()

/** Whether any inline content of `node` carries a mark. Cached per node. */
function hasMarks(node: Node): boolean {
  let known = marked.get(node)
  if (known === undefined) {
    known = false
    for (let i = 0; i < node.childCount && !known; i++) {
      const child = node.child(i)
      known = child.isInline ? child.marks.length > 0 : hasMarks(child)
    }
    marked.set(node, known)
  }
  return known
}

function removed(mark: Mark): Record<string, unknown> {
  return Object.fromEntries(Object.keys(attributesOf([mark])).map((key) => [key, null]))
}

/** The tokens of the flat text whose place in the document is in `from`…`to`. */
function tokensBetween(doc: Node, from: number, to: number): Token[] {
  const tokens: Token[] = []
  let start = 0
  for (let index = 0; index < doc.childCount && start < to; index++) {
    const block = doc.child(index)
    const end = start + block.nodeSize
    if (end > from) {
      if (start >= from) tokens.push({ is: 'block', node: block, index })
      const inner = start + 1
      if (to > inner && from < end - 1) {
        block.nodesBetween(
          Math.max(0, from - inner),
          Math.min(block.content.size, to - inner),
          (node, pos) => {
            if (!node.isText) {
              tokens.push({ is: 'atom', node })
              return false
            }
            const text = node.text ?? ''
            const first = Math.max(0, from - inner - pos)
            const last = Math.min(text.length, to - inner - pos)
            for (let i = first; i < last; i++) {
              tokens.push({ is: 'character', text: text[i] ?? '', marks: node.marks })
            }
            return false
          },
        )
      }
    }
    start = end
  }
  return tokens
}

function sameToken(a: Token | undefined, b: Token | undefined): boolean {
  if (a === undefined || b === undefined) return false
  if (a.is === 'character')
    return b.is === 'character' && a.text === b.text && Mark.sameSet(a.marks, b.marks)
  if (a.is === 'atom') return b.is === 'atom' && a.node.eq(b.node)
  return b.is === 'block' && a.node.sameMarkup(b.node)
}

function canChangeInPlace(a: Token | undefined, b: Token): boolean {
  if (a === undefined) return false
  if (a.is === 'block') return b.is === 'block' && sameExtra(a.node, b.node)
  if (a.is === 'atom')
    return b.is === 'atom' && a.node.type === b.node.type && sameAtom(a.node, b.node)
  return b.is === 'character' && a.text === b.text
}

function sameExtra(a: Node, b: Node): boolean {
  return JSON.stringify(a.attrs['extra'] ?? null) === JSON.stringify(b.attrs['extra'] ?? null)
}

function sameAtom(a: Node, b: Node): boolean {
  return JSON.stringify(a.attrs) === JSON.stringify(b.attrs)
}

function marksOfToken(token: Token): readonly Mark[] {
  return token.is === 'character' ? token.marks : token.node.marks
}

function isHighSurrogate(token: Token | undefined): boolean {
  return token?.is === 'character' && /[\uD800-\uDBFF]/.test(token.text)
}

function isLowSurrogate(token: Token | undefined): boolean {
  return token?.is === 'character' && /[\uDC00-\uDFFF]/.test(token.text)
}
