import { flagAt, isLoose, textAt, type Loose } from '../../model/decode'
import { originNamespace, type OriginBlock } from '../docx/origin'
import { parseXml, textBelow } from './xml-tree'

/** What a file of ours says of itself; see `docx/origin.ts`. Anybody may have written it. */
export interface ReadOrigin {
  readonly report: string
  readonly end: string
  readonly block: (id: string) => OriginBlock | undefined
  readonly figure: (id: string) => Loose | undefined
}

/** Finds it among the parts of a file; undefined in files of others. */
export function readOrigin(parts: ReadonlyMap<string, string>): ReadOrigin | undefined {
  for (const [path, content] of parts) {
    if (!path.startsWith('customXml/') || !content.includes(originNamespace)) continue
    let raw: unknown
    try {
      raw = JSON.parse(textBelow(parseXml(content)))
    } catch {
      // Somebody changed it; what it would have said is not needed.
      continue
    }
    if (!isLoose(raw) || raw['version'] !== 1) continue
    const under = (key: string, id: string): Loose | undefined => {
      const all = raw[key]
      const found = isLoose(all) && Object.hasOwn(all, id) ? all[id] : undefined
      return isLoose(found) ? found : undefined
    }
    return {
      report: textAt(raw, 'report', 80),
      end: textAt(raw, 'end', 200),
      block(id) {
        const found = under('blocks', id)
        if (found === undefined) return undefined
        const { attrs } = found
        return {
          type: textAt(found, 'type', 40),
          attrs: isLoose(attrs) ? attrs : {},
          ...(flagAt(found, 'broken') ? { broken: true as const } : {}),
        }
      },
      figure: (id) => under('figures', id),
    }
  }
  return undefined
}
