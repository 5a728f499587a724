import type * as Y from 'yjs'
import { isSound, relationKey, type Relation } from '../../../schema/relations/relation'
import type { Environment } from '../environment'
import { relationsOf } from '../parts'
import type { Undoable } from '../undoable'
import { isComputable, readRelation, relationToStore, type KnownRelation } from './stored'
import { observe, tellAll } from '../listening'

/**
 * What people decided of the relations between figures: kept, changed, made by hand, dropped,
 * or computed. A relation that is found in the text and that nobody touched is not here. Keyed
 * by kind and operands, so two people who make the same relation make one.
 */
export interface Relations {
  of(key: string): KnownRelation | undefined
  all(): readonly KnownRelation[]
  /** The relation that a figure is computed by, if somebody made it 自动计算. */
  derivationOf(figure: string): KnownRelation | undefined
  /** Makes it one that counts, confirmed by whoever sits here. Throws a RangeError when it is unsound. */
  keep(relation: Relation): Undoable
  /** Says that it does not hold between these figures. */
  drop(relation: Relation): Undoable
  /** Takes a decision back: what was made by hand is gone, what was found is found again. */
  forget(key: string): Undoable
  /**
   * Has the first figure computed, with so many digits after the point. Any other relation
   * stops computing it. Throws a RangeError when it does not follow from the others, or would
   * follow from itself.
   */
  derive(relation: Relation, decimals: number): Undoable
  onChange(listener: () => void): () => void
  close(): void
}

type Decision = Omit<KnownRelation, 'by' | 'at'>

export function createRelations(doc: Y.Doc, environment: Environment, me: () => string): Relations {
  const map = relationsOf(doc)
  const origin = { relations: true }
  const known = new Map<string, KnownRelation>()
  const listeners = new Set<() => void>()
  let derivations: ReadonlyMap<string, KnownRelation> | null = null

  const take = (key: string): void => {
    const relation = readRelation(key, map.get(key))
    if (relation === null) known.delete(key)
    else known.set(key, relation)
    derivations = null
  }
  for (const key of map.keys()) take(key)
  const observer = (event: Y.YMapEvent<unknown>): void => {
    for (const key of event.keysChanged) take(key)
    tellAll(listeners)
  }
  const stop = observe(map, observer)

  const write = (key: string, next: Decision | undefined): void => {
    if (next !== undefined)
      map.set(key, { ...relationToStore(next.relation, next), by: me(), at: environment.now() })
    else if (map.has(key)) map.delete(key)
  }
  /** Undo puts back what was there, under the name of whoever undoes: nobody writes for others. */
  const set = (changes: ReadonlyMap<string, Decision | undefined>): Undoable => {
    const before = new Map([...changes.keys()].map((key) => [key, known.get(key)]))
    const put = (list: ReadonlyMap<string, Decision | undefined>): boolean => {
      doc.transact(() => {
        for (const [key, next] of list) write(key, next)
      }, origin)
      return true
    }
    put(changes)
    return { undo: () => put(before), redo: () => put(changes) }
  }
  const decide = (relation: Relation, kept: boolean): Undoable => {
    if (!isSound(relation)) throw new RangeError('A relation lacks what its kind needs')
    const key = relationKey(relation)
    return set(new Map([[key, { key, relation, kept, decimals: null }]]))
  }

  const derived = (): ReadonlyMap<string, KnownRelation> => {
    if (derivations !== null) return derivations
    const list = new Map<string, KnownRelation>()
    for (const one of known.values()) {
      const target = targetOf(one.relation)
      if (one.decimals === null || !one.kept || target === undefined) continue
      const other = list.get(target)
      // Two people may have chosen two ways at the same time: every peer takes the same one.
      if (other === undefined || one.at > other.at || (one.at === other.at && one.key > other.key))
        list.set(target, one)
    }
    derivations = withoutLoops(list)
    return derivations
  }

  return {
    of: (key) => known.get(key),
    all: () => [...known.values()],
    derivationOf: (figure) => derived().get(figure),
    keep: (relation) => decide(relation, true),
    drop: (relation) => decide(relation, false),
    forget: (key) => set(new Map([[key, undefined]])),
    derive(relation, decimals) {
      if (!isSound(relation) || !isComputable(relation))
        throw new RangeError('Nothing follows from this relation')
      const key = relationKey(relation)
      const target = targetOf(relation) ?? ''
      const next = { key, relation, kept: true, decimals }
      const planned = new Map([...derived(), [target, { ...next, by: me(), at: 0 }]])
      if (!withoutLoops(planned).has(target)) throw new RangeError('It would follow from itself')
      const changes = new Map<string, Decision | undefined>()
      for (const one of known.values())
        if (one.decimals !== null && targetOf(one.relation) === target)
          changes.set(one.key, { ...one, decimals: null })
      return set(changes.set(key, next))
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      stop()
      listeners.clear()
    },
  }
}

/**
 * The derivations less those of figures that follow from themselves: two people may have closed
 * a circle without having seen each other, and then nothing on it is computed, for anybody.
 */
function withoutLoops(
  list: ReadonlyMap<string, KnownRelation>,
): ReadonlyMap<string, KnownRelation> {
  const reachesItself = (figure: string): boolean => {
    const seen = new Set<string>()
    const next = [figure]
    for (let id = next.pop(); id !== undefined; id = next.pop()) {
      const derivation = list.get(id)
      if (derivation === undefined) continue
      for (const operand of derivation.relation.right) {
        if (!('figure' in operand)) continue
        if (operand.figure === figure) return true
        if (!seen.has(operand.figure)) next.push(operand.figure)
        seen.add(operand.figure)
      }
    }
    return false
  }
  return new Map([...list].filter(([figure]) => !reachesItself(figure)))
}

/** The figure that a relation computes, if it can. */
export function targetOf(relation: Relation): string | undefined {
  const [target] = relation.left
  return isComputable(relation) && target !== undefined && 'figure' in target
    ? target.figure
    : undefined
}
