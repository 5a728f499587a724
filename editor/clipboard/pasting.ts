import { Fragment, Slice, type Node } from 'prosemirror-model'
import { Plugin, type EditorState, type Transaction } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { schema } from '../../schema/schema'
import type { Undo } from '../binding/undo'
import { readInfo } from '../model/figures/entries'
import type { Environment } from '../model/environment'
import type { Figures } from '../model/figures/figures'
import { infosOf } from '../model/report'
import { putIntoCell } from '../tables/paste-cells'
import { readFile } from '../ui/read-file'
import { clipBlocks, clipSlice, type PastePlace } from './clip-blocks'
import type { Clip } from './clip-line'
import {
  clipLimits,
  isSlow,
  isTooLarge,
  isTooLong,
  sourceOf,
  tamed,
  type ClipSource,
} from './clip-limits'
import { dropKind } from './dropped-file'
import { htmlLines } from './html-lines'
import { plainLines } from './plain-lines'

/** It takes a moment, which is over; it is too much at once; a dropped file is no text, or cannot be read. */
type PasteTold = 'working' | 'done' | 'too-large' | 'file-kind' | 'file-unreadable'

/**
 * Paste and drop. What comes from Word, WPS, spreadsheets, web pages and plain text comes
 * as paragraphs, sections and blanks, recognised as in a template, with the numbers that
 * lists count; of its formatting only bold words are kept. What was copied here keeps its
 * figures.
 */
export function pasting(options: {
  readonly figures: Figures
  readonly environment: Environment
  /** Whether blanks that are recognised may become figures; else they stay the characters that they were. */
  readonly mayDefine: () => boolean
  readonly undo: () => Undo | null
  /** Tells what of it was not taken over, or was changed. */
  readonly onPasted: (clip: Clip) => void
  /** Tells that it takes a moment, or why nothing was taken over. */
  readonly onTold: (what: PasteTold) => void
}): Plugin {
  const { figures, environment, mayDefine, undo, onPasted, onTold } = options
  const newPrefix = (): string => `p${environment.newId().slice(0, 8)}-`

  const insert = (view: EditorView, clip: Clip, at?: number): void => {
    if (isTooLong(clip)) {
      onTold('too-large')
      return
    }
    const place = placeOf(view.state, at)
    const read = clipBlocks(clip.lines, place, newPrefix())
    const defines = mayDefine()
    if (defines) figures.define(infosOf(read.figures))
    const blocks = defines ? read.blocks : read.blocks.map(withMasks)
    const { tr } = view.state
    if (view.state.doc.resolve(at ?? tr.selection.from).parent.type.name === 'cell') {
      const { from, to } = tr.selection
      pasted(
        view,
        putIntoCell(view.state, at ?? from, at ?? to, blocks, () => environment.newId()),
        clip,
      )
      return
    }
    if (place.isEmptyReport && blocks.length > 1) tr.replaceWith(0, tr.doc.content.size, blocks)
    else if (at === undefined) tr.replaceSelection(clipSlice(blocks))
    else tr.replace(at, at, clipSlice(blocks))
    pasted(view, tr, clip)
  }

  /** A step of its own, apart from what was typed right before and is typed right after. */
  const pasted = (view: EditorView, tr: Transaction, clip: Clip): void => {
    undo()?.separate()
    view.dispatch(tr.scrollIntoView().setMeta('paste', true).setMeta('uiEvent', 'paste'))
    undo()?.separate()
    onPasted(clip)
  }

  /** What a transfer holds for us; null for nothing, or for what was copied here. */
  const clipOf = ({ html, text }: ClipSource): Clip | null => {
    if (html.includes('data-pm-slice')) return null
    const rich = html === '' ? null : htmlLines(html)
    const plain = plainLines(text)
    if (rich === null || saysLess(rich, plain)) {
      if (plain.lines.length === 0 && (rich?.left.size ?? 0) === 0) return null
      return { ...plain, left: rich?.left ?? plain.left }
    }
    return rich
  }

  /** Puts in what other programs gave; false where that is for others to do. */
  const take = (view: EditorView, source: ClipSource, at?: number): boolean => {
    const clip = clipOf(source)
    if (clip === null) return false
    if (clip.lines.length === 0) onPasted(clip)
    else insert(view, clip, at)
    return true
  }

  /** A long one is announced, and put in when that can be seen. */
  const later = (view: EditorView, run: () => void): void => {
    onTold('working')
    requestAnimationFrame(() =>
      setTimeout(() => {
        // What is said of it from now on stands; nothing is drawn before it is done.
        onTold('done')
        if (!view.isDestroyed && view.editable) run()
      }),
    )
  }

  const dropFile = (view: EditorView, file: File, at: number | undefined): void => {
    const kind = dropKind(file)
    if (kind === 'picture')
      return onPasted({ lines: [], left: new Map([['picture', 1]]), joined: 0 })
    if (kind === 'other') return onTold('file-kind')
    if (file.size > clipLimits.file) return onTold('too-large')
    const work = async (): Promise<void> => {
      const text = await readFile(file)
      if (text === null) onTold('file-unreadable')
      else if (!view.isDestroyed) take(view, { html: '', text }, at)
    }
    work().catch(() => onTold('file-unreadable'))
  }

  return new Plugin({
    props: {
      handleDOMEvents: {
        // Before ProseMirror reads it all for itself.
        paste(view, event) {
          if (!view.editable || event.clipboardData === null) return false
          const source = sourceOf(event.clipboardData)
          if (isTooLarge(source)) {
            event.preventDefault()
            onTold('too-large')
            return true
          }
          if (view.composing || !isSlow(source)) return false
          event.preventDefault()
          later(view, () => pasteAgain(view, source))
          return true
        },
        drop(view, event) {
          if (event.dataTransfer === null) return false
          const [file] = event.dataTransfer.files
          const source = sourceOf(event.dataTransfer)
          if (file === undefined && !isTooLarge(source)) return false
          // Left to itself, the browser would open the file in place of the report.
          event.preventDefault()
          if (!view.editable) return true
          const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos
          if (file === undefined) onTold('too-large')
          else dropFile(view, file, at)
          return true
        },
      },
      handlePaste: (view, event) =>
        event.clipboardData !== null && take(view, sourceOf(event.clipboardData)),
      // ProseMirror reads it as well.
      transformPastedHTML: tamed,
      transformPasted: (slice) => ownFigures(slice, figures, mayDefine(), newPrefix()),
      handleDrop(view, event, _slice, moved) {
        const data = event.dataTransfer
        if (moved || data === null) return false
        const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos
        return take(view, sourceOf(data), at)
      },
    },
  })
}

/** Pastes as if it had been pasted now: the event that brought it is over, and its transfer is closed. */
function pasteAgain(view: EditorView, { html, text }: ClipSource): void {
  const clipboardData = new DataTransfer()
  if (html !== '') clipboardData.setData('text/html', html)
  if (text !== '') clipboardData.setData('text/plain', text)
  const event = new ClipboardEvent('paste', { clipboardData })
  if (view.someProp('handlePaste', (handle) => handle(view, event, Slice.empty)) === true) return
  if (html === '') view.pasteText(text, event)
  else view.pasteHTML(html, event)
}

/** Whether HTML lacks words that the plain text beside it has; the plain text then counts. */
function saysLess(rich: Clip, plain: Clip): boolean {
  const count = ({ lines }: Clip): number =>
    lines.reduce((sum, { text }) => sum + text.replaceAll(/\s/g, '').length, 0)
  return count(rich) < count(plain) * 0.8
}

function placeOf({ doc, selection }: EditorState, at: number | undefined): PastePlace {
  let isEmptyReport = true
  // The first block with words decides, so this costs nothing in a report that has any.
  for (let index = 0; index < doc.childCount && isEmptyReport; index++)
    isEmptyReport = doc.child(index).content.size === 0
  const $from = at === undefined ? selection.$from : doc.resolve(at)
  const $to = at === undefined ? selection.$to : $from
  return {
    isEmptyReport,
    isInside: $from.parentOffset > 0,
    isLast: isEmptyReport || $to.index(0) >= doc.childCount - 1,
  }
}

/** The block with its blanks as the characters that they were written with. */
function withMasks(block: Node): Node {
  return block.copy(mapInline(block.content, (node) => maskOf(node)))
}

function maskOf(node: Node): Node {
  const mask = String(node.attrs['mask'])
  return mask === '' ? node : schema.text(mask, node.marks)
}

/**
 * What was copied here. A figure of this report stays that figure; one of another report,
 * whose values are not here, becomes a new one of the same name.
 */
function ownFigures(slice: Slice, figures: Figures, mayDefine: boolean, prefix: string): Slice {
  const known = new Set(figures.ids())
  const fresh = new Map<string, string>()
  const content = mapInline(slice.content, (node) => {
    const figure = String(node.attrs['figure'])
    if (known.has(figure)) return node
    if (!mayDefine) return maskOf(node)
    const id = fresh.get(figure) ?? `${prefix}${fresh.size + 1}`
    fresh.set(figure, id)
    const info = readInfo(id, node.attrs)
    if (info !== null) figures.define([info])
    return node.type.create({ ...node.attrs, figure: id }, null, node.marks)
  })
  return fresh.size === 0 && content.eq(slice.content)
    ? slice
    : new Slice(content, slice.openStart, slice.openEnd)
}

/** A fragment with each placeholder in it put through `change`. */
function mapInline(fragment: Fragment, change: (placeholder: Node) => Node): Fragment {
  const list: Node[] = []
  fragment.forEach((node) => {
    if (node.type.name === 'placeholder') list.push(change(node))
    else list.push(node.isBlock ? node.copy(mapInline(node.content, change)) : node)
  })
  return Fragment.from(list)
}
