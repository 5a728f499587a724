import type { Node } from 'prosemirror-model'
import { checkRelation, type Outcome } from '../../../schema/relations/check'
import { proposeRelations, type Proposal } from '../../../schema/relations/propose'
import { figuresIn, relationShape, type Relation } from '../../../schema/relations/relation'
import type { Figures } from '../figures/figures'
import { factsOf } from './derived'
import type { PreviousValues } from './previous'
import { figuresOf } from '../summarise'
import type { Relations } from './relations'
import type { KnownRelation } from './stored'

/** A relation of a report as it is now. */
export interface StandingRelation {
  readonly key: string
  readonly relation: Relation
  /** Found in the text and untouched, kept or made by a person, or dropped by one. */
  readonly stand: 'found' | 'kept' | 'dropped'
  /** The words of the text that say it; empty for what was made by hand. */
  readonly quote: string
  /** Key under which somebody decided of it; null when nobody did. */
  readonly decided: string | null
  /** Digits of the computed figure; null when nothing is computed. */
  readonly decimals: number | null
  /** Null while values are missing. */
  readonly outcome: Outcome | null
}

/** The relations of a report with their outcomes, kept up to date. */
export interface StandingRelations {
  /**
   * Those that are found in a document and those that people made, dropped ones included.
   * The same array as long as nothing changed. Only those are checked again that touch a
   * figure that changed.
   */
  list(doc: Node): readonly StandingRelation[]
  /** Those of one figure. */
  of(figure: string, doc: Node): readonly StandingRelation[]
  close(): void
}

export function createStandingRelations(
  figures: Figures,
  relations: Relations,
  previous: PreviousValues,
): StandingRelations {
  const facts = factsOf(figures, previous)
  let last: { readonly doc: Node; readonly list: readonly StandingRelation[] } | null = null
  let known = new Map<string, StandingRelation>()
  let byFigure = new Map<string, string[]>()
  /** Relations whose figures changed since they were checked. */
  const stale = new Set<string>()

  const outdate = (ids: ReadonlySet<string>): void => {
    for (const id of ids) for (const key of byFigure.get(id) ?? []) stale.add(key)
  }
  const stops = [
    figures.onChange(outdate),
    previous.onChange(outdate),
    relations.onChange(() => {
      last = null
    }),
  ]

  const standAs = (
    key: string,
    proposal: Proposal | undefined,
    decision: KnownRelation | undefined,
  ): StandingRelation | null => {
    const relation =
      proposal !== undefined && decision?.key !== key
        ? proposal.relation
        : (decision?.relation ?? proposal?.relation)
    if (relation === undefined) return null
    // What was dropped and is not in the text any more is of no concern.
    if (proposal === undefined && decision?.kept === false) return null
    const next = {
      key,
      relation,
      stand: decision === undefined ? 'found' : decision.kept ? 'kept' : 'dropped',
      quote: proposal?.quote ?? '',
      decided: decision?.key ?? null,
      decimals: decision?.decimals ?? null,
    } as const
    const before = stale.has(key) ? undefined : known.get(key)
    if (
      before?.relation === relation &&
      before.stand === next.stand &&
      before.quote === next.quote &&
      before.decided === next.decided &&
      before.decimals === next.decimals
    )
      return before
    return { ...next, outcome: checkRelation(relation, facts) }
  }

  const build = (doc: Node): readonly StandingRelation[] => {
    const proposals = proposeRelations(doc)
    const keys = new Set(proposals.map(({ key }) => key))
    const decisions = relations.all()
    const shapes = new Map<string, KnownRelation>()
    const own: KnownRelation[] = []
    for (const decision of decisions) {
      if (keys.has(decision.key)) continue
      own.push(decision)
      shapes.set(relationShape(decision.relation), decision)
    }
    const said = new Set<string>()
    const list = proposals.flatMap((proposal) => {
      if (own.length === 0) return standAs(proposal.key, proposal, relations.of(proposal.key)) ?? []
      // A number of the text that changed does not make another relation of it.
      const shape = relationShape(proposal.relation)
      said.add(shape)
      return standAs(proposal.key, proposal, relations.of(proposal.key) ?? shapes.get(shape)) ?? []
    })
    const present = new Set(own.length === 0 ? [] : figuresOf(doc).map(({ figure }) => figure))
    for (const decision of own) {
      // Somebody took a blank out of the text: the relation waits for it to come back.
      if (
        said.has(relationShape(decision.relation)) ||
        !figuresIn(decision.relation).every((id) => present.has(id))
      )
        continue
      const one = standAs(decision.key, undefined, decision)
      if (one !== null) list.push(one)
    }
    known = new Map(list.map((one) => [one.key, one]))
    byFigure = new Map()
    for (const one of list) {
      for (const id of figuresIn(one.relation)) {
        const group = byFigure.get(id)
        if (group === undefined) byFigure.set(id, [one.key])
        else group.push(one.key)
      }
    }
    return list
  }

  const list = (doc: Node): readonly StandingRelation[] => {
    if (last?.doc !== doc) {
      last = { doc, list: build(doc) }
    } else if (stale.size > 0) {
      for (const key of stale) {
        const one = known.get(key)
        if (one !== undefined)
          known.set(key, { ...one, outcome: checkRelation(one.relation, facts) })
      }
      last = { doc, list: [...known.values()] }
    }
    stale.clear()
    return last.list
  }

  return {
    list,
    of(figure, doc) {
      list(doc)
      return (byFigure.get(figure) ?? []).flatMap((key) => known.get(key) ?? [])
    },
    close() {
      for (const stop of stops) stop()
    },
  }
}
