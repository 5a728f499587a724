import type * as Y from 'yjs'
import { flagAt, isLoose, textAt } from '../decode'
import type { Environment } from '../environment'
import { ruleSwitchesOf } from '../parts'
import type { Undoable } from '../undoable'
import { observe } from '../listening'

/** Which rules this report does without. A rule that nobody switched is on. */
export interface RuleSwitches {
  isOff(rule: string): boolean
  set(rule: string, off: boolean): Undoable
  onChange(listener: () => void): () => void
}

export function createRuleSwitches(
  doc: Y.Doc,
  environment: Environment,
  me: () => string,
): RuleSwitches {
  const map = ruleSwitchesOf(doc)
  const isOff = (rule: string): boolean => {
    const stored = map.get(rule)
    return isLoose(stored) && flagAt(stored, 'off') && textAt(stored, 'by', 80) !== ''
  }
  const put = (rule: string, off: boolean): boolean => {
    if (isOff(rule) === off) return false
    map.set(rule, { off, by: me(), at: environment.now() })
    return true
  }
  return {
    isOff,
    set(rule, off) {
      put(rule, off)
      return { undo: () => put(rule, !off), redo: () => put(rule, off) }
    },
    onChange: (listener) => observe(map, listener),
  }
}
