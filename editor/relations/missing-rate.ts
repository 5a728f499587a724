import { NodeSelection } from 'prosemirror-state'
import type { Node } from 'prosemirror-model'
import { placeholdersOf } from '../../schema/content'
import { computeLeft } from '../../schema/relations/check'
import { missingRates, percentSignOf, type MissingRate } from '../../schema/relations/missing-rate'
import type { Relation } from '../../schema/relations/relation'
import { schema } from '../../schema/schema'
import type { FigureInfo } from '../model/figures/entries'
import { factsOf } from '../model/relations/derived'
import type { Desk } from '../page/desk'
import { blankOf, freeLabel } from '../view/value-blank'

/** Digits after the point of a rate that is added. */
const decimals = 1

/** A rate that the text around a figure could name, and what it is now. */
export interface RateOffer {
  readonly rate: MissingRate
  /** Document position of the block's content. */
  readonly start: number
  /** As it would be shown, without its sign; undefined while values are missing. */
  readonly value: string | undefined
  readonly sign: string
}

function shareOf({ part, whole }: MissingRate, target: Relation['left'][number]): Relation {
  return { kind: 'share', left: [target], right: [part, whole] }
}

/** The rates that could be added beside a figure, wherever it stands. */
export function rateOffers(desk: Desk, doc: Node, figure: string): RateOffer[] {
  const { figures, previous } = desk.report
  const facts = factsOf(figures, previous)
  const offers: RateOffer[] = []
  doc.forEach((block, offset) => {
    if (!placeholdersOf(block).some((one) => one.figure === figure)) return
    for (const rate of missingRates(block)) {
      const isOf = [rate.part, rate.whole].some((one) => 'figure' in one && one.figure === figure)
      if (!isOf) continue
      const sign = percentSignOf(doc)
      const target = { constant: '0', unit: sign }
      const value = computeLeft(shareOf(rate, target), facts, decimals)
      offers.push({ rate, start: offset + 1, value, sign })
    }
  })
  return offers
}

/** Whether whoever sits here may add it, or has to suggest it (its value has to be there then). */
export function rateAct({ session, editor }: Desk, { value }: RateOffer): 'add' | 'suggest' | null {
  if (session.may('text') && session.may('figures') && editor?.suggests !== true) return 'add'
  return session.may('review') && value !== undefined ? 'suggest' : null
}

/** Writes ，办结率＊％ with a blank that is computed; one step of undo. */
export function addRate(desk: Desk, { rate, start, sign }: RateOffer): void {
  const { editor, report, options } = desk
  if (editor === null) return
  const { view, undo } = editor
  const info: FigureInfo = {
    id: options.environment.newId(),
    kind: 'percent',
    unit: sign,
    label: freeLabel(rate.name, view.state.doc, report.figures),
    mask: '*',
    hint: '',
  }
  undo.group(() => {
    report.figures.define([info])
    const at = start + rate.at
    const { tr } = view.state
    const marks = tr.doc.resolve(at).marks()
    tr.insert(at, [
      schema.text(rate.before, marks),
      blankOf(info).mark(marks),
      schema.text(sign + rate.after, marks),
    ])
    tr.setSelection(NodeSelection.create(tr.doc, at + rate.before.length))
    view.dispatch(tr.scrollIntoView())
    return report.relations.derive(shareOf(rate, { figure: info.id }), decimals)
  })
}

/**
 * Writes ，办结率95.8％ with its value as plain text. The view takes what whoever may not write
 * the text, or is in 修改建议模式, does to it as a suggestion.
 */
export function suggestRate({ editor }: Desk, { rate, start, value, sign }: RateOffer): void {
  if (editor === null || value === undefined) return
  editor.undo.separate()
  const { tr } = editor.view.state
  const words = rate.before + value + sign + rate.after
  editor.view.dispatch(tr.insertText(words, start + rate.at).scrollIntoView())
}
