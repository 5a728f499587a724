import { EditorState, Plugin, type Transaction } from 'prosemirror-state'
import type { Node } from 'prosemirror-model'
import * as Y from 'yjs'
import { Binding, type BoundView } from '../../editor/binding/binding'
import { createUndo, type Undo } from '../../editor/binding/undo'
import type { Environment } from '../../editor/model/environment'
import { nodeFromBody, seedBody } from '../../editor/model/text'

/** An environment without chance: ids count up, the clock stands until it is moved. */
export function testEnvironment(name: string): Environment & { clock: number } {
  let count = 0
  return {
    clock: 1_700_000_000_000,
    now() {
      return this.clock
    },
    newId: () => `${name}${(count++).toString(36)}`,
  }
}

/** One person with a view on a report's text, without a DOM. */
export class Peer implements BoundView {
  readonly doc = new Y.Doc()
  readonly binding: Binding
  readonly errors: unknown[] = []
  /** Every transaction that the view's state took, local and remote. */
  readonly transactions: Transaction[] = []
  state: EditorState
  undo: Undo
  readonly environment

  constructor(
    name: string,
    clientID: number,
    state?: Uint8Array,
    plugins: (peer: Peer) => Plugin[] = () => [],
  ) {
    this.doc.clientID = clientID
    if (state !== undefined) Y.applyUpdate(this.doc, state)
    this.environment = testEnvironment(name)
    this.binding = new Binding({
      text: this.doc,
      environment: this.environment,
      onError: (error) => this.errors.push(error),
    })
    const note = new Plugin({
      state: { init: () => null, apply: (tr) => (this.transactions.push(tr), null) },
    })
    this.state = EditorState.create({
      doc: this.binding.createDoc(),
      plugins: [this.binding.plugin(), note, ...plugins(this)],
    })
    this.binding.attach(this)
    this.undo = createUndo({ binding: this.binding, text: this.doc, view: this })
  }

  updateState(state: EditorState): void {
    this.state = state
  }

  dispatch(tr: Transaction): void {
    this.binding.dispatch(this, tr)
  }

  /** Everything this peer knows that `state` lacks, as one update. */
  update(state?: Uint8Array): Uint8Array {
    return Y.encodeStateAsUpdate(this.doc, state)
  }

  receive(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, 'network')
  }

  fresh(): Node {
    return nodeFromBody(this.doc)
  }
}

/** The bytes of a body that holds `doc`, the same for every peer. */
export function seedOf(doc: Node): Uint8Array {
  const text = new Y.Doc()
  text.clientID = 1
  seedBody(text, doc, testEnvironment('s'))
  return Y.encodeStateAsUpdate(text)
}

/** Exchanges everything between all peers. */
export function sync(...peers: Peer[]): void {
  for (const from of peers)
    for (const to of peers) if (from !== to) to.receive(from.update(Y.encodeStateVector(to.doc)))
  for (const from of peers)
    for (const to of peers) if (from !== to) to.receive(from.update(Y.encodeStateVector(to.doc)))
}
