import { useEffect, useState } from 'preact/hooks'
import { usualDecimals } from '../../schema/relations/check'
import { relationKey, type Relation } from '../../schema/relations/relation'
import type { Desk } from '../page/desk'
import { factsOf } from '../model/relations/derived'
import type { StandingRelation } from '../model/relations/standing'
import { mostDecimals } from '../model/relations/stored'
import { together, type Undoable } from '../model/undoable'
import { RelationDialog } from './relation-dialog'
import { formulaOf, isPlain } from './formula'
import { RateOffers } from './rate-offers'
import { RelationRow } from './relation-row'

/** 与其他数据的关系: the relations of a figure, in its form. */
export function FigureRelations({
  desk,
  figure,
}: {
  readonly desk: Desk
  readonly figure: string
}) {
  const { t, report, session, editor, record } = desk
  const again = useState(0)[1]
  useEffect(() => {
    const redraw = (): void => again((n) => n + 1)
    const stops = [report.relations.onChange(redraw), report.figures.onChange(redraw)]
    return () => {
      for (const stop of stops) stop()
    }
  }, [report])
  if (editor === null) return null
  const readOnly = !session.may('figures')
  const all = report.standing.of(figure, editor.view.state.doc)
  const active = all.filter(
    ({ stand, relation, outcome }) =>
      stand !== 'dropped' && (stand === 'kept' || !isPlain(relation) || outcome?.holds === false),
  )
  const dropped = all.filter(({ stand }) => stand === 'dropped')
  const labelOf = (id: string): string => report.figures.info(id)?.label || '＊'
  const openDialog = (one: StandingRelation | null): void =>
    desk.openDialog((close) => (
      <RelationDialog
        t={t}
        figure={figure}
        items={desk.overview.figures}
        present={one?.relation ?? null}
        onSave={(relation) => {
          record(together([...replaced(one, relation), report.relations.keep(relation)]))
        }}
        onClose={close}
      />
    ))
  /** What becomes of a relation that is changed: what the text says must not come back beside it. */
  const replaced = (one: StandingRelation | null, next: Relation): Undoable[] => {
    if (one === null || relationKey(next) === one.key) return []
    return [
      one.quote === ''
        ? report.relations.forget(one.decided ?? one.key)
        : report.relations.drop(one.relation),
    ]
  }
  const said = (act: Undoable): void => {
    record(act)
    focusField()
  }
  const acts = {
    show: desk.showFigure,
    keep: (one: StandingRelation) => said(report.relations.keep(one.relation)),
    drop: (one: StandingRelation) =>
      said(
        one.quote === ''
          ? report.relations.forget(one.decided ?? one.key)
          : report.relations.drop(one.relation),
      ),
    restore: (one: StandingRelation) => said(report.relations.forget(one.decided ?? one.key)),
    edit: openDialog,
    compute(one: StandingRelation) {
      try {
        const digits = usualDecimals(one.relation, factsOf(report.figures, report.previous))
        // What was typed goes only when it is the computed value that takes its place.
        const typed = report.figures.entries(figure).length > 0
        const before = typed ? [report.figures.clear(figure)] : []
        record(together([...before, report.relations.derive(one.relation, digits)]))
        focusField()
        desk.notice(t('computedNow'))
      } catch {
        desk.notice(t('computedLoop'))
      }
    },
  }
  const list = (relations: readonly StandingRelation[]) => (
    <ul>
      {relations.map((one) => (
        <RelationRow key={one.key} {...{ t, one, figure, labelOf, readOnly, acts }} />
      ))}
    </ul>
  )
  const broken = active.filter(({ outcome }) => outcome?.holds === false).length
  return (
    <details class="relations" open={broken > 0 || active.length <= 2} data-relations>
      <summary>
        {t('relations')}
        {active.length > 0 && <span class="count">{active.length}</span>}
        {broken > 0 && (
          <span class="relation-alarm">{t('relationsBroken', { count: broken })}</span>
        )}
      </summary>
      {active.length === 0 ? <p class="note">{t('relationsNone')}</p> : list(active)}
      <RateOffers desk={desk} figure={figure} />
      {dropped.length > 0 && (
        <details>
          <summary>{t('relationsDropped', { count: dropped.length })}</summary>
          {list(dropped)}
        </details>
      )}
      {!readOnly && (
        <button type="button" class="link" data-add-relation onClick={() => openDialog(null)}>
          {t('relationAdd')}
        </button>
      )}
    </details>
  )
}

/** 自动计算: says that a figure is computed, how, and how it is rounded. */
export function ComputedNote({ desk, figure }: { readonly desk: Desk; readonly figure: string }) {
  const { t, report, session, record } = desk
  const derivation = report.relations.derivationOf(figure)
  if (derivation === undefined || derivation.decimals === null) return null
  const { relation, decimals } = derivation
  const labelOf = (id: string): string => report.figures.info(id)?.label || '＊'
  const formula = formulaOf(relation)
    .slice(1)
    .map((part) =>
      typeof part === 'string'
        ? part
        : 'constant' in part
          ? part.constant + part.unit
          : 'previous' in part
            ? t('relationPrevious', { label: labelOf(part.previous) })
            : labelOf(part.figure),
    )
    .join('')
  const readOnly = !session.may('figures')
  return (
    <p class="note computed" data-computed>
      <b>{t('computedMark')}</b>
      <span>{formula}</span>
      <label>
        {t('computedDecimals')}
        <select
          value={decimals}
          disabled={readOnly}
          onChange={(event) =>
            record(report.relations.derive(relation, Number(event.currentTarget.value)))
          }
        >
          {Array.from({ length: mostDecimals + 1 }, (_, digits) => (
            <option key={digits} value={digits}>
              {digits}
            </option>
          ))}
        </select>
      </label>
      {!readOnly && (
        <button
          type="button"
          class="link"
          data-by-hand
          onClick={() => {
            record(byHand(desk, figure))
            focusField()
          }}
        >
          {t('computedEnd')}
        </button>
      )}
    </p>
  )
}

/** The button that was pressed is gone; the keys go on in the field. */
function focusField(): void {
  document.querySelector<HTMLElement>('.figure-form input.value')?.focus()
}

/** Ends the computing of a figure; the computed value stays as a typed one. */
function byHand({ report }: Desk, figure: string) {
  const derivation = report.relations.derivationOf(figure)
  if (derivation === undefined) return undefined
  const [only] = report.figures.values(figure)
  const acts = [report.relations.keep(derivation.relation)]
  if (only !== undefined && !only.notApplicable) {
    const filled = report.figures.fill(figure, only.value, { course: 'either' })
    if (filled.ok) acts.push(filled.act)
  }
  return together(acts)
}
