import type { Node } from 'prosemirror-model'
import { Plugin, PluginKey, Selection, type EditorState, type Transaction } from 'prosemirror-state'
import { Mapping, type Step } from 'prosemirror-transform'
import type * as Y from 'yjs'
import type { Environment } from '../model/environment'
import { blockChangesOf, bodyOf } from '../model/parts'
import { embedOfBlock, mirrorOf, type BlockEmbed } from '../model/text'
import { offsetAt, posAt } from './positions'
import { changedRanges, StepWriter, type ChangedRange } from './steps-to-text'
import { StepMaker, type DeltaOp } from './text-to-steps'
import { harmless, observe, tellAll } from '../model/listening'

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

/** Whether a transaction is this person's change of the text: typed here, or an act or an undo of theirs. */
export function isOwn(tr: Transaction): boolean {
  const meta: unknown = tr.getMeta(bindingKey)
  return meta === undefined || meta === echo
}

const remote = { is: 'remote' }
/** Of a change that this machine made in the flat text itself. */
const echo = { is: 'echo' }
/** Of what is being composed and will be proposed, not written. */
const passing = { is: 'passing' }

/** What somebody did to the view that is to be proposed and not written. */
export interface ProposedChange {
  readonly before: Node
  readonly after: Node
  /** In positions of `before` (old) and `after` (new). */
  readonly ranges: readonly ChangedRange[]
}

/** Takes changes of the view as proposals while `active` says so; nothing of them enters the text. */
export interface Proposer {
  active(): boolean
  take(change: ProposedChange): void
  /** What was being composed when its writer lost every right to write; it stands nowhere else. */
  lose(text: string): void
}

interface Composed {
  /** The document without what is being composed. */
  readonly base: Node
  readonly from: EditorState
  readonly steps: Step[]
  /** Whether it goes to the proposer in the end. */
  readonly proposed: boolean
}

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
  private stops: readonly (() => void)[] = []
  private marks: (BlockEmbed | null)[] = []
  private delta: DeltaOp[] | null = null
  private readonly changedBlocks = new Set<string>()
  /** Where the open composition began and what it did since; null when nothing is being composed. */
  private composed: Composed | null = null
  private proposer: Proposer | null = null
  private readOnly: () => boolean = () => false

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

  /** Refuses local changes while `readOnly` says so, unless they are but proposed. */
  plugin(readOnly: () => boolean = () => false): Plugin {
    this.readOnly = readOnly
    return new Plugin({
      key: bindingKey,
      filterTransaction: (tr) =>
        !tr.docChanged || isRemote(tr) || this.proposer?.active() === true || !readOnly(),
    })
  }

  /** Gives local changes to `proposer` instead of writing them, whenever it is active. */
  setProposer(proposer: Proposer): void {
    this.proposer = proposer
  }

  /** Starts to mirror into `view`, whose document must be the one of `createDoc`. */
  attach(view: BoundView): void {
    this.view = view
    this.text.on('afterTransaction', this.onTransaction)
    this.stops = [
      observe(bodyOf(this.text), this.onBody),
      observe(blockChangesOf(this.text), this.onBlocks),
      () => this.text.off('afterTransaction', this.onTransaction),
    ]
    if (!mirrorOf(this.text).doc.eq(view.state.doc)) this.rebuild()
  }

  /** Writes what is open and stops. Harmless when called twice. */
  detach(): void {
    if (this.view === null) return
    this.endComposition()
    for (const stop of this.stops) stop()
    this.view = null
  }

  /** Applies a transaction to the view and writes what it changed. For `dispatchTransaction`. */
  dispatch(view: BoundView, tr: Transaction): void {
    this.followRights()
    const before = view.state
    const { composed } = this
    if (composed?.proposed === true && tr.docChanged) tr.setMeta(bindingKey, passing)
    const { state, transactions } = before.applyTransaction(tr)
    if (
      composed === null &&
      transactions.some((t) => t.docChanged && !isRemote(t)) &&
      this.proposer?.active() === true
    ) {
      const steps = transactions.flatMap((t) => t.steps)
      this.proposer.take({ before: before.doc, after: state.doc, ranges: changedRanges(steps) })
      return
    }
    show(view, state)
    if (composed?.proposed === true) {
      for (const t of transactions) composed.steps.push(...t.steps)
      return
    }
    if (!transactions.some((t) => t.docChanged && !isRemote(t))) return
    if (this.composed !== null) {
      for (const t of transactions) this.composed.steps.push(...t.steps)
      return
    }
    this.guard(() => {
      tellAll(this.listeners, before)
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
      this.composed = this.compositionFrom(this.view.state, this.proposer?.active() === true)
  }

  private compositionFrom(state: EditorState, proposed: boolean): Composed {
    return { base: state.doc, from: state, steps: [], proposed }
  }

  /** Whoever loses the right to write while composing proposes, or loses, what they compose. */
  private followRights(): void {
    const { composed } = this
    if (composed !== null && !composed.proposed && this.proposer !== null && this.readOnly())
      this.composed = { ...composed, proposed: true }
  }

  /** Writes the net change since `beginComposition`, or gives it to the proposer. */
  endComposition(): void {
    this.followRights()
    const { composed, view } = this
    if (composed?.proposed === true && view !== null) {
      this.composed = null
      if (composed.steps.length > 0) this.guard(() => this.propose(view, composed))
      return
    }
    this.flushComposition()
    this.composed = null
  }

  /** Takes what was composed out of the view again, and gives it to the proposer. */
  private propose(view: BoundView, { base, steps }: Composed): void {
    const after = view.state.doc
    const tr = takeBack(view.state.tr, base, steps)
    show(view, view.state.apply(tr.setMeta(bindingKey, passing).setMeta('addToHistory', false)))
    const ranges = changedRanges(steps)
    if (this.proposer?.active() === true) {
      this.proposer.take({ before: tr.doc, after, ranges })
      return
    }
    this.proposer?.lose(
      ranges.map(({ newStart, newEnd }) => after.textBetween(newStart, newEnd, '\n')).join('\n'),
    )
  }

  /**
   * Writes what was composed so far and goes on composing. To be called before a remote
   * change is let in while somebody composes (the gate's hold has a limit).
   */
  flushComposition(): void {
    this.followRights()
    const { composed, view } = this
    // What will be proposed is not written, and what comes in goes beneath it.
    if (composed === null || composed.proposed || view === null) return
    this.composed = this.compositionFrom(view.state, false)
    if (composed.steps.length === 0) return
    this.guard(() => {
      tellAll(this.listeners, composed.from)
      this.text.transact(() => {
        const { base } = composed
        this.writer(base).replaceRanges(base, view.state.doc, changedRanges(composed.steps))
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
    tellAll(this.afterwards)
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
    this.followRights()
    this.guard(() => {
      const { composed } = this
      if (composed !== null && composed.steps.length > 0) {
        this.composed = this.applyBeneath(view, composed, delta, blocks)
      } else {
        const wasEmpty = composed === null && isEmpty(view.state.doc)
        const tr = this.steps(view.state.tr, delta, blocks)
        // Whoever opens a report that is still to come reads it from its beginning.
        if (wasEmpty && !transaction.local) tr.setSelection(Selection.atStart(tr.doc))
        show(view, view.state.apply(transaction.local ? tr.setMeta(bindingKey, echo) : tr))
        if (composed !== null) this.composed = this.compositionFrom(view.state, composed.proposed)
      }
      // Yjs' delta is now and then wrong about which characters concurrent formats cover.
      const open = this.composed?.proposed === true && this.composed.steps.length > 0
      if (!open && delta.some((op) => op.attributes !== undefined)) this.align(view)
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
   * change applied and the composition done again on top and written at once, unless it is
   * to be proposed. What was composed in a paragraph that is gone now goes with it.
   */
  private applyBeneath(
    view: BoundView,
    composed: Composed,
    delta: readonly DeltaOp[],
    blocks: readonly string[],
  ): Composed {
    const { steps, proposed } = composed
    const tr = takeBack(view.state.tr, composed.base, steps)
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
    show(view, view.state.apply(tr))
    const again = tr.steps.slice(first)
    if (proposed) return { base, from: view.state, steps: again, proposed }
    if (again.length > 0)
      this.text.transact(() => {
        this.writer(base).replaceRanges(base, tr.doc, changedRanges(again))
      }, this.origin)
    return this.compositionFrom(view.state, false)
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
    show(view, view.state.apply(tr.setMeta(bindingKey, remote).setMeta('addToHistory', false)))
  }
}

/**
 * Gives a view its next state. What goes wrong while it is drawn must not keep it from being
 * written: the view has taken the state by then.
 */
function show(view: BoundView, state: EditorState): void {
  harmless(() => view.updateState(state), undefined)
}

/** One block with nothing in it: what a text looks like before it has come. */
function isEmpty(doc: Node): boolean {
  return doc.childCount === 1 && doc.child(0).content.size === 0
}

/** Adds what undoes `steps`, which led from `base` to the document of `tr`. */
function takeBack(tr: Transaction, base: Node, steps: readonly Step[]): Transaction {
  const docs = [base]
  for (const step of steps) {
    const { doc } = step.apply(docs.at(-1) ?? base)
    if (doc === null) throw new RangeError('A composed step does not apply')
    docs.push(doc)
  }
  for (let i = steps.length - 1; i >= 0; i--) {
    const inverted = steps[i]?.invert(docs[i] ?? base)
    if (inverted !== undefined) tr.step(inverted)
  }
  return tr
}
