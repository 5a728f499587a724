import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Members } from '../model/members'
import { together } from '../model/undoable'
import { changeAuthors, type AuthoredComparison } from '../model/versions/change-authors'
import { compare, type ComparedBlock } from '../model/versions/compare'
import type { VersionContent } from '../model/versions/content'
import type { Version } from '../model/versions/versions'
import type { Desk } from '../page/desk'
import { showTime, type Translator } from '../ui/translator'
import {
  AuthorFilter,
  authorClass,
  authorName,
  everybody,
  isShown,
  type ShownAuthor,
} from './author-filter'
import { CompareRows } from './compare-rows'
import { restoreText, restoreValues } from './restore'
import { useVersions } from './use-versions'

/** Stands for the present text among the versions. */
const present = 'now'

/** A state that is no version, such as what somebody saw last. */
export interface Loose {
  readonly label: string
  readonly content: VersionContent
}

const loose = 'loose'

/** Compares a version, by its id, or another state with the present text; another pair can be chosen there. */
export function openCompare(desk: Desk, first: string | Loose): void {
  desk.openDialog((close) => (
    <CompareDialog
      desk={desk}
      first={typeof first === 'string' ? first : loose}
      extra={typeof first === 'string' ? undefined : first}
      onClose={close}
    />
  ))
}

function CompareDialog({
  desk,
  first,
  extra,
  onClose,
}: {
  readonly desk: Desk
  readonly first: string
  readonly extra: Loose | undefined
  readonly onClose: () => void
}) {
  const { t, report, session, editor } = desk
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => dialog.current?.showModal(), [])
  const list = useVersions(report.versions)
  const [before, setBefore] = useState(first)
  const [after, setAfter] = useState(present)
  const [side, setSide] = useState(false)
  const [onlyChanges, setOnlyChanges] = useState(true)
  const [author, setAuthor] = useState<ShownAuthor>(everybody)
  const [said, setSaid] = useState('')
  const doc = editor?.view.state.doc
  const contentOf = (id: string): VersionContent | undefined => {
    if (id === loose) return extra?.content
    if (id !== present) return report.versions.content(id)
    return doc === undefined ? undefined : report.versions.present(doc)
  }
  const [old, fresh] = [contentOf(before), contentOf(after)]
  const comparison = useMemo(
    () => (old === undefined || fresh === undefined ? undefined : compare(old, fresh)),
    [before, after, doc, list, said],
  )
  const authored = useMemo(
    () =>
      comparison === undefined || fresh === undefined
        ? undefined
        : byPerson(changeAuthors(report, comparison, fresh), report.members),
    [comparison],
  )
  const mayRestore = after === present && session.may('text') && session.may('figures')

  const restore = (chosen: ReadonlySet<number>): void => {
    if (editor === null || old === undefined || comparison === undefined) return
    const { view } = editor
    report.versions.keepAutomatically(view.state.doc)
    const rows = comparison.blocks
    const tr = restoreText(view.state, old, rows, chosen)
    if (tr !== null) view.dispatch(tr)
    const { acts, left } = restoreValues(report.figures, old, rows, chosen)
    if (acts.length > 0) desk.record(together(acts))
    const done = t(tr === null && acts.length === 0 ? 'restoreNothing' : 'restored')
    setSaid(left === 0 ? done : `${done}${t('restoreLeft', { count: left })}`)
  }
  return (
    <dialog
      ref={dialog}
      class="dialog compare-dialog"
      aria-labelledby="compare-title"
      onClose={onClose}
    >
      <header>
        <h2 id="compare-title">{t('compareTitle')}</h2>
        <Choice
          t={t}
          now={desk.now()}
          title={t('compareBefore')}
          name="before"
          list={list}
          extra={extra}
          value={before}
          onChoose={setBefore}
        />
        <Choice
          t={t}
          now={desk.now()}
          title={t('compareAfter')}
          name="after"
          list={list}
          extra={extra}
          value={after}
          onChoose={setAfter}
        />
        <label class="check">
          <input
            type="checkbox"
            name="side"
            checked={side}
            onChange={(event) => setSide(event.currentTarget.checked)}
          />
          {t('compareSide')}
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={onlyChanges}
            onChange={(event) => setOnlyChanges(event.currentTarget.checked)}
          />
          {t('compareOnlyChanges')}
        </label>
      </header>
      {authored !== undefined && (
        <AuthorFilter
          t={t}
          members={report.members}
          comparison={authored}
          value={author}
          onChoose={setAuthor}
        />
      )}
      <div class="compare-body" tabIndex={0}>
        {authored === undefined ? (
          <p class="empty">{t('compareMissing')}</p>
        ) : (
          <>
            <ChangedFigures t={t} members={report.members} comparison={authored} author={author} />
            <CompareRows
              t={t}
              members={report.members}
              rows={authored.blocks}
              author={author}
              side={side}
              onlyChanges={onlyChanges}
              onRestore={mayRestore ? restore : undefined}
            />
          </>
        )}
      </div>
      <div class="actions">
        <span role="status" data-restored>
          {said}
        </span>
        <button type="button" onClick={() => dialog.current?.close()}>
          {t('close')}
        </button>
        {mayRestore && authored !== undefined && (
          <button
            type="button"
            class="primary"
            data-restore-all
            disabled={!differs(authored)}
            onClick={() => restore(allRows(authored.blocks))}
          >
            {t('restoreAll')}
          </button>
        )}
      </div>
    </dialog>
  )
}

/** The changes of all devices of a person are that person's. */
function byPerson(
  { blocks, figures }: AuthoredComparison,
  members: Pick<Members, 'person'>,
): AuthoredComparison {
  const own = <T extends { readonly by: string }>(one: T): T =>
    one.by === '' ? one : { ...one, by: members.person(one.by) }
  return {
    blocks: blocks.map((row) => ({ ...row, changes: row.changes.map(own) })),
    figures: figures.map(own),
  }
}

function differs({ blocks, figures }: AuthoredComparison): boolean {
  return figures.length > 0 || blocks.some(({ type }) => type !== 'same')
}

function allRows(rows: readonly ComparedBlock[]): ReadonlySet<number> {
  return new Set(rows.keys())
}

function Choice({
  t,
  now,
  title,
  name,
  list,
  extra,
  value,
  onChoose,
}: {
  readonly t: Translator
  readonly now: number
  readonly title: string
  readonly name: string
  readonly list: readonly Version[]
  readonly extra: Loose | undefined
  readonly value: string
  readonly onChoose: (id: string) => void
}) {
  return (
    <label>
      {title}
      <select name={name} value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        <option value={present}>{t('compareNow')}</option>
        {extra !== undefined && <option value={loose}>{extra.label}</option>}
        {list.map((version) => (
          <option key={version.id} value={version.id}>
            {`${showTime(version.at, now, t.locale)} ${
              version.kind === 'automatic'
                ? t('versionAutomatic')
                : version.name ||
                  (version.stage === '' ? t('versionUnnamed') : t(`stage-${version.stage}`))
            }`}
          </option>
        ))}
      </select>
    </label>
  )
}

function ChangedFigures({
  t,
  members,
  comparison,
  author,
}: {
  readonly t: Translator
  readonly members: Pick<Members, 'name'>
  readonly comparison: AuthoredComparison
  readonly author: ShownAuthor
}) {
  const figures = comparison.figures.filter(({ by }) => isShown(author, by))
  if (figures.length === 0) return null
  return (
    <details class="compare-figures" open={figures.length <= 10}>
      <summary>{t('compareFigures', { count: figures.length })}</summary>
      <ul>
        {figures.map(({ figure, label, unit, before, after, by }) => (
          <li key={figure} data-compared-figure={figure}>
            <span>{label}</span>
            <del>{before === '' ? t('compareNone') : `${before}${unit}`}</del>
            <span aria-hidden="true">→</span>
            <ins>{after === '' ? t('compareNone') : `${after}${unit}`}</ins>
            <small class={`compare-by ${authorClass(by)}`}>{authorName(t, members, by)}</small>
          </li>
        ))}
      </ul>
    </details>
  )
}
