import type { CommentWords } from '../paper/from-report'
import type { Translator } from '../ui/translator'

/** What a printed comment says where its author said nothing. */
export function commentWords(t: Translator): CommentWords {
  return {
    someone: t('wordSomeone'),
    withdrawn: t('wordWithdrawn'),
    lost: (quote) => t('wordLost', { quote }),
    suggests: (old, content) => t('wordSuggests', { old, content }),
  }
}
