import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { printValue, showValue } from '../../schema/values'
import type { StringKey } from '../ui/strings'
import type { Translator } from '../ui/translator'
import { propose, type Outcome, type Proposal } from './proposals'

const words: Readonly<Record<Outcome['type'], StringKey>> = {
  fill: 'proposalFill',
  change: 'proposalChange',
  conflict: 'proposalConflict',
  same: 'proposalSame',
  refused: 'proposalRefused',
}

export interface ProposalDialogProps {
  readonly t: Translator
  readonly title: string
  readonly proposals: readonly Proposal[]
  /** What else is to be said of the list or the file. */
  readonly notes: readonly string[]
  /** Rows that fit no figure, each with its reason. */
  readonly problems?: readonly string[]
  readonly onApply: (proposals: readonly Proposal[]) => void
  readonly onClose: () => void
}

/** Shows what a list or a file would change; only what is ticked is applied. */
export function ProposalDialog({
  t,
  title,
  proposals: brought,
  notes,
  problems = [],
  onApply,
  onClose,
}: ProposalDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => dialog.current?.showModal(), [])
  /** What was brought, with the values that were taken in the place of refused ones. */
  const [proposals, setProposals] = useState(brought)
  // What somebody changed meanwhile is not overwritten unless a person says so.
  const [left, setLeft] = useState<ReadonlySet<number>>(
    () => new Set(proposals.flatMap(({ outcome }, i) => (outcome.type === 'conflict' ? [i] : []))),
  )
  const takeInstead = (index: number, value: string): void => {
    setProposals((list) =>
      list.map((one, at) => (at === index ? (propose(one.item, value, plain(one)) ?? one) : one)),
    )
    // The row goes to those that are applied, and the focus with it.
    requestAnimationFrame(() =>
      dialog.current?.querySelector<HTMLElement>(`[data-row="${index}"] input`)?.focus(),
    )
  }
  const isChange = ({ outcome }: Proposal): boolean =>
    outcome.type === 'fill' || outcome.type === 'change' || outcome.type === 'conflict'
  const taken = proposals.filter((one, index) => isChange(one) && !left.has(index))
  const count = (type: Outcome['type']): number =>
    proposals.filter(({ outcome }) => outcome.type === type).length
  const same = count('same')
  const refused = count('refused')
  // What needs a person first; what changes nothing is only counted.
  const order: readonly Outcome['type'][] = ['refused', 'conflict', 'change', 'fill']
  const shown = order.flatMap((type) =>
    proposals.flatMap((one, index) => (one.outcome.type === type ? [{ one, index }] : [])),
  )
  return (
    <dialog
      ref={dialog}
      class="dialog proposal-dialog"
      aria-labelledby="proposal-title"
      onClose={onClose}
    >
      <h2 id="proposal-title">{title}</h2>
      {[
        ...notes,
        ...(refused > 0 ? [t('proposalsRefused', { count: refused })] : []),
        ...(same > 0 ? [t('proposalsSame', { count: same })] : []),
      ].map((note) => (
        <p class="note" key={note}>
          {note}
        </p>
      ))}
      {problems.length > 0 && (
        <details class="bad-rows" open={problems.length <= 5}>
          <summary>{t('badRows', { count: problems.length })}</summary>
          <ul>
            {problems.slice(0, 200).map((one, index) => (
              <li key={index}>{one}</li>
            ))}
          </ul>
        </details>
      )}
      {shown.length === 0 && <p class="empty">{t('proposalsNone')}</p>}
      {shown.length > 0 && (
        <div class="proposals">
          <table>
            <thead>
              <tr>
                <th />
                <th>{t('columnFigure')}</th>
                <th>{t('columnNow')}</th>
                <th>{t('columnNew')}</th>
                <th>{t('columnOutcome')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ one, index }) => {
                const { item, outcome } = one
                return (
                  <tr key={index} data-row={index} data-proposal={outcome.type}>
                    <td>
                      {isChange(one) && (
                        <input
                          type="checkbox"
                          aria-label={t('chooseFigure', { label: item.label })}
                          checked={!left.has(index)}
                          onChange={(event) => {
                            const next = new Set(left)
                            if (event.currentTarget.checked) next.delete(index)
                            else next.add(index)
                            setLeft(next)
                          }}
                        />
                      )}
                    </td>
                    <td>
                      {item.label}
                      <small>
                        {one.row === undefined
                          ? item.path.at(-1)
                          : `${t('proposalRow', { row: one.row })} · ${item.path.at(-1) ?? ''}`}
                      </small>
                    </td>
                    <td>{item.state === 'missing' ? '' : `${item.shown}${item.unit}`}</td>
                    <td>
                      {'value' in outcome
                        ? showValue(outcome.value, item.unit)
                        : one.raw.slice(0, 60)}
                    </td>
                    <td>
                      <span class={`outcome outcome-${outcome.type}`}>
                        {t(words[outcome.type])}
                      </span>
                      {outcome.type === 'refused' && (
                        <small>
                          {t(`error-${outcome.error.code}`, {
                            unit: item.unit,
                            suffix: item.suffix,
                          })}
                          <Instead
                            t={t}
                            outcome={outcome}
                            onTake={(value) => takeInstead(index, value)}
                          />
                        </small>
                      )}
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      )}
      <div class="actions">
        <button type="button" onClick={() => dialog.current?.close()}>
          {t('cancel')}
        </button>
        <button
          type="button"
          class="primary"
          data-apply
          disabled={taken.length === 0}
          onClick={() => {
            onApply(taken)
            dialog.current?.close()
          }}
        >
          {t('proposalsApply', { count: taken.length })}
        </button>
      </div>
    </dialog>
  )
}

/** What else was brought with a value. */
function plain({ source, basis, row }: Proposal): Parameters<typeof propose>[2] {
  return { source, basis, ...(row === undefined ? {} : { row }) }
}

/** Takes the value that would be right. */
function Instead({
  t,
  outcome: { error },
  onTake,
}: {
  readonly t: Translator
  readonly outcome: Extract<Outcome, { type: 'refused' }>
  readonly onTake: (value: string) => void
}) {
  const { suggestion } = error
  if (suggestion === undefined) return null
  return (
    <button type="button" class="link" data-instead onClick={() => onTake(suggestion)}>
      {t('suggest', { value: printValue(suggestion) })}
    </button>
  )
}
