const hour = 60 * 60 * 1000
const day = 24 * hour

/**
 * Which versions that were kept by themselves are to go: of the last day one an hour stays,
 * of the last 30 days one a day, before that one a week. Each time the newest stays.
 * @param now milliseconds since 1970
 */
export function thinnedOut(
  versions: readonly { readonly id: string; readonly at: number }[],
  now: number,
): string[] {
  const slots = new Set<string>()
  const gone: string[] = []
  for (const { id, at } of versions.toSorted((a, b) => b.at - a.at)) {
    const age = now - at
    const width = age < day ? hour : age < 30 * day ? day : 7 * day
    const slot = `${width} ${Math.floor(at / width)}`
    if (slots.has(slot)) gone.push(id)
    else slots.add(slot)
  }
  return gone
}
