/** The door of the room: the document language. Pure; runs anywhere. */
export { schema, type FigureKind, type SectionLevel } from './schema'
export { readText, type Candidate, type Figure, type Finding, type ReadResult } from './read-text'
export { writeText } from './write-text'
export { normalise } from './normalise'
export { findBlanks, certain, type BlankHit } from './blanks'
export { recognise, numberText, numbersOf, type LineNumber } from './numbering'
export { headingEnd, itemsOf, pathTo, sectionsOf, type Item, type SectionInfo } from './sections'
export { blockText, placeholdersOf, sentenceAround, type PlacedFigure } from './content'
export {
  parseValue,
  printValue,
  showValue,
  type ParsedValue,
  type ValueError,
  type ValueErrorCode,
} from './values'
