import type { FigureState } from '../../model/figures/figures'
import type { BlankPiece } from '../pieces'
import { element, val, type Xml } from './xml'

/** The style that Word gives to what stands in an empty content control. */
export const placeholderStyle = 'PlaceholderText'

/** Word keeps 64 characters of a tag. */
const longestTag = 64
const prefix = 'tonggao'

/** The tag of a blank's content control: which figure of which report. */
export function blankTag(report: string, figure: string): string {
  return `${prefix}:${report}:${figure}`.slice(0, longestTag)
}

/** How a state is marked in a draft: shading for what is open, a line under what is filled. */
const marks: Readonly<Record<FigureState, Xml>> = {
  missing: shading('FFE08A'),
  conflict: val('w:color', 'B3261E') + shading('FDE8E6'),
  unverified: shading('E9DFFB'),
  filled: underline('1A6B3C', 'dotted'),
  verified: underline('1A6B3C', 'single'),
  'not-applicable': underline('8A8F94', 'dotted'),
}

/** Run properties that mark a blank in a draft. They stand behind size and before language. */
export function draftMark(state: FigureState): Xml {
  return marks[state]
}

function shading(fill: string): Xml {
  return element('w:shd', { 'w:val': 'clear', 'w:color': 'auto', 'w:fill': fill })
}

function underline(colour: string, kind: string): Xml {
  return element('w:u', { 'w:val': kind, 'w:color': colour })
}

/**
 * A blank as a content control, which Word and WPS let a person fill like a field.
 *
 * @param id unique in the document
 * @param run the run that shows the value or the mask
 */
export function contentControl(blank: BlankPiece, report: string, id: number, run: Xml): Xml {
  const empty = blank.shown === undefined
  return element(
    'w:sdt',
    {},
    element(
      'w:sdtPr',
      {},
      val('w:alias', (blank.label || blank.figure).slice(0, longestTag)),
      val('w:tag', blankTag(report, blank.figure)),
      val('w:id', id),
      // Word's own entry: what it shows when somebody empties the control.
      element('w:placeholder', {}, val('w:docPart', 'DefaultPlaceholder_-1854013440')),
      empty ? element('w:showingPlcHdr') : '',
      element('w:text'),
    ),
    element('w:sdtContent', {}, run),
  )
}
