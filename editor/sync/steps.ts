import * as Y from 'yjs'

/**
 * How many steps Yjs takes at most to find the places of an update's new items: each is sought
 * between its neighbours, among what stands there already and what comes along. Infinity when
 * that is more than `limit`. Changes nothing; costs no more than `limit` steps of a cheaper kind.
 */
export function stepsOf(doc: Y.Doc, update: Uint8Array, limit: number): number {
  const items = new Map<number, Y.Item[]>()
  let count = 0
  for (const struct of Y.decodeUpdate(update).structs) {
    count++
    if (!(struct instanceof Y.Item)) continue
    const list = items.get(struct.id.client)
    if (list === undefined) items.set(struct.id.client, [struct])
    else list.push(struct)
  }
  const isKnown = (id: Y.ID): boolean => id.clock < Y.getState(doc.store, id.client)
  const brought = (id: Y.ID): Y.Item | undefined =>
    items.get(id.client)?.findLast((one) => one.id.clock <= id.clock)
  const sides = {
    origin: new Map<Y.Item, Y.ID | null>(),
    rightOrigin: new Map<Y.Item, Y.ID | null>(),
  }
  /** The nearest neighbour on a side that the document has already. */
  const known = (item: Y.Item, side: 'origin' | 'rightOrigin'): Y.ID | null => {
    const passed: Y.Item[] = []
    let current: Y.Item | undefined = item
    let found: Y.ID | null = null
    while (current !== undefined && passed.length <= count) {
      const memo = sides[side].get(current)
      if (memo !== undefined) {
        found = memo
        break
      }
      passed.push(current)
      const next: Y.ID | null = current[side]
      found = next !== null && isKnown(next) ? next : null
      current = next === null || found !== null ? undefined : brought(next)
    }
    for (const one of passed) sides[side].set(one, found)
    return found
  }
  const walks = new Map<string, number>()
  let steps = 0
  for (const list of items.values()) {
    for (const item of list) {
      if (isKnown(item.id)) continue
      const [left, right] = [known(item, 'origin'), known(item, 'rightOrigin')]
      const place = left === null ? startOf(doc, item, right) : undefined
      const name = `${nameOf(left)} ${nameOf(right)} ${left === null ? placeName(item) : ''}`
      let walk = walks.get(name)
      if (walk === undefined) {
        walk = walkFrom(doc, left, right, place, limit - steps)
        walks.set(name, walk)
      }
      steps += walk + count
      if (steps > limit) return Infinity
    }
  }
  return steps
}

function nameOf(id: Y.ID | null): string {
  return id === null ? '-' : `${id.client}:${id.clock}`
}

function placeName({ parent, parentSub }: Y.Item): string {
  const at: unknown = parent
  return `${at instanceof Y.ID ? nameOf(at) : String(at)} ${parentSub ?? ''}`
}

function itemAt(doc: Y.Doc, id: Y.ID): Y.Item | undefined {
  const structs = doc.store.clients.get(id.client)
  if (structs === undefined || id.clock >= Y.getState(doc.store, id.client)) return undefined
  const struct = structs[Y.findIndexSS(structs, id.clock)]
  return struct instanceof Y.Item ? struct : undefined
}

/** What stands first where an item without a known left neighbour goes. */
function startOf(doc: Y.Doc, item: Y.Item, right: Y.ID | null): Y.Item | undefined {
  const at: unknown = item.parent
  const holder = at instanceof Y.ID ? itemAt(doc, at)?.content : undefined
  const beside = right === null ? undefined : itemAt(doc, right)?.parent
  const type =
    typeof at === 'string'
      ? doc.share.get(at)
      : holder instanceof Y.ContentType
        ? holder.type
        : beside instanceof Y.AbstractType
          ? beside
          : undefined
  const first = item.parentSub === null ? type?._start : type?._map.get(item.parentSub)
  return first ?? undefined
}

function walkFrom(
  doc: Y.Doc,
  left: Y.ID | null,
  right: Y.ID | null,
  place: Y.Item | undefined,
  limit: number,
): number {
  const end = right === null ? undefined : itemAt(doc, right)
  let steps = 0
  let current = left === null ? place : itemAt(doc, left)
  // A value of a key is sought from the first one that the key ever had.
  for (let one = place; left === null && one?.parentSub != null && one.left !== null; steps++) {
    if (steps > limit) return Infinity
    one = one.left
    current = one
  }
  while (current !== undefined && current !== end) {
    if (++steps > limit) return Infinity
    current = current.right ?? undefined
  }
  return steps
}
