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
import { htmlLines } from './html-lines'
import { plainLines } from './plain-lines'

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
}): Plugin {
  const { figures, environment, mayDefine, undo, onPasted } = options
  const newPrefix = (): string => `p${environment.newId().slice(0, 8)}-`

  const insert = (view: EditorView, clip: Clip, at?: number): void => {
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
  const clipOf = (data: DataTransfer): Clip | null => {
    const html = data.getData('text/html')
    if (html.includes('data-pm-slice')) return null
    const text = data.getData('text/plain')
    const rich = html === '' ? null : htmlLines(html)
    const plain = plainLines(text)
    if (rich === null || saysLess(rich, plain)) {
      if (plain.lines.length === 0 && (rich?.left.size ?? 0) === 0) return null
      return { ...plain, left: rich?.left ?? plain.left }
    }
    return rich
  }

  return new Plugin({
    props: {
      handlePaste(view, event) {
        const clip = event.clipboardData === null ? null : clipOf(event.clipboardData)
        if (clip === null) return false
        if (clip.lines.length === 0) onPasted(clip)
        else insert(view, clip)
        return true
      },
      transformPasted: (slice) => ownFigures(slice, figures, mayDefine(), newPrefix()),
      handleDrop(view, event, _slice, moved) {
        const data = event.dataTransfer
        if (moved || data === null) return false
        const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos
        const [file] = data.files
        if (file !== undefined) {
          if (!/\.txt$/i.test(file.name) && file.type !== 'text/plain') return false
          void readFile(file).then((text) => {
            const clip = text === null ? null : plainLines(text)
            if (clip !== null && clip.lines.length > 0 && !view.isDestroyed) insert(view, clip, at)
          })
          return true
        }
        const clip = clipOf(data)
        if (clip === null) return false
        if (clip.lines.length === 0) onPasted(clip)
        else insert(view, clip, at)
        return true
      },
    },
  })
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
