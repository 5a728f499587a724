import type { Node } from 'prosemirror-model'
import { checkText, readAhead } from '../../../schema/checks/check'
import type { Finding, RuleInfo } from '../../../schema/checks/finding'
import { rules } from '../../../schema/checks/rules'
import type { Figures } from '../figures/figures'
import { relationProvider } from '../relations/findings'
import type { PreviousValues } from '../relations/previous'
import type { StandingRelations } from '../relations/standing'

/** What a check may look at. */
export interface Checked {
  readonly doc: Node
  readonly figures: Figures
  readonly standing: StandingRelations
  readonly previous: PreviousValues
}

/** A family of checks. Called after each change, some time later: it reads only what changed. */
export interface CheckProvider {
  readonly rules: readonly RuleInfo[]
  /**
   * Reads ahead from block `from` on until `enough` says so; the index of the block where to go
   * on. What takes long for a long text goes here.
   */
  readAhead?(checked: Checked, from: number, enough: () => boolean): number
  find(checked: Checked): readonly Finding[]
}

/** The one value that stands in the text for a figure; undefined while there is none or several. */
export function valueInText(figures: Figures, figure: string): string | undefined {
  const [value, ...others] = figures.values(figure)
  return value === undefined || others.length > 0 || value.notApplicable || value.value === ''
    ? undefined
    : value.value
}

const text: CheckProvider = {
  rules,
  readAhead: ({ doc, figures }, from, enough) =>
    readAhead(doc, (figure) => valueInText(figures, figure), from, enough),
  find: ({ doc, figures }) => checkText(doc, (figure) => valueInText(figures, figure)),
}

/** Every family; findings are listed in this order within one place of the text. */
export const providers: readonly CheckProvider[] = [text, relationProvider]
