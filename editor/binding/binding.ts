import type { Node } from 'prosemirror-model'
import { Plugin, PluginKey, type EditorState, type Transaction } from 'prosemirror-state'
import { Mapping, type Step } from 'prosemirror-transform'
import type * as Y from 'yjs'
import type { Environment } from '../model/environment'
import { blockChangesOf, bodyOf } from '../model/parts'
import { embedOfBlock, mirrorOf, type BlockEmbed } from '../model/text'
import { offsetAt, posAt } from './positions'
import { changedRanges, StepWriter } from './steps-to-text'
import { StepMaker, type DeltaOp } from './text-to-steps'

/** What the binding needs of a view; an EditorView has it, a test may bring its own. */
export interface BoundView {
  readonly state: EditorState
  updateState(state: EditorState): void
}

export const bindingKey = new PluginKey<null>('binding')

/** Whether a transaction came from the flat text and not from this view. */
export function isRemote(tr: Transaction): boolean {
  return tr.getMeta(bindingKey) !== undefined
}

/** Whether a transaction is this person's doing: typed here, or an act or an undo of theirs. */
export function isOwn(tr: Transaction): boolean {
  return tr.getMeta(bindingKey) !== remote
}

const remote = { remote: true }
/** Of a change that this machine made in the flat text itself. */
const echo = { remote: false }

/**
 * Keeps a ProseMirror view and the flat text of a report in step.
 *
 * Local: `dispatch` applies a transaction and then writes its steps to the Y.Text, in one
 * Yjs transaction with `origin`. Remote: each Yjs transaction becomes one ProseMirror
 * transaction of the smallest steps. While an input method composes, local text is not
 * written (no pinyin ever leaves); what changed in the end is written at its end.
 *
 * Law: the view's document equals `nodeFromBody` of the same Y.Doc whenever nothing is
 * being composed. Should an error ever break it, the view is rebuilt from the text, which
 * is the truth, and `repairs` counts it.
 */
export class Binding {
  /** Origin of the Yjs transactions of local edits. */
  readonly origin: object = { binding: true }
  /** How often the view had to be rebuilt after an error. 0 unless there is a bug. */
  repairs = 0

  private readonly text: Y.Doc
  private readonly environment: Environment
  private readonly onError: (error: unknown) => void
  private readonly listeners = new Set<(before: EditorState) => void>()
  private readonly afterwards = new Set<() => void>()
  private view: BoundView | null = null
  private marks: (BlockEmbed | null)[] = []
  private delta: DeltaOp[] | null = null
  private readonly changedBlocks = new Set<string>()
  /** Where the open composition began and what it did since; null when nothing is being composed. */
  private composed: { readonly from: EditorState; readonly steps: Step[] } | null = null

  constructor(options: {
    text: Y.Doc
    environment: Environment
    onError?: (error: unknown) => void
  }) {
    this.text = options.text
    this.environment = options.environment
    this.onError = options.onError ?? (() => undefined)
  }

  /** The document to start a view with. */
  createDoc(): Node {
    const { doc, marks } = mirrorOf(this.text)
    this.marks = marks
    return doc
  }

  /** Refuses local changes while `readOnly` says so. */
  plugin(readOnly: () => boolean = () => false): Plugin {
    return new Plugin({
      key: bindingKey,
      filterTransaction: (tr) => !tr.docChanged || isRemote(tr) || !readOnly(),
    })
  }

  /** Starts to mirror into `view`, whose document must be the one of `createDoc`. */
  attach(view: BoundView): void {
    this.view = view
    bodyOf(this.text).observe(this.onBody)
    blockChangesOf(this.text).observe(this.onBlocks)
    this.text.on('afterTransaction', this.onTransaction)
    if (!mirrorOf(this.text).doc.eq(view.state.doc)) this.rebuild()
  }

  /** Writes what is open and stops. Harmless when called twice. */
  detach(): void {
    if (this.view === null) return
    this.endComposition()
    bodyOf(this.text).unobserve(this.onBody)
    blockChangesOf(this.text).unobserve(this.onBlocks)
    this.text.off('afterTransaction', this.onTransaction)
    this.view = null
  }

  /** Applies a transaction to the view and writes what it changed. For `dispatchTransaction`. */
  dispatch(view: BoundView, tr: Transaction): void {
    const before = view.state
    const { state, transactions } = before.applyTransaction(tr)
    view.updateState(state)
    if (!transactions.some((t) => t.docChanged && !isRemote(t))) return
    if (this.composed !== null) {
      for (const t of transactions) this.composed.steps.push(...t.steps)
      return
    }
    this.guard(() => {
      for (const listener of this.listeners) listener(before)
      this.text.transact(() => {
        const writer = this.writer(before.doc)
        for (const t of transactions) {
          if (isRemote(t)) continue
          t.steps.forEach((step, i) => {
            writer.write(step, t.docs[i] ?? t.doc, t.docs[i + 1] ?? t.doc)
          })
        }
      }, this.origin)
      this.tellWritten()
    })
  }

  /** Holds back local text until `endComposition`. */
  beginComposition(): void {
    if (this.composed === null && this.view !== null)
      this.composed = { from: this.view.state, steps: [] }
  }

  /** Writes the net change since `beginComposition`. */
  endComposition(): void {
    this.flushComposition()
    this.composed = null
  }

  /**
   * Writes what was composed so far and goes on composing. To be called before a remote
   * change is let in while somebody composes (the gate's hold has a limit).
   */
  flushComposition(): void {
    const { composed, view } = this
    if (composed === null || view === null) return
    this.composed = { from: view.state, steps: [] }
    if (composed.steps.length === 0) return
    this.guard(() => {
      for (const listener of this.listeners) listener(composed.from)
      this.text.transact(() => {
        const { doc } = composed.from
        this.writer(doc).replaceRanges(doc, view.state.doc, changedRanges(composed.steps))
      }, this.origin)
      this.tellWritten()
    })
  }

  get composing(): boolean {
    return this.composed !== null
  }

  /** Calls `listener` with the state before a local edit, right before it is written. Returns a remover. */
  onBeforeWrite(listener: (before: EditorState) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /**
   * Calls `listener` whenever view and text agree again after this person changed either:
   * only then are positions of the view places in the text. Returns a remover.
   */
  onWritten(listener: () => void): () => void {
    this.afterwards.add(listener)
    return () => this.afterwards.delete(listener)
  }

  private tellWritten(): void {
    for (const listener of this.afterwards) listener()
  }

  /** Text offset of a document position of the view. */
  offsetAt(doc: Node, pos: number): number {
    return offsetAt(doc, pos, this.marks[0] === null)
  }

  /** Document position of a text offset, inside a block. */
  posAt(doc: Node, offset: number): number {
    return posAt(doc, offset, this.marks[0] === null)
  }

  /** The stable id of block `index`, or null for an implicit first block. */
  blockId(index: number): string | null {
    return this.marks[index]?.block ?? null
  }

  /** A writer for edits of `doc`; gives an implicit first block its mark, so that all have one. */
  private writer(doc: Node): StepWriter {
    if (this.marks[0] === null) {
      const embed = embedOfBlock(doc.child(0), this.environment.newId())
      bodyOf(this.text).insertEmbed(0, embed)
      this.marks[0] = embed
    }
    return new StepWriter(this.text, this.marks, this.environment)
  }

  private readonly onBody = (event: Y.YTextEvent, transaction: Y.Transaction): void => {
    if (transaction.origin !== this.origin) this.delta = event.delta as DeltaOp[]
  }

  private readonly onBlocks = (event: Y.YMapEvent<unknown>, transaction: Y.Transaction): void => {
    if (transaction.origin === this.origin) return
    for (const key of event.keysChanged) this.changedBlocks.add(key.slice(0, key.lastIndexOf(':')))
  }

  private readonly onTransaction = (transaction: Y.Transaction): void => {
    const delta = this.delta ?? []
    const blocks = [...this.changedBlocks]
    this.delta = null
    this.changedBlocks.clear()
    const view = this.view
    if (view === null || (delta.length === 0 && blocks.length === 0)) return
    this.guard(() => {
      const { composed } = this
      if (composed !== null && composed.steps.length > 0) {
        this.applyBeneath(view, composed, delta, blocks)
      } else {
        const tr = this.steps(view.state.tr, delta, blocks)
        view.updateState(view.state.apply(transaction.local ? tr.setMeta(bindingKey, echo) : tr))
      }
      if (this.composed !== null) this.composed = { from: view.state, steps: [] }
      // Yjs' delta is now and then wrong about which characters concurrent formats cover.
      if (delta.some((op) => op.attributes !== undefined)) this.align(view)
      if (transaction.local) this.tellWritten()
    })
  }

  private steps(
    tr: Transaction,
    delta: readonly DeltaOp[],
    blocks: readonly string[],
  ): Transaction {
    const maker = new StepMaker(tr, this.marks, blockChangesOf(this.text))
    maker.apply(delta)
    for (const id of blocks) maker.refresh(id)
    return tr.setMeta(bindingKey, remote).setMeta('addToHistory', false)
  }

  /**
   * A remote change that came without a flush: the open composition is taken back, the
   * change applied and the composition done again on top and written at once. What was
   * composed in a paragraph that is gone now goes with it.
   */
  private applyBeneath(
    view: BoundView,
    composed: { readonly from: EditorState; readonly steps: readonly Step[] },
    delta: readonly DeltaOp[],
    blocks: readonly string[],
  ): void {
    const { steps } = composed
    const { tr } = view.state
    const docs = [composed.from.doc]
    for (const step of steps) {
      const { doc } = step.apply(docs.at(-1) ?? tr.doc)
      if (doc === null) throw new RangeError('A composed step does not apply')
      docs.push(doc)
    }
    for (let i = steps.length - 1; i >= 0; i--) {
      const inverted = steps[i]?.invert(docs[i] ?? tr.doc)
      if (inverted !== undefined) tr.step(inverted)
    }
    this.steps(tr, delta, blocks)
    const base = tr.doc
    const first = tr.steps.length
    // As prosemirror-collab rebases: each redone step mirrors the one that took it back.
    const mapping = new Mapping(tr.steps.map((step) => step.getMap()))
    let mirror = steps.length
    for (const step of steps) {
      const mapped = step.map(mapping.slice(mirror))
      mirror--
      if (mapped === null || tr.maybeStep(mapped).failed !== null) continue
      mapping.appendMap(mapped.getMap(), mirror)
    }
    view.updateState(view.state.apply(tr))
    const again = tr.steps.slice(first)
    if (again.length === 0) return
    this.text.transact(() => {
      this.writer(base).replaceRanges(base, tr.doc, changedRanges(again))
    }, this.origin)
  }

  private guard(action: () => void): void {
    try {
      action()
    } catch (error) {
      this.onError(error)
      this.repairs++
      this.rebuild()
    }
  }

  /** Shows what the text says, by replacing only what differs. */
  private rebuild(): void {
    this.composed = null
    if (this.view !== null) this.align(this.view)
    else this.marks = mirrorOf(this.text).marks
  }

  /** Replaces what differs between the view and the text in the view. */
  private align(view: BoundView): void {
    const { doc, marks } = mirrorOf(this.text)
    this.marks = marks
    const now = view.state.doc
    const start = now.content.findDiffStart(doc.content)
    const end = now.content.findDiffEnd(doc.content)
    if (start === null || end === null) return
    const overlap = Math.max(0, start - Math.min(end.a, end.b))
    const tr = view.state.tr
    tr.replace(start, end.a + overlap, doc.slice(start, end.b + overlap))
    if (!tr.doc.eq(doc)) tr.replaceWith(0, tr.doc.content.size, doc.content)
    view.updateState(
      view.state.apply(tr.setMeta(bindingKey, remote).setMeta('addToHistory', false)),
    )
  }
}
