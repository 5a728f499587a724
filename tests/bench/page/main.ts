import { EditorState as CodeState } from '@codemirror/state'
import { EditorView as CodeView } from '@codemirror/view'
import { baseKeymap } from 'prosemirror-commands'
import { keymap } from 'prosemirror-keymap'
import { EditorState, TextSelection } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import { yCollab } from 'y-codemirror.next'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { readText } from '../../../schema/index'
import { bodyOf } from '../../../editor/model/parts'
import { emptyParts, seedReport } from '../../../editor/model/report'
import { readPreviousAside } from '../../../editor/relations/previous-aside'
import { openStore } from '../../../editor/storage/store'
import { systemEnvironment } from '../../../editor/system'
import '../../../editor/page.css'
import { openEditor, type Opened } from './open-editor'
import { openReview, type ReviewKind } from './review'
import * as year from './year'

/** What the driver measures of one editor. Times in milliseconds. */
export interface Subject {
  /** Puts the caret into the middle of the first paragraph that is seen. */
  focus(): void
  /** Inserts one character at the caret, as a key would, and returns when the editor has taken it. */
  dispatch(): void
  /** Lets `count` characters of somebody else in, as this editor is given them. */
  remote(count: number): void
  /** Lets `count` scattered edits of somebody who was offline in, as one update. */
  merge(count: number): void
}

type Kind = 'tonggao' | 'prosemirror' | 'codemirror'

const mount = document.querySelector<HTMLElement>('#mount')
if (mount === null) throw new Error('no mount')
const place = mount

/** A colleague's copy of the documents and what it has not sent yet. */
function colleague(doc: Y.Doc): { body: Y.Text; take(): Uint8Array[] } {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  const updates: Uint8Array[] = []
  copy.on('update', (update: Uint8Array) => updates.push(update))
  return { body: bodyOf(copy), take: () => updates.splice(0) }
}

async function tonggao(text: string): Promise<Subject> {
  return subjectOf(await openEditor(place, text))
}

function subjectOf({ editor, report, started: begun }: Opened): Subject {
  started = begun
  const { text } = report.parts
  return subject(editor.view, text, (updates) => {
    // The gate gives what came within a frame as one update.
    Y.applyUpdate(text, Y.mergeUpdates(updates), 'gate')
  })
}

function subject(view: EditorView, doc: Y.Doc, apply: (updates: Uint8Array[]) => void): Subject {
  const other = colleague(doc)
  return {
    focus() {
      view.focus()
      view.dispatch(
        view.state.tr.setSelection(
          TextSelection.near(view.state.doc.resolve(view.state.doc.child(0).nodeSize + 6)),
        ),
      )
    },
    dispatch: () => view.dispatch(view.state.tr.insertText('字')),
    remote(count) {
      for (let i = 0; i < count; i++) other.body.insert(8 + i, '远')
      apply(other.take())
    },
    merge(count) {
      scatter(other.body, count)
      apply([Y.mergeUpdates(other.take())])
    },
  }
}

function scatter(body: Y.Text, count: number): void {
  for (let i = 0; i < count; i++) body.insert(1 + ((i * 7919) % Math.max(1, body.length - 1)), '离')
}

function prosemirror(text: string): Subject {
  const { doc } = readText(text)
  // Bare means without what our style sheet does for what is not seen.
  const style = document.createElement('style')
  style.textContent = '.ProseMirror > [data-block] { content-visibility: visible !important }'
  document.head.append(style)
  started = performance.now()
  const view = new EditorView(place, {
    state: EditorState.create({ doc, plugins: [keymap(baseKeymap)] }),
  })
  return {
    focus() {
      view.focus()
      view.dispatch(
        view.state.tr.setSelection(
          TextSelection.near(view.state.doc.resolve(view.state.doc.child(0).nodeSize + 6)),
        ),
      )
    },
    dispatch: () => view.dispatch(view.state.tr.insertText('字')),
    remote(count) {
      for (let i = 0; i < count; i++) view.dispatch(view.state.tr.insertText('远', 8 + i))
    },
    merge(count) {
      const { tr } = view.state
      const size = tr.doc.content.size
      for (let i = 0; i < count; i++) {
        const $pos = tr.doc.resolve(1 + ((i * 7919) % (size - 2)))
        if ($pos.parent.isTextblock) tr.insertText('离', $pos.pos)
      }
      view.dispatch(tr)
    },
  }
}

function codemirror(text: string): Subject {
  const doc = new Y.Doc()
  bodyOf(doc).insert(0, text)
  const other = colleague(doc)
  started = performance.now()
  const view = new CodeView({
    parent: place,
    state: CodeState.create({
      doc: text,
      extensions: [CodeView.lineWrapping, yCollab(bodyOf(doc), new Awareness(doc))],
    }),
  })
  const insert = (): void => view.dispatch(view.state.replaceSelection('字'))
  return {
    focus() {
      view.focus()
      view.dispatch({ selection: { anchor: 40 } })
    },
    dispatch: insert,
    remote(count) {
      for (let i = 0; i < count; i++) other.body.insert(8 + i, '远')
      for (const update of other.take()) Y.applyUpdate(doc, update, 'network')
    },
    merge(count) {
      scatter(other.body, count)
      Y.applyUpdate(doc, Y.mergeUpdates(other.take()), 'network')
    },
  }
}

let started = 0

/** Resolves after what was changed has been painted. */
function painted(): Promise<number> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      // A task of usual priority would wait while keys come in, and measure that wait.
      void scheduler.postTask(() => resolve(performance.now()), { priority: 'user-blocking' })
    })
  })
}

declare const scheduler: {
  postTask(task: () => void, options: { priority: 'user-blocking'; delay?: number }): Promise<void>
}

const median = (list: readonly number[]): number =>
  list.toSorted((a, b) => a - b)[list.length >> 1] ?? 0
let current: Subject | null = null
const keys: number[] = []

addEventListener(
  'keydown',
  () => {
    const at = performance.now()
    void painted().then((done) => keys.push(done - at))
  },
  { capture: true },
)

let held = 0

/** Watches how late timers are; what is returned ends it and gives the latest. */
function watchHolds(): () => number {
  let [longest, last, isOn] = [0, performance.now(), true]
  const tick = (): void => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
    if (isOn) void scheduler.postTask(tick, { priority: 'user-blocking', delay: 1 })
  }
  tick()
  return () => {
    isOn = false
    return longest
  }
}

const bench = {
  async open(kind: Kind, text: string): Promise<number> {
    current = await { tonggao, prosemirror, codemirror }[kind](text)
    const done = await painted()
    current.focus()
    await painted()
    return done - started
  },
  /** Opens a text with so many comments; see `openReview`. */
  async openReview(kind: ReviewKind, text: string, count: number): Promise<number> {
    current = subjectOf(await openReview(place, text, kind, count))
    const done = await painted()
    current.focus()
    await painted()
    return done - started
  },
  /** Scrolling by a bit more than a line, until it is painted. */
  async scroll(): Promise<number> {
    const desk = document.querySelector<HTMLElement>('.desk')
    const times: number[] = []
    for (let i = 0; i < 40; i++) {
      const at = performance.now()
      if (desk !== null) desk.scrollTop += 47
      times.push((await painted()) - at)
    }
    return median(times)
  },
  parse(text: string): number {
    const at = performance.now()
    readText(text)
    return performance.now() - at
  },
  keys: (): number => median(keys.splice(0)),
  keyCount: (): number => keys.length,
  async dispatch(): Promise<number> {
    const times: number[] = []
    for (let i = 0; i < 25; i++) {
      const at = performance.now()
      current?.dispatch()
      times.push(performance.now() - at)
      await painted()
    }
    return median(times)
  },
  async remote(count: number, rounds: number): Promise<number> {
    const times: number[] = []
    for (let i = 0; i < rounds; i++) {
      const at = performance.now()
      current?.remote(count)
      times.push((await painted()) - at)
    }
    return median(times)
  },
  async merge(count: number): Promise<number> {
    const at = performance.now()
    current?.merge(count)
    return (await painted()) - at
  },
  /** Last year's text, with other words, laid beside a template on another thread. */
  async lastYear(text: string): Promise<number> {
    const { doc } = readText(text)
    let value = 1
    const last = text
      .replace(/\*/g, () => String(1 + ((value++ * 37) % 900)))
      .replaceAll('全', '大')
      .replaceAll('开展', '组织')
    const at = performance.now()
    const stopWatching = watchHolds()
    const read = await readPreviousAside(doc, last, {
      onProgress: () => undefined,
      signal: new AbortController().signal,
    })
    const took = performance.now() - at
    held = stopWatching()
    if (!read.ok || read.reading.hits.length === 0) throw new Error('last year was not read')
    return took
  },
  /** The longest time that the page was held up during `lastYear`. */
  lastYearHeld: (): number => held,
  /** Opening from IndexedDB: what is stored into a document. */
  async storage(text: string): Promise<number> {
    const parts = emptyParts()
    const name = `bench-${text.length}`
    const first = openStore({ name, doc: parts.text })
    await first.whenLoaded
    if (bodyOf(parts.text).length === 0) seedReport(parts, text, systemEnvironment)
    await first.close()
    const doc = new Y.Doc()
    const at = performance.now()
    const again = openStore({ name, doc })
    await again.whenLoaded
    const took = performance.now() - at
    await again.close()
    return took
  },
}

export type Bench = typeof bench
export type YearBench = typeof year
Object.assign(globalThis, { bench, year })
