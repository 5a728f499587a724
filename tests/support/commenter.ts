import type { Node, Slice } from 'prosemirror-model'
import * as Y from 'yjs'
import { plainBody, type Flat } from '../../editor/model/flat'
import { anchorRange, readable, resolveRange } from '../../editor/model/review/anchors'
import { createReview, type Review } from '../../editor/model/review/review'
import { accept, fitOf, proposalFor, type Acceptance } from '../../editor/model/review/suggestions'
import { places, refreshPlaces, writePlaces, type PlacesOptions } from '../../editor/view/places'
import { Peer, sync } from './peer'

const reviews = new WeakMap<Peer, PlacesOptions>()

/** A peer who also reviews: its view keeps the places of threads as the page's does. */
export class Commenter extends Peer {
  readonly review: Review
  readonly reviewDoc: Y.Doc

  constructor(name: string, clientID: number, state?: Uint8Array) {
    const reviewDoc = new Y.Doc()
    reviewDoc.clientID = clientID
    super(name, clientID, state, (peer) => {
      const options = {
        text: peer.doc,
        review: createReview(reviewDoc, peer.environment, () => name),
        binding: peer.binding,
        mayPlace: () => true,
      }
      reviews.set(peer, options)
      return [places(options)]
    })
    const options = reviews.get(this)
    if (options === undefined) throw new Error('no review')
    this.reviewDoc = reviewDoc
    this.review = options.review
    this.binding.onWritten(() => writePlaces(this, options))
    this.review.onChange(() => this.look())
  }

  /** Reads the places anew, as a page does after a moment of quiet. */
  look(): void {
    this.updateState(this.state.apply(refreshPlaces(this.state)))
  }

  /** The text with blanks as ＊ and ends of paragraphs as ↵. */
  get text(): string {
    return readable(plainBody(this.doc))
  }

  /** Offsets of the first occurrence of `words` in `text`. */
  range(words: string): { from: number; to: number } {
    const from = this.text.indexOf(words)
    if (from < 0) throw new Error(`${words} is not there`)
    return { from, to: from + words.length }
  }

  comment(words: string): string {
    return this.review.create(anchorRange(this.doc, this.range(words)), `关于${words}`)
  }

  suggest(words: string, content: Flat): string {
    return this.review.suggest(proposalFor(this.doc, this.range(words), content))
  }

  accept(ids: readonly string[], anyway = false): Acceptance {
    const target = { text: this.doc, review: this.review, environment: this.environment }
    return accept(target, ids, anyway)
  }

  fit(id: string): string {
    const thread = this.review.thread(id)
    return thread === undefined ? 'unknown' : fitOf(this.doc, thread).is
  }

  /** What a thread covers; null when it has no place. */
  covered(id: string): string | null {
    const anchor = this.review.thread(id)?.anchor
    const range = anchor?.type === 'range' ? resolveRange(this.doc, anchor) : null
    return range === null ? null : this.text.slice(range.from, range.to)
  }

  /** Document position of the first occurrence of `words` within one paragraph's characters. */
  position(words: string): number {
    let found = -1
    this.state.doc.descendants((node, pos) => {
      const at = node.isText ? (node.text ?? '').indexOf(words) : -1
      if (found < 0 && at >= 0) found = pos + at
    })
    if (found < 0) throw new Error(`${words} is not there`)
    return found
  }

  type(before: string, typed: string): void {
    this.dispatch(this.state.tr.insertText(typed, this.position(before)))
  }

  delete(words: string): void {
    const from = this.position(words[0] ?? '')
    this.dispatch(this.state.tr.delete(from, this.position(words.at(-1) ?? '') + 1))
  }

  replace(words: string, typed: string): void {
    const from = this.position(words[0] ?? '')
    this.dispatch(this.state.tr.insertText(typed, from, this.position(words.at(-1) ?? '') + 1))
  }

  /** Takes `words` out; returns what a paste would bring back. */
  cut(words: string): Slice {
    const from = this.position(words[0] ?? '')
    const to = this.position(words.at(-1) ?? '') + 1
    const slice = this.state.doc.slice(from, to)
    this.dispatch(this.state.tr.delete(from, to).setMeta('uiEvent', 'cut'))
    return slice
  }

  copy(words: string): Slice {
    const from = this.position(words[0] ?? '')
    return this.state.doc.slice(from, this.position(words.at(-1) ?? '') + 1)
  }

  paste(before: string, slice: Slice): void {
    const at = this.position(before)
    const tr = this.state.tr.replace(at, at, slice)
    this.dispatch(tr.setMeta('paste', true).setMeta('uiEvent', 'paste'))
  }

  /** Moves the block with `words` before the block with `target`, in one act. */
  move(words: string, target: string): void {
    const [from, node] = this.block(words)
    const tr = this.state.tr.delete(from, from + node.nodeSize)
    const [to] = this.block(target)
    this.dispatch(tr.insert(tr.mapping.map(to), node))
  }

  private block(words: string): [number, Node] {
    const $pos = this.state.doc.resolve(this.position(words))
    return [$pos.before(1), $pos.node(1)]
  }
}

/** Exchanges text and review between all. */
export function meet(...people: Commenter[]): void {
  sync(...people)
  for (const from of people)
    for (const to of people)
      if (from !== to)
        Y.applyUpdate(
          to.reviewDoc,
          Y.encodeStateAsUpdate(from.reviewDoc, Y.encodeStateVector(to.reviewDoc)),
        )
  for (const one of people) one.look()
}
