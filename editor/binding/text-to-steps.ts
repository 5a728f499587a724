import { Fragment, Slice, type Mark, type Node } from 'prosemirror-model'
import type { Transaction } from 'prosemirror-state'
import { ReplaceStep } from 'prosemirror-transform'
import type * as Y from 'yjs'
import { schema } from '../../schema/schema'
import { blockOf, inlineOf, isBlockEmbed, marksOf, type BlockEmbed } from '../model/text'
import { placeAt } from './positions'

/** One operation of the delta of a Yjs text event. */
export interface DeltaOp {
  readonly retain?: number
  readonly delete?: number
  readonly insert?: unknown
  readonly attributes?: Readonly<Record<string, unknown>>
}

/**
 * Turns what changed in the flat text into the smallest steps on `tr`, so that selections
 * and decorations map through. `marks` is kept parallel to the blocks. Offsets in a delta
 * count in the text as changed so far, which is what `tr.doc` mirrors.
 */
export class StepMaker {
  private readonly tr: Transaction
  private readonly marks: (BlockEmbed | null)[]
  private readonly changes: Y.Map<unknown>

  constructor(tr: Transaction, marks: (BlockEmbed | null)[], changes: Y.Map<unknown>) {
    this.tr = tr
    this.marks = marks
    this.changes = changes
  }

  private get implicit(): boolean {
    return this.marks[0] === null
  }

  apply(delta: readonly DeltaOp[]): void {
    let offset = 0
    for (let i = 0; i < delta.length; i++) {
      const op = delta[i]
      if (op === undefined) continue
      if (op.retain !== undefined) {
        if (op.attributes !== undefined) this.format(offset, op.retain, op.attributes)
        offset += op.retain
      } else if (op.delete !== undefined) {
        this.delete(offset, op.delete)
      } else {
        const inserts: DeltaOp[] = [op]
        for (let next = delta[i + 1]; next?.insert !== undefined; next = delta[i + 1]) {
          inserts.push(next)
          i++
        }
        offset += this.insert(offset, inserts)
      }
    }
    this.dropEmptyImplicit()
  }

  /** Brings the block with the mark `id` up to date with the `blocks` map. */
  refresh(id: string): void {
    for (const [index, embed] of this.marks.entries()) {
      if (embed?.block !== id) continue
      const { type, attrs } = blockOf(embed, this.changes)
      const node = this.tr.doc.child(index)
      const wanted = schema.nodes[type]
      if (wanted === undefined || node.hasMarkup(wanted, attrs)) continue
      this.tr.setNodeMarkup(startOf(this.tr.doc, index), wanted, attrs)
    }
  }

  private insert(offset: number, ops: readonly DeltaOp[]): number {
    const lead: Node[] = []
    const blocks: { embed: BlockEmbed; content: Node[] }[] = []
    let length = 0
    for (const op of ops) {
      length += typeof op.insert === 'string' ? op.insert.length : 1
      if (isBlockEmbed(op.insert)) blocks.push({ embed: op.insert, content: [] })
      else (blocks.at(-1)?.content ?? lead).push(inlineOf(op.insert, op.attributes))
    }
    const place = placeAt(this.tr.doc, offset, this.implicit)
    const nodes = blocks.map(({ embed, content }) => {
      const { type, attrs } = blockOf(embed, this.changes)
      return schema.node(type, attrs, Fragment.from(content))
    })
    const embeds = blocks.map(({ embed }) => embed)

    if (offset === 0 && !this.implicit) {
      if (lead.length > 0) {
        nodes.unshift(schema.node('paragraph', null, Fragment.from(lead)))
        this.marks.unshift(null)
      }
      this.tr.insert(0, nodes)
      this.marks.splice(lead.length > 0 ? 1 : 0, 0, ...embeds)
      return length
    }
    if (nodes.length === 0) {
      this.tr.step(new ReplaceStep(place.pos, place.pos, new Slice(Fragment.from(lead), 0, 0)))
      return length
    }
    const block = this.tr.doc.child(place.index)
    if (
      lead.length === 0 &&
      place.pos === place.start + 1 + block.content.size &&
      !(offset === 0)
    ) {
      this.tr.insert(place.start + block.nodeSize, nodes)
    } else {
      const opened = Fragment.from([block.type.create(block.attrs, Fragment.from(lead)), ...nodes])
      this.tr.step(new ReplaceStep(place.pos, place.pos, new Slice(opened, 1, 1)))
    }
    this.marks.splice(place.index + 1, 0, ...embeds)
    return length
  }

  private delete(offset: number, length: number): void {
    const doc = this.tr.doc
    if (offset === 0 && !this.implicit) {
      this.deleteFirstMark(length)
      return
    }
    const from = placeAt(doc, offset, this.implicit)
    const to = placeAt(doc, offset + length, this.implicit)
    const firstEnd = from.start + doc.child(from.index).nodeSize
    const lastEnd = to.start + doc.child(to.index).nodeSize
    if (to.index > from.index && from.pos === firstEnd - 1 && to.pos === lastEnd - 1) {
      this.tr.delete(firstEnd, lastEnd)
    } else {
      this.tr.step(new ReplaceStep(from.pos, to.pos, Slice.empty))
    }
    this.marks.splice(from.index + 1, to.index - from.index)
  }

  /** Deletes from the very start, with the first mark: what is left of a block becomes implicit. */
  private deleteFirstMark(length: number): void {
    const doc = this.tr.doc
    const to = placeAt(doc, length, false)
    const block = doc.child(to.index)
    const blockEnd = to.start + block.nodeSize
    if (to.pos === blockEnd - 1) {
      // Whole blocks.
      this.marks.splice(0, to.index + 1)
      if (to.index === doc.childCount - 1) {
        this.tr.replaceWith(0, blockEnd, schema.node('paragraph'))
        this.marks.push(null)
      } else {
        this.tr.delete(0, blockEnd)
      }
      return
    }
    if (to.pos > to.start + 1) this.tr.delete(to.start + 1, to.pos)
    if (to.start > 0) this.tr.delete(0, to.start)
    this.marks.splice(0, to.index)
    this.marks[0] = null
    const first = this.tr.doc.child(0)
    if (!first.hasMarkup(schema.nodes['paragraph'] ?? first.type, null)) {
      this.tr.setNodeMarkup(0, schema.nodes['paragraph'], null)
    }
  }

  /** An implicit first block exists only while characters stand before the first mark. */
  private dropEmptyImplicit(): void {
    const first = this.tr.doc.child(0)
    if (!this.implicit || first.content.size > 0 || this.tr.doc.childCount === 1) return
    this.tr.delete(0, first.nodeSize)
    this.marks.shift()
  }

  private format(
    offset: number,
    length: number,
    attributes: Readonly<Record<string, unknown>>,
  ): void {
    const from =
      offset === 0 && !this.implicit ? 1 : placeAt(this.tr.doc, offset, this.implicit).pos
    const to = placeAt(this.tr.doc, offset + length, this.implicit).pos
    for (const [key, value] of Object.entries(attributes)) {
      for (const mark of this.marksBetween(from, to, key)) this.tr.removeMark(from, to, mark)
      if (value === null) continue
      const mark = marksOf({ [key]: value })[0]
      if (mark !== undefined) this.tr.addMark(from, to, mark)
    }
  }

  private marksBetween(from: number, to: number, key: string): Mark[] {
    const found: Mark[] = []
    this.tr.doc.nodesBetween(from, to, (node) => {
      for (const mark of node.marks) {
        const own = mark.type.name === 'bold' ? 'bold' : String(mark.attrs['key'])
        if (own === key && !mark.isInSet(found)) found.push(mark)
      }
    })
    return found
  }
}

function startOf(doc: Node, index: number): number {
  let start = 0
  for (let i = 0; i < index; i++) start += doc.child(i).nodeSize
  return start
}
