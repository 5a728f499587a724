import { typeArea, linePitch } from '../format'
import type { PaperBlock, PaperTable } from '../content'
import { paragraphStyles } from './styles'
import { twips, twipsOfMillimetres } from './units'
import { element, val, type Xml } from './xml'

const line = { 'w:val': 'single', 'w:sz': 4, 'w:space': 0, 'w:color': 'auto' } as const
const sides = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV'] as const
/** Twips between the text of a cell and the lines beside it. */
const beside = 85

/**
 * A table as wide as the type area, with simple lines; its head is repeated on each page and
 * no row is cut. `drawn` writes the paragraph of a cell.
 */
export function table({ rows, shares }: PaperTable, drawn: (block: PaperBlock) => Xml): Xml {
  const width = twipsOfMillimetres(typeArea.width)
  const columns = shares.map((share) => Math.round(share * width))
  const margin = (side: string): Xml => element(`w:${side}`, { 'w:w': beside, 'w:type': 'dxa' })
  const headed = rows.findIndex(({ head }) => !head)
  return element(
    'w:tbl',
    {},
    element(
      'w:tblPr',
      {},
      element('w:tblW', { 'w:w': columns.reduce((sum, one) => sum + one, 0), 'w:type': 'dxa' }),
      val('w:jc', 'center'),
      element('w:tblBorders', {}, ...sides.map((side) => element(`w:${side}`, line))),
      element('w:tblLayout', { 'w:type': 'fixed' }),
      element('w:tblCellMar', {}, margin('left'), margin('right')),
    ),
    element('w:tblGrid', {}, ...columns.map((one) => element('w:gridCol', { 'w:w': one }))),
    ...rows.map(({ cells }, index) =>
      element(
        'w:tr',
        {},
        element(
          'w:trPr',
          {},
          element('w:cantSplit'),
          element('w:trHeight', { 'w:val': twips(linePitch), 'w:hRule': 'atLeast' }),
          // Word repeats only what stands at the head without a gap.
          index < headed ? element('w:tblHeader') : '',
        ),
        ...cells.map((block, column) =>
          element(
            'w:tc',
            {},
            element(
              'w:tcPr',
              {},
              element('w:tcW', { 'w:w': columns[column], 'w:type': 'dxa' }),
              val('w:vAlign', 'center'),
            ),
            block === null
              ? element('w:p', {}, element('w:pPr', {}, val('w:pStyle', paragraphStyles.cell)))
              : drawn(block),
          ),
        ),
      ),
    ),
  )
}

/** An empty line that takes next to no room. */
export function tableEnd(): Xml {
  const small = val('w:sz', 2)
  return element(
    'w:p',
    {},
    element(
      'w:pPr',
      {},
      element('w:spacing', { 'w:line': 20, 'w:lineRule': 'exact' }),
      element('w:rPr', {}, small),
    ),
  )
}
