import { percentSign, thousands, twoNames } from './consistency'
import { itemComma, itemEnds, itemNumber } from './items'
import { nestedQuotes, unpaired } from './marks-pairs'
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
import { eachCount, literalFigure, unitDoubled, unitMissing } from './measures'
import { headingMark, numberMark, sectionMark, sectionNumber } from './number-marks'
import { numbersApart, numbersRest } from './number-relations'
import {
  fullWidthDigit,
  leadingZero,
  magnitudeRange,
  mixedDate,
  percentRange,
  shortYear,
  wrongDate,
  zeroYear,
} from './numerals'
import type { Rule } from './rule'
import {
  fixedPhrase,
  longSentence,
  missingComma,
  missingPause,
  repeated,
  verbTwice,
  wrongWord,
} from './wording'

/** Every rule on the text. A rule is a line here and its sentences under its id. */
export const rules: readonly Rule[] = [
  unpaired,
  halfWidth,
  numberMark,
  sectionMark,
  commaDeng,
  ellipsis,
  dash,
  doubledMark,
  fullWidthDigit,
  shortYear,
  percentRange,
  magnitudeRange,
  zeroYear,
  leadingZero,
  wrongDate,
  unitDoubled,
  wrongWord,
  nestedQuotes,
  pauseBetween,
  itemComma,
  itemNumber,
  itemEnds,
  sectionNumber,
  headingMark,
  approximate,
  mixedDate,
  unitMissing,
  eachCount,
  numbersApart,
  missingPause,
  missingComma,
  verbTwice,
  repeated,
  noEnd,
  percentSign,
  thousands,
  twoNames,
  fixedPhrase,
  literalFigure,
  numbersRest,
  longSentence,
]
