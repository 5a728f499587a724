import type { Operand } from '../../schema/relations/relation'
import { isComputable } from '../model/relations/stored'
import type { StandingRelation } from '../model/relations/standing'
import type { StringKey } from '../ui/strings'
import type { Translator } from '../ui/translator'
import { formulaOf } from './formula'

/** What can be done with a relation of a figure. */
export interface RelationActs {
  readonly show: (figure: string) => void
  readonly keep: (one: StandingRelation) => void
  readonly drop: (one: StandingRelation) => void
  readonly restore: (one: StandingRelation) => void
  readonly edit: (one: StandingRelation) => void
  readonly compute: (one: StandingRelation) => void
}

export interface RelationRowProps {
  readonly t: Translator
  readonly one: StandingRelation
  /** The figure in whose form it stands. */
  readonly figure: string
  readonly labelOf: (figure: string) => string
  readonly readOnly: boolean
  readonly acts: RelationActs
}

/** A relation of a figure: its formula, how it comes out, and what a person says of it. */
export function RelationRow({ t, one, figure, labelOf, readOnly, acts }: RelationRowProps) {
  const { relation, outcome, stand, quote, decimals } = one
  const state =
    stand === 'dropped' || outcome === null ? 'open' : outcome.holds ? 'holds' : 'broken'
  const [target] = relation.left
  const mayCompute =
    decimals === null &&
    stand !== 'dropped' &&
    isComputable(relation) &&
    target !== undefined &&
    'figure' in target &&
    target.figure === figure
  return (
    <li class={`relation relation-${state}`} data-relation={one.key} data-relation-state={state}>
      <p class="relation-formula">
        {formulaOf(relation).map((part, index) =>
          typeof part === 'string' ? (
            <span key={index} class="relation-sign">
              {part}
            </span>
          ) : (
            <Name key={index} {...{ t, part, figure, labelOf }} onShow={acts.show} />
          ),
        )}
      </p>
      <p class="relation-outcome">
        <b>{t(stateWords[state])}</b>
        {outcome !== null && (
          <span>
            {t(
              outcome.holds
                ? `relationHolds-${outcome.code}`
                : (`check-relation-${relation.kind}-${outcome.code}` as StringKey),
              outcome.params,
            )}
          </span>
        )}
        {stand === 'found' && quote !== '' && (
          <small title={quote}>{t('relationFound', { quote })}</small>
        )}
        {stand === 'kept' && decimals === null && <small>{t('relationKept')}</small>}
        {decimals !== null && <small>{t('computedMark')}</small>}
      </p>
      {!readOnly && (
        <p class="relation-acts">
          {stand === 'found' && (
            <button type="button" class="link" data-keep onClick={() => acts.keep(one)}>
              {t('relationKeep')}
            </button>
          )}
          {mayCompute && outcome !== undefined && (
            <button type="button" class="link" data-compute onClick={() => acts.compute(one)}>
              {t('relationCompute')}
            </button>
          )}
          {stand !== 'dropped' && (
            <>
              <button type="button" class="link" data-edit onClick={() => acts.edit(one)}>
                {t('relationEdit')}
              </button>
              <button type="button" class="link" data-drop onClick={() => acts.drop(one)}>
                {t(quote === '' ? 'relationDelete' : 'relationDrop')}
              </button>
            </>
          )}
          {stand === 'dropped' && (
            <button type="button" class="link" data-restore onClick={() => acts.restore(one)}>
              {t('relationRestore')}
            </button>
          )}
        </p>
      )}
    </li>
  )
}

const stateWords = {
  open: 'relationOpen',
  holds: 'relationHolds',
  broken: 'relationBroken',
} as const

function Name({
  t,
  part,
  figure,
  labelOf,
  onShow,
}: {
  readonly t: Translator
  readonly part: Operand
  readonly figure: string
  readonly labelOf: (figure: string) => string
  readonly onShow: (figure: string) => void
}) {
  if ('constant' in part) return <span>{part.constant + part.unit}</span>
  if ('previous' in part)
    return <span>{t('relationPrevious', { label: labelOf(part.previous) })}</span>
  if (part.figure === figure) return <strong>{labelOf(figure)}</strong>
  return (
    <button type="button" class="link" onClick={() => onShow(part.figure)}>
      {labelOf(part.figure)}
    </button>
  )
}
