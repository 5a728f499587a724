import { useMemo } from 'preact/hooks'
import type { StringKey } from '../ui/strings'
import type { Translator } from '../ui/translator'
import {
  assigneeFacets,
  everything,
  passes,
  sectionFacets,
  tallyOf,
  type BoardFilter,
  type BoardItem,
  type Facet,
  type Tally,
} from './rows'

const states: readonly { readonly state: BoardFilter['state']; readonly title: StringKey }[] = [
  { state: 'all', title: 'filterAll' },
  { state: 'mine', title: 'filterMine' },
  { state: 'missing', title: 'stateMissing' },
  { state: 'conflict', title: 'stateConflict' },
  { state: 'problem', title: 'filterProblem' },
  { state: 'overdue', title: 'overdue' },
  { state: 'stale', title: 'notUpdatedShort' },
  { state: 'unverified', title: 'stateUnverified' },
  { state: 'filled', title: 'stateFilled' },
  { state: 'verified', title: 'stateVerified' },
  { state: 'not-applicable', title: 'stateNotApplicable' },
]

/** What the board can be narrowed to, each with how far it is. */
export function Facets({
  t,
  items,
  filter,
  onFilter,
}: {
  readonly t: Translator
  readonly items: readonly BoardItem[]
  readonly filter: BoardFilter
  readonly onFilter: (next: Partial<BoardFilter>) => void
}) {
  const all = useMemo(
    () => ({
      counts: new Map(
        states.map(({ state }) => [
          state,
          items.filter((item) => passes(item, { ...everything, state })).length,
        ]),
      ),
      total: tallyOf(items),
      sections: sectionFacets(items),
      people: assigneeFacets(items),
    }),
    [items],
  )
  const isSection = (facet: Facet): boolean => filter.section.join('\n') === facet.key
  return (
    <nav class="facets" aria-label={t('board')}>
      <div class="facet-total">
        <Bar t={t} tally={all.total} />
        <span>
          {t('progress', {
            done: all.total.total - all.total.missing - all.total.conflicts,
            total: all.total.total,
          })}
        </span>
      </div>
      <ul class="facet-states">
        {states.map(({ state, title }) => {
          const count = all.counts.get(state) ?? 0
          if (count === 0 && state !== 'all' && state !== 'mine' && filter.state !== state)
            return null
          return (
            <li key={state}>
              <button
                type="button"
                data-filter={state}
                aria-pressed={filter.state === state}
                onClick={() => onFilter({ state })}
              >
                {t(title)}
                <span class="facet-count">{count}</span>
              </button>
            </li>
          )
        })}
      </ul>
      <h3>{t('bySection')}</h3>
      <ul>
        {all.sections.map((facet) => (
          <li key={facet.key}>
            <button
              type="button"
              class={`facet depth-${facet.section.length}`}
              data-filter-section={facet.title}
              aria-pressed={isSection(facet)}
              title={facet.title}
              onClick={() => onFilter({ section: isSection(facet) ? [] : facet.section })}
            >
              <FacetFace t={t} title={facet.title} tally={facet.tally} />
            </button>
          </li>
        ))}
      </ul>
      <h3>{t('byAssignee')}</h3>
      <ul>
        {all.people.map((facet) => (
          <li key={facet.key}>
            <button
              type="button"
              class="facet"
              data-filter-to={facet.key}
              aria-pressed={filter.to === facet.key}
              onClick={() => onFilter({ to: filter.to === facet.key ? null : facet.key })}
            >
              <FacetFace t={t} title={facet.title || t('unassigned')} tally={facet.tally} />
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function FacetFace({
  t,
  title,
  tally,
}: {
  readonly t: Translator
  readonly title: string
  readonly tally: Tally
}) {
  const done = tally.total - tally.missing - tally.conflicts
  return (
    <>
      <span class="facet-title">{title}</span>
      <span class="facet-count">
        {done}/{tally.total}
      </span>
      <Bar t={t} tally={tally} />
    </>
  )
}

/** Progress as a picture: 已核, filled, 数据不一致, and what is left. */
function Bar({ t, tally }: { readonly t: Translator; readonly tally: Tally }) {
  const { total, missing, conflicts, verified } = tally
  const filled = total - missing - conflicts - verified
  const part = (count: number): { width: string } => ({
    width: `${(100 * count) / Math.max(1, total)}%`,
  })
  return (
    <span
      class="bar"
      role="img"
      aria-label={t('tally', { total, filled: filled + verified, verified, missing, conflicts })}
      title={t('tally', { total, filled: filled + verified, verified, missing, conflicts })}
    >
      <span class="bar-verified" style={part(verified)} />
      <span class="bar-filled" style={part(filled)} />
      <span class="bar-conflict" style={part(conflicts)} />
    </span>
  )
}
