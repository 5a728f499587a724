import type { Change, ComparedBlock } from '../model/versions/compare'
import type { Translator } from '../ui/translator'
import { sectionRows } from './restore'

type Row = { readonly row: ComparedBlock; readonly index: number }

/** The paragraphs of a comparison, inline or side by side. */
export function CompareRows({
  t,
  rows,
  side,
  onlyChanges,
  onRestore,
}: {
  readonly t: Translator
  readonly rows: readonly ComparedBlock[]
  readonly side: boolean
  readonly onlyChanges: boolean
  /** Brings rows back as they were; undefined where that is not possible. */
  readonly onRestore: ((rows: ReadonlySet<number>) => void) | undefined
}) {
  if (rows.every(({ type }) => type === 'same')) return <p class="empty">{t('compareNoChange')}</p>
  return (
    <div class={side ? 'compare side-by-side' : 'compare'}>
      {stretches(rows, onlyChanges).map((one) =>
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
                <Paragraph changes={one.row.changes} without="added" />
                <Paragraph changes={one.row.changes} without="removed" />
              </>
            ) : (
              <Paragraph changes={one.row.changes} />
            )}
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
  rows: readonly ComparedBlock[],
  onlyChanges: boolean,
): (Row | { readonly from: number; readonly count: number })[] {
  const list: (Row | { from: number; count: number })[] = []
  for (const [index, row] of rows.entries()) {
    const isShown = !onlyChanges || row.type !== 'same' || (row.level > 0 && changesIn(rows, index))
    const last = list.at(-1)
    if (isShown) list.push({ row, index })
    else if (last !== undefined && 'count' in last) last.count++
    else list.push({ from: index, count: 1 })
  }
  return list
}

function Paragraph({
  changes,
  without,
}: {
  readonly changes: readonly Change[]
  readonly without?: Change['type']
}) {
  return (
    <p>
      {changes
        .filter(({ type }) => type !== without)
        .map(({ type, text }, index) =>
          type === 'added' ? (
            <ins key={index}>{text}</ins>
          ) : type === 'removed' ? (
            <del key={index}>{text}</del>
          ) : (
            <span key={index}>{text}</span>
          ),
        )}
    </p>
  )
}
