import { NodeSelection, type EditorState, type Transaction } from 'prosemirror-state'
import type { Node } from 'prosemirror-model'
import { atomCharacter, blockText } from '../../schema/content'
import { courseOf, wordsBefore, type Around } from '../../schema/course'
import { labelsOf } from '../../schema/labels'
import { headsOf, type CellHeads } from '../../schema/tables'
import { valueSpanAt, type ValueSpan } from '../../schema/number-at'
import { schema, type FigureKind } from '../../schema/schema'
import { measureAt } from '../../schema/units'
import { parseValue, type ValueError } from '../../schema/values'
import type { Environment } from '../model/environment'
import type { FigureInfo } from '../model/figures/entries'
import type { Figures } from '../model/figures/figures'
import { figuresOf } from '../model/summarise'

/** What can be told of a blank from the words around it. */
export interface BlankGuess extends Around {
  readonly kind: FigureKind
  readonly unit: string
  readonly label: string
}

/**
 * What a blank in the place of `from`…`to` of a block would be. Offsets are content offsets.
 * @param heads those of the block, if it is a cell: they name the blank
 */
export function guessBlank(
  block: Node,
  from: number,
  to: number,
  heads: CellHeads | null = null,
): BlankGuess {
  const text = blockText(block)
  const measure = measureAt(text.slice(to, to + 24)) ?? measureAt(heads?.unit ?? '')
  const context = {
    text: text.slice(0, from) + atomCharacter + text.slice(to),
    offset: from,
    kind: measure?.kind ?? 'text',
    unit: measure?.unit ?? '',
    suffix: measure?.suffix ?? '',
    said: '',
  } as const
  const named = heads === null ? '' : `${heads.row}${heads.column}`
  const [label = ''] = named === '' ? labelsOf([context]) : [named]
  const { kind, unit, suffix } = context
  return { kind, unit, suffix, label, course: courseOf(wordsBefore(text, from)) }
}

/** `label`, told apart by a number from the labels that the figures of the text have. */
export function freeLabel(label: string, doc: Node, figures: Figures): string {
  const taken = new Set(
    figuresOf(doc).map(
      ({ figure, node }) => figures.info(figure)?.label || String(node.attrs['label']),
    ),
  )
  let free = label
  for (let order = 2; taken.has(free); order++) free = `${label}（${order}）`
  return free
}

/** The placeholder of a figure. */
export function blankOf({ id, kind, unit, label, mask }: FigureInfo): Node {
  return schema.node('placeholder', { figure: id, kind, unit, label, mask })
}

export type Turned = { readonly ok: true; readonly tr: Transaction } | TurnError
export type TurnError =
  | { readonly ok: false; readonly reason: 'nothing' | 'differing' }
  | {
      readonly ok: false
      readonly reason: 'value'
      readonly error: ValueError
      readonly unit: string
    }

/**
 * Turns the number at the selection, or the selected words, into a blank that has them as
 * its value. The unit behind it stays text. The transaction only puts the blank in the
 * place of the words; undoing it brings the words back just as they were.
 *
 * Writes the new figure and its value: a figure that no text refers to is shown nowhere.
 */
export function valueToBlank(
  state: EditorState,
  figures: Figures,
  environment: Environment,
): Turned {
  const found = spanOf(state)
  if (found === null) return { ok: false, reason: 'nothing' }
  const { span, block, start } = found
  const heads = headsOf(state.doc, state.selection.$from.index(0))
  const guess = guessBlank(block, span.from, span.to, heads)
  // 三百 with a measure behind it is written out, so it is a text and no count.
  const isNumber = /^[-－−]?[0-9０-９]/.test(span.text)
  const kind: FigureKind = isNumber
    ? guess.kind === 'text' || guess.kind === 'organisation' || guess.kind === 'place'
      ? 'count'
      : guess.kind
    : guess.kind === 'organisation' || guess.kind === 'place'
      ? guess.kind
      : 'text'
  const parsed = parseValue(kind, guess.unit, span.text, guess.suffix, guess.label, guess.course)
  if (!parsed.ok) return { ok: false, reason: 'value', error: parsed, unit: guess.unit }
  const info: FigureInfo = {
    id: environment.newId(),
    kind,
    unit: guess.unit,
    label: freeLabel(guess.label, state.doc, figures),
    mask: '*',
    hint: '',
  }
  figures.batch(() => {
    figures.define([info])
    figures.fill(info.id, span.text, { suffix: guess.suffix, course: guess.course })
  })
  const from = start + span.from
  const marks = state.doc.resolve(from + 1).marks()
  const tr = state.tr.replaceWith(from, start + span.to, blankOf(info).mark(marks))
  return { ok: true, tr: tr.setSelection(NodeSelection.create(tr.doc, from)).scrollIntoView() }
}

/** Whether `valueToBlank` has something to turn. */
export function hasValue(state: EditorState): boolean {
  return spanOf(state) !== null
}

function spanOf(
  state: EditorState,
): { readonly span: ValueSpan; readonly block: Node; readonly start: number } | null {
  const { $from, $to } = state.selection
  if (state.selection instanceof NodeSelection || !$from.sameParent($to) || $from.depth === 0)
    return null
  const span = valueSpanAt(blockText($from.parent), $from.parentOffset, $to.parentOffset)
  return span === null ? null : { span, block: $from.parent, start: $from.start() }
}

/**
 * Turns the selected blank into plain text: its value, or its mask while it is missing.
 * The figure keeps its value, and its other places stay blanks. A blank with differing
 * values is refused: somebody has to decide first.
 */
export function blankToText(state: EditorState, figures: Figures): Turned {
  const { selection } = state
  if (!(selection instanceof NodeSelection) || selection.node.type.name !== 'placeholder')
    return { ok: false, reason: 'nothing' }
  const { node, from } = selection
  const figure = String(node.attrs['figure'])
  if (figures.state(figure) === 'conflict') return { ok: false, reason: 'differing' }
  const text = figures.shown(figure) ?? String(node.attrs['mask'])
  const tr =
    text === ''
      ? state.tr.delete(from, from + 1)
      : state.tr.replaceWith(from, from + 1, schema.text(text, node.marks))
  return { ok: true, tr: tr.scrollIntoView() }
}
