import type * as Y from 'yjs'
import { isLoose, numberAt, textAt } from '../decode'
import type { Environment } from '../environment'
import { previousOf } from '../parts'
import type { Undoable } from '../undoable'
import { observe } from '../listening'

/** 去年: the value that a figure had in last year's report. */
export interface PreviousValue {
  readonly figure: string
  readonly value: string
  /** Title of the report that it comes from. */
  readonly title: string
  /** Member id of whoever brought it. */
  readonly by: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/** Last year's values, one at most for each figure. */
export interface PreviousValues {
  of(figure: string): PreviousValue | undefined
  /** Whether there are any. */
  readonly isEmpty: boolean
  /** Brings values, all in one step; those of other figures stay. */
  bring(values: ReadonlyMap<string, string>, title: string): Undoable
  remove(figures: readonly string[]): Undoable
  onChange(listener: (figures: ReadonlySet<string>) => void): () => void
}

const valueLimit = 400
const titleLimit = 200

function read(figure: string, stored: unknown): PreviousValue | undefined {
  if (!isLoose(stored)) return undefined
  const [value, by] = [textAt(stored, 'value', valueLimit), textAt(stored, 'by', 80)]
  if (value === '' || by === '') return undefined
  return {
    figure,
    value,
    title: textAt(stored, 'title', titleLimit),
    by,
    at: numberAt(stored, 'at'),
  }
}

type Brought = Pick<PreviousValue, 'value' | 'title'>

export function createPreviousValues(
  doc: Y.Doc,
  environment: Environment,
  me: () => string,
): PreviousValues {
  const map = previousOf(doc)
  const origin = { previous: true }
  const of = (figure: string): PreviousValue | undefined => read(figure, map.get(figure))
  /** Undo puts back what was there, under the name of whoever undoes: nobody writes for others. */
  const set = (next: ReadonlyMap<string, Brought | undefined>): Undoable => {
    const before = new Map([...next.keys()].map((figure) => [figure, of(figure)]))
    const put = (list: ReadonlyMap<string, Brought | undefined>): boolean => {
      doc.transact(() => {
        for (const [figure, one] of list) {
          if (one !== undefined)
            map.set(figure, {
              value: one.value.slice(0, valueLimit),
              title: one.title.slice(0, titleLimit),
              by: me(),
              at: environment.now(),
            })
          else if (map.has(figure)) map.delete(figure)
        }
      }, origin)
      return true
    }
    put(next)
    return { undo: () => put(before), redo: () => put(next) }
  }
  return {
    of,
    get isEmpty() {
      return map.size === 0
    },
    bring: (values, title) =>
      set(new Map([...values].map(([figure, value]) => [figure, { value, title }]))),
    remove: (figures) => set(new Map(figures.map((figure) => [figure, undefined]))),
    onChange: (listener) => observe(map, (event) => listener(new Set(event.keysChanged))),
  }
}
