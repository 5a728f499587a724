import { computeLeft, type Facts } from '../../../schema/relations/check'
import { figuresIn } from '../../../schema/relations/relation'
import { printValue } from '../../../schema/values'
import type { FigureValue } from '../figures/entries'
import type { Figures, Ticks } from '../figures/figures'
import { noDetail } from '../figures/source'
import { together } from '../undoable'
import type { PreviousValues } from './previous'
import { targetOf, type Relations } from './relations'
import { tellAll } from '../listening'

/** What the relations see of the figures. */
export function factsOf(figures: Figures, previous: PreviousValues): Facts {
  return {
    value(figure) {
      const [only, ...others] = figures.values(figure)
      return only === undefined || others.length > 0 || only.notApplicable ? undefined : only.value
    },
    unit: (figure) => figures.info(figure)?.unit ?? '',
    previous: (figure) => previous.of(figure)?.value,
  }
}

/** Entry id of a computed value: the same for every peer, another for another value. */
function computedEntry(key: string, value: string): string {
  return `computed ${key} ${value}`
}

/** Whether a value was computed and not typed. */
export function isComputed({ entry }: Pick<FigureValue, 'entry'>): boolean {
  return entry.startsWith('computed ')
}

/**
 * The figures with those computed that somebody made 自动计算.
 *
 * A computed value is not stored: every peer works it out from the same operands, so two of
 * them never disagree. What somebody types over it is stored, and as long as it differs the
 * figure is 数据不一致: choosing the typed value ends the computing, choosing the computed one
 * takes the typed one away.
 */
export function withDerived(
  base: Figures,
  relations: Relations,
  previous: PreviousValues,
  ticks: Pick<Ticks, 'isVerified'>,
): Figures {
  const listeners = new Set<(ids: ReadonlySet<string>) => void>()

  const computed = (id: string): FigureValue | undefined => {
    const derivation = relations.derivationOf(id)
    if (derivation === undefined || derivation.decimals === null) return undefined
    const { key, relation, decimals, by, at } = derivation
    const value = computeLeft(relation, facts, decimals)
    if (value === undefined) return undefined
    return {
      entry: computedEntry(key, value),
      figure: id,
      value,
      by,
      at,
      source: '',
      detail: noDetail,
      basis: '',
      period: '',
      cutoff: '',
      notApplicable: false,
      unverified: false,
    }
  }

  const values = (id: string): readonly FigureValue[] => {
    const own = computed(id)
    const typed = base.values(id)
    if (own === undefined) return typed
    return [own, ...typed.filter((one) => one.notApplicable || one.value !== own.value)]
  }

  /** The figures that are computed from these, one way or another. */
  const withDependents = (ids: ReadonlySet<string>): ReadonlySet<string> => {
    const all = new Set(ids)
    const derivations = relations.all().filter(({ decimals }) => decimals !== null)
    for (let size = -1; size !== all.size;) {
      size = all.size
      for (const { relation } of derivations) {
        const target = targetOf(relation)
        if (target !== undefined && figuresIn(relation).some((id) => all.has(id))) all.add(target)
      }
    }
    return all
  }
  const tell = (ids: ReadonlySet<string>): void => {
    if (ids.size > 0) tellAll(listeners, ids)
  }
  const targets = (): Set<string> =>
    new Set(
      relations
        .all()
        .flatMap(({ relation, decimals }) => (decimals === null ? [] : (targetOf(relation) ?? []))),
    )
  let computing = targets()
  const stops = [
    base.onChange((ids) => tell(withDependents(ids))),
    previous.onChange((ids) => tell(withDependents(ids))),
    relations.onChange(() => {
      const before = computing
      computing = targets()
      tell(withDependents(new Set([...before, ...computing])))
    }),
  ]

  const figures: Figures = {
    ...base,
    values,
    entries: (id) => {
      const own = computed(id)
      return own === undefined ? base.entries(id) : [own.entry, ...base.entries(id)]
    },
    state(id) {
      const own = computed(id)
      if (own === undefined) return base.state(id)
      if (values(id).length > 1) return 'conflict'
      return figures.entries(id).some((entry) => ticks.isVerified(entry)) ? 'verified' : 'filled'
    },
    shown(id) {
      const own = computed(id)
      if (own === undefined) return base.shown(id)
      return values(id)
        .map((one) => (one.notApplicable ? '—' : printValue(one.value)))
        .join('／')
    },
    clear(id) {
      const derivation = relations.derivationOf(id)
      if (derivation === undefined) return base.clear(id)
      return together([relations.keep(derivation.relation), base.clear(id)])
    },
    setNotApplicable(id) {
      const derivation = relations.derivationOf(id)
      if (derivation === undefined) return base.setNotApplicable(id)
      return together([relations.keep(derivation.relation), base.setNotApplicable(id)])
    },
    choose(id, entry) {
      const derivation = relations.derivationOf(id)
      if (derivation === undefined) return base.choose(id, entry)
      if (computed(id)?.entry === entry) return base.clear(id)
      const chosen = base.choose(id, entry)
      return chosen && together([relations.keep(derivation.relation), chosen])
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      for (const stop of stops) stop()
      listeners.clear()
      base.close()
    },
  }
  const facts = factsOf(figures, previous)
  return figures
}
