import type { Members } from '../model/members'
import type { AuthoredBlock, AuthoredChange } from '../model/versions/change-authors'
import type { ComparedBlock } from '../model/versions/compare'
import type { Translator } from '../ui/translator'
import { authorClass, authorName, isShown, type ShownAuthor } from './author-filter'
import { sectionRows } from './restore'

type Row = { readonly row: AuthoredBlock; readonly index: number }

/** The paragraphs of a comparison, inline or side by side. */
export function CompareRows({
  t,
  members,
  rows,
  author,
  side,
  onlyChanges,
  onRestore,
}: {
  readonly t: Translator
  readonly members: Pick<Members, 'name'>
  readonly rows: readonly AuthoredBlock[]
  /** Whose changes are shown; those of others stand as plain text. */
  readonly author: ShownAuthor
  readonly side: boolean
  readonly onlyChanges: boolean
  /** Brings rows back as they were; undefined where that is not possible. */
  readonly onRestore: ((rows: ReadonlySet<number>) => void) | undefined
}) {
  if (rows.every(({ type }) => type === 'same')) return <p class="empty">{t('compareNoChange')}</p>
  const look = { t, members, author }
  return (
    <div class={side ? 'compare side-by-side' : 'compare'}>
      {stretches(rows, onlyChanges, author).map((one) =>
        'count' in one ? (
          <p key={`skip${one.from}`} class="compare-skip">
            {t('compareUnchanged', { count: one.count })}
          </p>
        ) : (
          <article
            key={one.index}
            class={`compare-row is-${one.row.type}`}
            data-compared={one.row.type}
            data-kind={one.row.kind}
          >
            {side ? (
              <>
                <Paragraph {...look} changes={one.row.changes} without="added" />
                <Paragraph {...look} changes={one.row.changes} without="removed" />
              </>
            ) : (
              <Paragraph {...look} changes={one.row.changes} />
            )}
            {one.row.type !== 'same' && <Authors {...look} row={one.row} />}
            {onRestore !== undefined && (
              <div class="compare-acts">
                {one.row.type !== 'same' && (
                  <button
                    type="button"
                    class="link"
                    data-restore-block
                    onClick={() => onRestore(new Set([one.index]))}
                  >
                    {t('restoreBlock')}
                  </button>
                )}
                {one.row.level > 0 && changesIn(rows, one.index) && (
                  <button
                    type="button"
                    class="link"
                    data-restore-section
                    onClick={() => onRestore(new Set(sectionRows(rows, one.index)))}
                  >
                    {t('restoreSection')}
                  </button>
                )}
              </div>
            )}
          </article>
        ),
      )}
    </div>
  )
}

function changesIn(rows: readonly ComparedBlock[], index: number): boolean {
  return sectionRows(rows, index).some((one) => rows[one]?.type !== 'same')
}

/** Rows to show; runs of equal ones as their count, but headings above a change stay. */
function stretches(
  rows: readonly AuthoredBlock[],
  onlyChanges: boolean,
  author: ShownAuthor,
): (Row | { readonly from: number; readonly count: number })[] {
  const list: (Row | { from: number; count: number })[] = []
  for (const [index, row] of rows.entries()) {
    const isIn =
      author.is === 'all' || sectionRows(rows, index).some((one) => isBy(rows[one], author))
    const hasOwn = author.is === 'all' ? row.type !== 'same' : isBy(row, author)
    const shows = !onlyChanges || hasOwn || (row.level > 0 && isIn && changesIn(rows, index))
    const last = list.at(-1)
    if (shows) list.push({ row, index })
    else if (last !== undefined && 'count' in last) last.count++
    else list.push({ from: index, count: 1 })
  }
  return list
}

interface Look {
  readonly t: Translator
  readonly members: Pick<Members, 'name'>
  readonly author: ShownAuthor
}

function isBy(row: AuthoredBlock | undefined, author: ShownAuthor): boolean {
  return row?.changes.some(({ type, by }) => type !== 'same' && isShown(author, by)) === true
}

/** Who changed a paragraph. */
function Authors({ t, members, author, row }: Look & { readonly row: AuthoredBlock }) {
  const all = row.changes.filter(({ type, by }) => type !== 'same' && isShown(author, by))
  const distinct = [...new Set(all.map(({ by }) => by))]
  return (
    <p class="compare-row-authors">
      {distinct.map((by) => (
        <small key={by} class={`compare-by ${authorClass(by)}`} data-change-by={by}>
          {authorName(t, members, by)}
        </small>
      ))}
    </p>
  )
}

function Paragraph({
  t,
  members,
  author,
  changes,
  without,
}: Look & {
  readonly changes: readonly AuthoredChange[]
  readonly without?: AuthoredChange['type']
}) {
  return (
    <p>
      {changes
        .filter(({ type }) => type !== without)
        .map(({ type, text, by }, index) =>
          type !== 'same' && !isShown(author, by) ? (
            <span key={index} class={`by-others is-${type}`}>
              {text}
            </span>
          ) : type === 'added' ? (
            <ins key={index} class={authorClass(by)} title={authorName(t, members, by)}>
              {text}
            </ins>
          ) : type === 'removed' ? (
            <del key={index} class={authorClass(by)} title={authorName(t, members, by)}>
              {text}
            </del>
          ) : (
            <span key={index}>{text}</span>
          ),
        )}
    </p>
  )
}
