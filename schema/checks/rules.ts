import { unpaired, nestedQuotes } from './marks-pairs'
import { halfWidth } from './marks-width'
import {
  approximate,
  commaDeng,
  dash,
  doubledMark,
  ellipsis,
  noEnd,
  pauseBetween,
} from './marks-wrong'
import type { Rule } from './rule'

/** Every rule on the text. A rule is a line here and its sentences under its id. */
export const rules: readonly Rule[] = [
  unpaired,
  halfWidth,
  commaDeng,
  ellipsis,
  dash,
  doubledMark,
  nestedQuotes,
  pauseBetween,
  approximate,
  noEnd,
]
