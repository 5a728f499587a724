import type { Node } from 'prosemirror-model'
import { schema } from '../../../schema/schema'
import { measureAt } from '../../../schema/units'
import type { FigureInfo } from '../../model/figures/entries'
import { readInfo } from '../../model/figures/entries'
import type { Control, Line, Stretch } from './lines'
import type { ReadOrigin } from './origin'

/** A stretch of a line and what it becomes. */
interface Part extends Stretch {
  readonly node: Node
}

/** A figure that a content control stands for, with the value that it held. */
export interface ControlFigure {
  readonly info: FigureInfo
  readonly value: string | undefined
}

export interface BuiltBlock {
  readonly node: Node
  readonly figures: readonly ControlFigure[]
  /** Content offset of an offset in the line's text. */
  readonly offsetAt: (at: number) => number
}

/** A control that holds more is a passage and no blank. */
const longestValue = 60

/**
 * Makes a line the block that it is.
 * @param read the block that reading its text gave, with blanks recognised
 * @param start length of the section number at the start of the line, which is not content
 */
export function buildBlock(
  line: Line,
  read: {
    readonly type: string
    readonly attrs: Readonly<Record<string, unknown>>
    readonly content: Node
  },
  start: number,
  options: {
    readonly origin: ReadOrigin | undefined
    /** Id of the figure of a control that is none of ours. */
    readonly figureFor: (control: Control) => string
  },
): BuiltBlock {
  let parts = partsOf(read.content, start)
  const figures: ControlFigure[] = []
  for (const control of line.controls) {
    const said = line.text.slice(control.from, control.to)
    if (control.from < start || said.length > longestValue || /[。\t]/.test(said)) continue
    const made = figureOf(control, said, line.text.slice(control.to), options)
    figures.push(made)
    const { id: figure, kind, unit, label, mask } = made.info
    const node = schema.node('placeholder', { figure, kind, unit, label, mask })
    parts = [
      ...cut(parts, 0, control.from),
      { from: control.from, to: control.to, node },
      ...cut(parts, control.to, Infinity),
    ]
  }
  for (const { from, to } of line.bold) {
    parts = [
      ...cut(parts, 0, from),
      ...cut(parts, from, to).map((part) => ({ ...part, node: bold(part.node) })),
      ...cut(parts, to, Infinity),
    ]
  }
  return {
    node: schema.node(
      read.type,
      read.attrs,
      parts.map(({ node }) => node),
    ),
    figures,
    offsetAt(at) {
      let offset = 0
      for (const { from, to, node } of parts) {
        if (at >= to) offset += node.nodeSize
        else return offset + (node.isText ? Math.max(0, at - from) : 0)
      }
      return offset
    },
  }
}

function partsOf(block: Node, start: number): Part[] {
  const parts: Part[] = []
  let at = start
  block.forEach((node) => {
    const length = node.isText ? node.nodeSize : String(node.attrs['mask'] ?? '').length
    parts.push({ from: at, to: at + length, node })
    at += length
  })
  return parts
}

/** The parts between two offsets; a text is cut, a blank of which a piece lies outside goes. */
function cut(parts: readonly Part[], from: number, to: number): Part[] {
  return parts.flatMap((part): Part[] => {
    const start = Math.max(part.from, from)
    const end = Math.min(part.to, to)
    if (start >= end && !(part.from === part.to && part.from >= from && part.to < to)) return []
    if (start === part.from && end === part.to) return [part]
    if (!part.node.isText) return []
    return [{ from: start, to: end, node: part.node.cut(start - part.from, end - part.from) }]
  })
}

function bold(node: Node): Node {
  return node.mark(schema.mark('bold').addToSet(node.marks))
}

function figureOf(
  control: Control,
  said: string,
  after: string,
  options: {
    readonly origin: ReadOrigin | undefined
    readonly figureFor: (control: Control) => string
  },
): ControlFigure {
  const { origin, figureFor } = options
  const ours = /^tonggao:[^:]*:(.+)$/.exec(control.tag)?.[1]
  const known = ours === undefined ? undefined : origin?.figure(ours)
  if (ours !== undefined && known !== undefined) {
    const info = readInfo(ours, known)
    if (info !== null) {
      const label = info.label || control.alias
      const mask = info.mask || '*'
      const isValue = !control.empty && said !== mask && said !== ''
      return { info: { ...info, label, mask }, value: isValue ? said : undefined }
    }
  }
  const measure = measureAt(after)
  const kind = measure?.kind ?? 'text'
  return {
    info: {
      id: ours ?? figureFor(control),
      kind,
      unit: measure?.unit ?? '',
      label: control.alias || control.tag,
      mask: control.empty && said !== '' ? said : '*',
      hint: '',
    },
    value: control.empty || said === '' ? undefined : said,
  }
}
