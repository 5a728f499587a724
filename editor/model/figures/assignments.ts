import type * as Y from 'yjs'
import { isLoose, numberAt, textAt } from '../decode'
import type { Environment } from '../environment'
import { assignmentsOf } from '../parts'
import type { Undoable } from '../undoable'
import { observe } from '../listening'

/** Who is to fill a figure: a person who takes part, or a department by its name. */
export type Assignee =
  | { readonly type: 'person'; readonly member: string }
  | { readonly type: 'department'; readonly name: string }

/** 指派: who is to fill a figure, and by when. */
export interface Assignment {
  readonly figure: string
  readonly to: Assignee
  /** Last day as YYYY-MM-DD in local time; empty when there is none. */
  readonly due: string
  /** Member id of whoever assigned it. */
  readonly by: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/**
 * The assignments of a report, one at most for each figure; the last one made counts.
 * A part or an item of the text is assigned by assigning the figures that stand in it.
 */
export interface Assignments {
  of(figure: string): Assignment | undefined
  /** Assigns figures, all in one step. Throws a RangeError when a department has no name. */
  assign(figures: readonly string[], to: Assignee, due: string): Undoable
  withdraw(figures: readonly string[]): Undoable
  /** Names of the departments that have figures, by name. */
  departments(): readonly string[]
  onChange(listener: (figures: ReadonlySet<string>) => void): () => void
}

/** Whether a text is a day of the calendar, written YYYY-MM-DD. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** The day of a time, local, as YYYY-MM-DD. */
export function dayOf(time: number): string {
  const date = new Date(time)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/**
 * Whether a figure is for whoever sits here: assigned to them, or to the department that
 * their name begins with (办公室 王芳).
 * @param personOf whose device it is: what is one device's is all of the person's
 */
export function isMine(
  assignment: Assignment | undefined,
  me: { readonly member: string; readonly name: string },
  personOf: (member: string) => string = (member) => member,
): boolean {
  if (assignment === undefined) return false
  const { to } = assignment
  return to.type === 'person'
    ? personOf(to.member) === personOf(me.member)
    : belongsTo(me.name, to.name)
}

/** Whether a person's name begins with a department's. */
export function belongsTo(person: string, department: string): boolean {
  return department !== '' && person.trim().startsWith(department)
}

const departmentLimit = 60

function read(figure: string, stored: unknown): Assignment | undefined {
  if (!isLoose(stored)) return undefined
  const [member, department] = [
    textAt(stored, 'member', 80),
    oneLine(textAt(stored, 'department', departmentLimit)),
  ]
  if (member === '' && department === '') return undefined
  const due = textAt(stored, 'due', 10)
  return {
    figure,
    to: member === '' ? { type: 'department', name: department } : { type: 'person', member },
    due: isDay(due) ? due : '',
    by: textAt(stored, 'by', 80),
    at: numberAt(stored, 'at'),
  }
}

function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, departmentLimit)
}

export function createAssignments(
  doc: Y.Doc,
  environment: Environment,
  me: () => string,
): Assignments {
  const map = assignmentsOf(doc)
  const origin = { assignments: true }
  const write = (figures: readonly string[], stored: Readonly<Record<string, unknown>> | null) => {
    doc.transact(() => {
      for (const figure of figures) {
        if (stored !== null) map.set(figure, stored)
        else if (map.has(figure)) map.delete(figure)
      }
    }, origin)
  }
  /** Undo puts back what was there, under the name of whoever undoes: nobody writes for others. */
  const set = (
    figures: readonly string[],
    next: Readonly<Record<string, unknown>> | null,
  ): Undoable => {
    const before = figures.map((figure) => read(figure, map.get(figure)))
    write(figures, next)
    return {
      undo() {
        doc.transact(() => {
          for (const [index, figure] of figures.entries()) {
            const was = before[index]
            write([figure], was === undefined ? null : toStore(was.to, was.due))
          }
        }, origin)
        return true
      },
      redo() {
        write(figures, next)
        return true
      },
    }
  }
  const toStore = (to: Assignee, due: string): Readonly<Record<string, unknown>> => ({
    ...(to.type === 'person' ? { member: to.member } : { department: to.name }),
    ...(due === '' ? {} : { due }),
    by: me(),
    at: environment.now(),
  })
  return {
    of: (figure) => read(figure, map.get(figure)),
    assign(figures, to, due) {
      const clean: Assignee =
        to.type === 'person' ? to : { type: 'department', name: oneLine(to.name) }
      if (clean.type === 'department' && clean.name === '')
        throw new RangeError('A department needs a name')
      return set(figures, toStore(clean, isDay(due) ? due : ''))
    },
    withdraw: (figures) => set(figures, null),
    departments() {
      const names = new Set<string>()
      for (const [figure, stored] of map.entries()) {
        const to = read(figure, stored)?.to
        if (to?.type === 'department') names.add(to.name)
      }
      return [...names].sort((a, b) => a.localeCompare(b, 'zh'))
    },
    onChange: (listener) => observe(map, (event) => listener(new Set(event.keysChanged))),
  }
}
