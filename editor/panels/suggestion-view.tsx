import { plainOf, type Flat, type FlatToken } from '../model/flat'
import { readable } from '../model/review/anchors'
import { piecesOf } from '../model/review/suggestions'
import type { Suggestion, Thread } from '../model/review/thread'
import { nameOfMark } from '../ui/block-names'
import { nameOf, type ReviewDesk } from './review-desk'

/** So much of what stays is shown beside a change. */
const context = 12
/** So much of what stands around the passage. */
const beside = 8

const words = (tokens: readonly FlatToken[]): string =>
  readable(
    tokens
      .map(({ insert }) =>
        typeof insert === 'string' ? insert : insert['block'] === undefined ? '\uFFFC' : '\n',
      )
      .join(''),
  )

/** A passage as it was and as it should be, in one line. */
function Difference({
  t,
  anchor,
  suggestion,
}: Pick<Thread, 'anchor'> & { readonly suggestion: Suggestion } & Pick<ReviewDesk, 't'>) {
  const pieces = piecesOf(suggestion)
  const [before, after] =
    anchor.type === 'range'
      ? [anchor.before.slice(-beside), anchor.after.slice(0, beside)]
      : ['', '']
  return (
    <p class="suggest-diff">
      <span class="beside">{readable(before.slice(before.lastIndexOf('\n') + 1))}</span>
      {pieces.map((piece, i) => {
        if ('gone' in piece)
          return (
            <span key={i}>
              {piece.gone.length > 0 && <del>{words(piece.gone)}</del>}
              {piece.come.length > 0 && <ins>{words(piece.come)}</ins>}
            </span>
          )
        const text = words(piece.keep.map(([, now]) => now))
        const relevelled = piece.keep.flatMap(([was, { insert }]) =>
          typeof insert === 'string' ||
          typeof was.insert === 'string' ||
          nameOfMark(was.insert) === nameOfMark(insert)
            ? []
            : [
                t('suggestionLevel', {
                  from: t(nameOfMark(was.insert)),
                  to: t(nameOfMark(insert)),
                }),
              ],
        )
        if (relevelled.length > 0)
          return (
            <span key={i}>
              <ins>{relevelled.join('；')}</ins> {text.replaceAll('↵', '')}
            </span>
          )
        if (text.length <= 2 * context + 1) return <span key={i}>{text}</span>
        const head = i === 0 ? '' : text.slice(0, context)
        const tail = i === pieces.length - 1 ? '' : text.slice(-context)
        return <span key={i}>{`${head}…${tail}`}</span>
      })}
      <span class="beside">{readable(after.split('\n')[0] ?? '')}</span>
    </p>
  )
}

function Passage({ title, text, empty }: { title: string; text: Flat; empty: string }) {
  const shown = readable(plainOf(text))
  return (
    <div>
      <dt>{title}</dt>
      <dd>{shown === '' ? <em>{empty}</em> : shown}</dd>
    </div>
  )
}

/** What a suggestion is about, in few words; names its buttons. */
export function briefly(desk: ReviewDesk, { old, content }: Suggestion): string {
  const [was, now] = [readable(plainOf(old)), readable(plainOf(content))]
  const cut = (text: string): string => (text.length > 20 ? `${text.slice(0, 20)}…` : text)
  return `${cut(was) || desk.t('suggestionNothing')} → ${cut(now) || desk.t('suggestionNothing')}`
}

/** 修改建议: what is proposed, and how it stands to the text now. */
export function SuggestionView({
  desk,
  thread,
  suggestion,
}: {
  readonly desk: ReviewDesk
  readonly thread: Thread
  readonly suggestion: Suggestion
}) {
  const { t, mayDecide } = desk
  const { old, content, state, twice } = suggestion
  const fit = state === 'open' ? desk.fitOf(thread) : null
  const nothing = t('suggestionNothing')
  return (
    <div class="suggestion" data-suggestion-state={state} data-fit={fit?.is}>
      {fit?.is === 'changed' ? (
        <>
          <p class="note warn" role="note">
            <strong>{t('suggestionChanged')}</strong> {t('suggestionChangedText')}
          </p>
          <dl class="suggest-sides">
            <Passage title={t('suggestionThen')} text={old} empty={nothing} />
            <Passage title={t('suggestionNow')} text={fit.now} empty={nothing} />
            <Passage title={t('suggestionWanted')} text={content} empty={nothing} />
          </dl>
        </>
      ) : (
        <Difference t={t} anchor={thread.anchor} suggestion={suggestion} />
      )}
      {fit?.is === 'lost' && <p class="note warn">{t('suggestionLost')}</p>}
      {twice && (
        <p class="note warn">
          {t('suggestionTwice')}{' '}
          {mayDecide && !thread.resolved && (
            <>
              <button type="button" class="link" data-mend onClick={() => desk.onMend(thread.id)}>
                {t('suggestionMend')}
              </button>{' '}
              <button type="button" class="link" onClick={() => desk.review.resolve(thread.id)}>
                {t('suggestionChecked')}
              </button>
            </>
          )}
        </p>
      )}
      {state !== 'open' && (
        <p class="note" data-decided={state}>
          {t('suggestionDecided', {
            name: nameOf(desk, state === 'withdrawn' ? thread.by : suggestion.decidedBy),
            state: t(`suggestionState-${state}`),
          })}
        </p>
      )}
    </div>
  )
}

/** What can be done with a suggestion. */
export function SuggestionActions({
  desk,
  thread,
  suggestion,
}: {
  readonly desk: ReviewDesk
  readonly thread: Thread
  readonly suggestion: Suggestion
}) {
  const { t, mayDecide, mayReview, me } = desk
  const { state } = suggestion
  const fit = state === 'open' ? desk.fitOf(thread) : null
  const named = { name: nameOf(desk, thread.by), what: briefly(desk, suggestion) }
  return (
    <>
      {state === 'open' && mayDecide && fit?.is !== 'lost' && (
        <button
          type="button"
          class="primary"
          data-accept={thread.id}
          aria-label={t('acceptOf', named)}
          onClick={() => desk.onAccept([thread.id], fit?.is === 'changed')}
        >
          {t(fit?.is === 'changed' ? 'acceptAnyway' : 'accept')}
        </button>
      )}
      {state === 'open' && mayDecide && (
        <button
          type="button"
          data-reject={thread.id}
          aria-label={t('rejectOf', named)}
          onClick={() => desk.onReject([thread.id])}
        >
          {t('reject')}
        </button>
      )}
      {fit?.is === 'fits' && mayReview && thread.by === me && (
        <button type="button" data-revise={thread.id} onClick={() => desk.onRevise(thread.id)}>
          {t('edit')}
        </button>
      )}
      {state === 'open' && mayReview && thread.by === me && (
        <button type="button" data-take-back onClick={() => desk.onTakeBack(thread.id)}>
          {t('withdraw')}
        </button>
      )}
      {state === 'rejected' && mayDecide && (
        <button type="button" onClick={() => desk.onReconsider(thread.id)}>
          {t('reconsider')}
        </button>
      )}
    </>
  )
}
