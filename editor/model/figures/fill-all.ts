import { aroundBlank } from '../../../schema/course'
import type { Report } from '../report'
import { figuresOf } from '../summarise'

/** Fills values by figure id, as one change; returns how many their figures did not take. */
export function fillAll(
  { figures, document }: Pick<Report, 'figures' | 'document'>,
  values: ReadonlyMap<string, string>,
): number {
  const doc = document()
  const places = new Map(figuresOf(doc).map((place) => [place.figure, place]))
  let left = 0
  figures.batch(() => {
    for (const [figure, value] of values) {
      const place = places.get(figure)
      const around = place === undefined ? {} : aroundBlank(doc.child(place.index), place.offset)
      if (!figures.fill(figure, value, around).ok) left++
    }
  })
  return left
}
