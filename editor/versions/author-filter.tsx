import type { Members } from '../model/members'
import { colourOf } from '../model/members'
import { authorCounts, type AuthoredComparison } from '../model/versions/change-authors'
import type { Translator } from '../ui/translator'

/** Whose changes are shown: everybody's, those of one person, or those whose author is not known. */
export type ShownAuthor = { readonly is: 'all' } | { readonly is: 'one'; readonly by: string }

export const everybody: ShownAuthor = { is: 'all' }

export function isShown(author: ShownAuthor, by: string): boolean {
  return author.is === 'all' || author.by === by
}

/** What an author is called; of changes whose author is not known, that. */
export function authorName(t: Translator, members: Pick<Members, 'name'>, by: string): string {
  return by === '' ? t('compareUnknown') : (members.name(by) ?? t('someone'))
}

/** The class that gives a change its author's colour. */
export function authorClass(by: string): string {
  return by === '' ? 'by-unknown' : `by-known colour-${colourOf(by)}`
}

/** Who changed how much, and the choice of one of them. */
export function AuthorFilter({
  t,
  members,
  comparison,
  value,
  onChoose,
}: {
  readonly t: Translator
  readonly members: Pick<Members, 'name'>
  readonly comparison: AuthoredComparison
  readonly value: ShownAuthor
  readonly onChoose: (author: ShownAuthor) => void
}) {
  const authors = authorCounts(comparison)
  if (authors.length === 0) return null
  const all = authors.reduce((sum, { count }) => sum + count, 0)
  const chip = (author: ShownAuthor, name: string, count: number, colour: string) => (
    <button
      key={author.is === 'all' ? 'all' : `by ${author.by}`}
      type="button"
      class={`compare-author ${colour}`}
      data-compare-author={author.is === 'all' ? 'all' : author.by}
      aria-pressed={JSON.stringify(value) === JSON.stringify(author)}
      onClick={() => onChoose(author)}
    >
      {name} <small>{t('compareCount', { count })}</small>
    </button>
  )
  return (
    <div class="compare-authors" role="group" aria-label={t('compareAuthors')}>
      <span>{t('compareAuthors')}</span>
      {chip(everybody, t('compareEverybody'), all, '')}
      {authors.map(({ by, count }) =>
        chip({ is: 'one', by }, authorName(t, members, by), count, authorClass(by)),
      )}
      <small class="note">
        {authors.some(({ by }) => by === '') ? t('compareUnknownHint') : ''}
      </small>
    </div>
  )
}
