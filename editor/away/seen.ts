import { isLoose, numberAt } from '../model/decode'
import type { VersionContent } from '../model/versions/content'

/** How the report stood when whoever sits here looked at it last. */
export interface Seen {
  readonly content: VersionContent
  /** Milliseconds since 1970. */
  readonly at: number
}

/** Keeps on this device what was seen last of a report. */
export interface SeenMemory {
  read(): Promise<unknown>
  write(stored: unknown): Promise<void>
}

/** The form in which it is stored. */
export function seenToStore({ content, at }: Seen): unknown {
  return { at, blocks: content.blocks, figures: [...content.figures] }
}

/** Undefined for anything else, such as what another version stored. */
export function readSeen(stored: unknown): Seen | undefined {
  if (!isLoose(stored)) return undefined
  const { blocks, figures } = stored
  if (!Array.isArray(blocks) || !Array.isArray(figures)) return undefined
  return {
    at: numberAt(stored, 'at'),
    content: {
      blocks: blocks.filter((one): one is string => typeof one === 'string'),
      figures: new Map(
        figures.flatMap((pair: unknown) =>
          Array.isArray(pair) ? [[String(pair[0]), String(pair[1])] as const] : [],
        ),
      ),
    },
  }
}
