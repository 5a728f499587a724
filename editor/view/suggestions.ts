import { Plugin, PluginKey, type EditorState } from 'prosemirror-state'
import { Decoration, DecorationSet } from 'prosemirror-view'
import type * as Y from 'yjs'
import type { Binding } from '../binding/binding'
import { plainOf, sameToken, tokensOf, type FlatToken, type Piece } from '../model/flat'
import { colourOf, type Members } from '../model/members'
import { readable } from '../model/review/anchors'
import { fitOf, piecesOf, type Fit } from '../model/review/suggestions'
import type { Review } from '../model/review/review'
import type { Thread } from '../model/review/thread'
import { nameOfMark } from '../ui/block-names'
import type { Translator } from '../ui/translator'
import { refreshesPlaces } from './places'
import { activeThread } from './threads'

interface Fitted {
  readonly set: DecorationSet
  /** By thread, as the text was when places were last read. */
  readonly fits: ReadonlyMap<string, Fit>
}

const key = new PluginKey<Fitted>('suggestions')

/** How an open suggestion stood to the text when the view last looked; lost while it has not. */
export function fitIn(state: EditorState, thread: string): Fit {
  return key.getState(state)?.fits.get(thread) ?? { is: 'lost' }
}

/**
 * Shows open suggestions in the text: what would go struck out, what would come behind it,
 * in the colour and with the name of whoever proposes. To stand behind `threads`.
 */
export function suggestions(options: {
  readonly text: Y.Doc
  readonly review: Review
  readonly members: Members
  readonly binding: Binding
  readonly t: Translator
  /** Member id of whoever sits here: their own words can be clicked into. */
  readonly me: string
  /** The suggestion that is being typed; it is shown as it is typed. */
  readonly current: () => string | null
}): Plugin<Fitted> {
  const { text, review, binding, members, t, me } = options
  const build = (state: EditorState): Fitted => {
    const list: Decoration[] = []
    const fits = new Map<string, Fit>()
    const active = activeThread(state)
    for (const thread of review.threads()) {
      if (thread.suggestion?.state !== 'open') continue
      const name = members.name(thread.by) ?? t('someone')
      const own = thread.by === me
      const shown = { thread, name, t, own, active: active === thread.id }
      const fit = fitOf(text, thread)
      fits.set(thread.id, fit)
      if (fit.is === 'lost') continue
      const pos = (offset: number): number => binding.posAt(state.doc, offset)
      if (fit.is === 'changed') {
        const { from, to } = fit.range
        list.push(
          Decoration.inline(pos(from), pos(to), marks(shown, 'changed', t('suggestionChanged'))),
        )
        continue
      }
      const { old, content } = thread.suggestion
      const pieces: readonly Piece[] =
        options.current() === thread.id
          ? [{ gone: tokensOf(old), come: tokensOf(content) }]
          : piecesOf(thread.suggestion)
      let at = fit.range.from
      /** Where in what is proposed a piece begins. */
      let begins = 0
      for (const [i, piece] of pieces.entries()) {
        if ('keep' in piece) {
          for (const [was, now] of piece.keep) {
            if (!sameToken(was, now))
              list.push(ghost(shown, pos(at + 1), `level-${i}`, levelText(t, now)))
            at += was.length
            begins += now.length
          }
          continue
        }
        const end = at + piece.gone.reduce((sum, { length }) => sum + length, 0)
        list.push(...struck(shown, piece.gone, at, pos))
        if (piece.come.length > 0)
          list.push(
            ghost(shown, pos(end), String(i), readable(plainOf(piece.come)), 'come', begins),
          )
        at = end
        begins += piece.come.reduce((sum, { length }) => sum + length, 0)
      }
    }
    return { set: DecorationSet.create(state.doc, list), fits }
  }
  return new Plugin<Fitted>({
    key,
    state: {
      init: (_config, state) => build(state),
      apply(tr, value, old, state) {
        if (refreshesPlaces(tr) || activeThread(old) !== activeThread(state)) return build(state)
        return tr.docChanged ? { ...value, set: value.set.map(tr.mapping, tr.doc) } : value
      },
    },
    props: { decorations: (state) => key.getState(state)?.set },
  })
}

/** ¶ and what the paragraph would become. */
function levelText(t: Translator, { insert }: FlatToken): string {
  return typeof insert === 'string' ? '' : `¶ ${t(nameOfMark(insert))} `
}

interface Shown {
  readonly thread: Thread
  readonly name: string
  readonly t: Translator
  readonly active: boolean
  readonly own: boolean
}

function marks(
  { thread, active, name }: Shown,
  what: string,
  title: string,
): Record<string, string> {
  return {
    class: `suggest suggest-${what} colour-${colourOf(thread.by)}${active ? ' active' : ''}`,
    'data-thread': thread.id,
    title: `${name}：${title}`,
  }
}

/** What would go. An end of a paragraph has no character of its own, so a sign stands for it. */
function struck(
  shown: Shown,
  gone: readonly FlatToken[],
  at: number,
  pos: (offset: number) => number,
): Decoration[] {
  const list: Decoration[] = []
  const title = shown.t('suggestionDeletes')
  let start = at
  let end = at
  const close = (): void => {
    if (start < end)
      list.push(
        Decoration.inline(pos(start), pos(end), {
          ...marks(shown, 'gone', title),
          nodeName: 'del',
        }),
      )
  }
  for (const token of gone) {
    if (token.key === '\n') {
      close()
      list.push(ghost(shown, pos(end), `join-${end}`, '↵', 'gone'))
      start = end + token.length
    }
    end += token.length
  }
  close()
  return list
}

/**
 * Words that are not in the text.
 * @param begins where in what is proposed they begin, so that a click into one's own finds its place
 */
function ghost(
  shown: Shown,
  at: number,
  piece: string,
  words: string,
  what: 'come' | 'gone' = 'come',
  begins: number | null = null,
): Decoration {
  const { thread, t, name, own } = shown
  const title = t(what === 'come' ? 'suggestionInserts' : 'suggestionDeletes')
  const attributes = marks(shown, what, title)
  return Decoration.widget(
    at,
    () => {
      const dom = document.createElement(what === 'come' ? 'ins' : 'del')
      dom.className = attributes['class'] ?? ''
      dom.dataset['thread'] = thread.id
      dom.dataset['author'] = name
      dom.title = attributes['title'] ?? ''
      dom.contentEditable = 'false'
      if (own && begins !== null) dom.dataset['begins'] = String(begins)
      dom.textContent = words
      return dom
    },
    {
      // Behind it is where its author types on.
      side: -1,
      key: `${thread.id}/${thread.suggestion?.version ?? 0}/${piece}/${String(shown.active)}/${begins ?? ''}/${words}`,
      ignoreSelection: true,
    },
  )
}

/** The suggestion of one's own that was clicked into, and the offset in what it proposes; null beside all of them. */
export function proposalAt(event: MouseEvent): { thread: string; caret: number } | null {
  const words =
    event.target instanceof Element ? event.target.closest<HTMLElement>('[data-begins]') : null
  const { thread, begins } = words?.dataset ?? {}
  if (words === null || thread === undefined || begins === undefined) return null
  const place = document.caretPositionFromPoint?.(event.clientX, event.clientY)
  const within = place?.offsetNode.parentElement === words ? place.offset : 0
  return { thread, caret: Number(begins) + within }
}
