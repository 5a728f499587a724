import type { Figures } from './figures'

/** Fills values by figure id, as one change; returns how many their figures did not take. */
export function fillAll(
  figures: Pick<Figures, 'batch' | 'fill'>,
  values: ReadonlyMap<string, string>,
): number {
  let left = 0
  figures.batch(() => {
    for (const [figure, value] of values) if (!figures.fill(figure, value).ok) left++
  })
  return left
}
