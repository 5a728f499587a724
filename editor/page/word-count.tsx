import type { Node } from 'prosemirror-model'
import { useMemo } from 'preact/hooks'
import { numbersOf } from '../../schema/numbering'
import { countText, type TextCount } from '../../schema/word-count'
import type { Desk } from './desk'

/** 字数 of the report as it would be written out, and of what is selected. */
export function WordCount({ desk: { t, editor, report, overview } }: { readonly desk: Desk }) {
  const state = editor?.view.state
  const doc = state?.doc
  const shown = (node: Node): string =>
    node.type.name === 'placeholder'
      ? (report.figures.shown(String(node.attrs['figure'])) ?? String(node.attrs['mask']))
      : ''
  // Values count as they stand; the overview is new when one of them changed.
  const whole = useMemo(
    () => (doc === undefined ? none : countDocument(doc, shown)),
    [doc, overview],
  )
  if (state === undefined || doc === undefined) return null
  const { from, to, empty } = state.selection
  const part = empty ? null : countText(doc.textBetween(from, to, '\n', shown))
  return (
    <span
      data-words={whole.words}
      title={t('wordsHint', { words: whole.words, characters: whole.characters })}
    >
      {part === null
        ? t('words', { count: whole.words })
        : t('wordsSelected', { part: part.words, count: whole.words })}
    </span>
  )
}

const none: TextCount = { words: 0, characters: 0 }
/** Counts of blocks by node; `text` tells whether values or the number have changed since. */
const known = new WeakMap<Node, { readonly text: string; readonly count: TextCount }>()

function countDocument(doc: Node, shown: (node: Node) => string): TextCount {
  const numbers = numbersOf(doc)
  let [words, characters] = [0, 0]
  doc.forEach((block, _pos, index) => {
    const text = (numbers[index] ?? '') + block.textBetween(0, block.content.size, '', shown)
    let one = known.get(block)
    if (one?.text !== text) {
      one = { text, count: countText(text) }
      known.set(block, one)
    }
    words += one.count.words
    characters += one.count.characters
  })
  return { words, characters }
}
