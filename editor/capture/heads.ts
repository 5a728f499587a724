import { sameUnit, splitUnit, type Quantity } from '../../schema/quantity'
import { measureAt } from '../../schema/units'

/**
 * A number of a table with the unit that the table's words give it: 单位：万件 above it, or
 * 办结量（万件） at its column. One that has a unit of its own keeps it.
 */
export function withUnitOf(heads: string, quantity: Quantity): Quantity {
  if (quantity.kind !== 'number' || quantity.unit !== '') return quantity
  for (const [, named, bracketed] of heads.matchAll(
    /单位\s*[:：]\s*([^\s，。；、）)]{1,8})|[（(]\s*([^（）()\s]{1,8})\s*[）)]/g,
  )) {
    const unit = named ?? bracketed ?? ''
    if (measureAt(unit)?.unit !== unit) continue
    const { power, base } = splitUnit(unit)
    const kind = /^[％‰]$|个百分点/.test(sameUnit(base)) ? 'percent' : 'number'
    return { ...quantity, kind, unit: base, power: quantity.power + power }
  }
  return quantity
}
