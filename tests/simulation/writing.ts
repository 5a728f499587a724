import { bodyOf, type PartName } from '../../editor/model/parts'
import { mayWrite, type Role } from '../../editor/trust/roles'
import type { Life, Person } from './person'
import type { World } from './world'

/** One thing that somebody wrote: a character that occurs nowhere else, a value of a figure, or a comment. */
interface Work {
  readonly by: Person
  readonly life: Life
  /** Shown as saved, so it may not be lost whatever happens to the machine. */
  saved: boolean
  /** Gone with a machine that had not saved it. */
  lost: boolean
  /** Deleted or undone by somebody, or written by somebody whose right was being taken away. */
  void: boolean
}

/** What everybody writes, and what must be there in the end. */
export class Writing {
  readonly characters = new Map<string, Work>()
  readonly values = new Map<string, Work>()
  readonly comments = new Map<string, Work>()
  /** What the owner has said last, whoever has heard of it. */
  readonly roles = new Map<Person, Role | 'none'>()
  readonly #world: World
  #next = 0x3400

  constructor(world: World) {
    this.#world = world
  }

  /** Somebody does something that the program would let him do. */
  act(life: Life): void {
    const { random } = this.#world
    const { role } = life
    const what = random.below(20)
    if (mayWrite(role, 'text') && what < 14) this.#write(life)
    else if (mayWrite(role, 'figures') && what < 17) this.#fill(life)
    else if (mayWrite(role, 'review')) this.#comment(life)
  }

  /** Whatever this program has written is on the disk by now. */
  acknowledge(life: Life): void {
    for (const work of this.#of(life)) work.saved = true
  }

  /** Its machine has crashed. */
  crashed(life: Life): void {
    for (const work of this.#of(life)) if (!work.saved) work.lost = true
  }

  /** Somebody is losing a right: what has not got to the owner by now need not be kept. */
  disown(person: Person, owner: Life): void {
    const text = new Set(bodyOf(owner.docs.text).toString())
    const ledger = owner.docs.figures.getMap('ledger')
    const events = owner.docs.review.getMap('events')
    for (const [name, work] of this.characters)
      if (work.by === person && !text.has(name)) work.void = true
    for (const [name, work] of this.values)
      if (work.by === person && !ledger.has(name)) work.void = true
    for (const [name, work] of this.comments)
      if (work.by === person && !events.has(name)) work.void = true
  }

  /** What is not in a copy and ought to be, or is there twice. */
  missing(life: Life): string[] {
    const counts = new Map<string, number>()
    for (const one of bodyOf(life.docs.text).toString()) counts.set(one, (counts.get(one) ?? 0) + 1)
    const ledger = life.docs.figures.getMap('ledger')
    const events = life.docs.review.getMap('events')
    const due = (work: Work): boolean => !work.void && !work.lost
    const list: string[] = []
    for (const [name, work] of this.characters) {
      const count = counts.get(name) ?? 0
      if (count > 1 && !work.void) list.push(`${name} of ${work.by.name} ${count} times`)
      if (count === 0 && due(work)) list.push(`${name} of ${work.by.name}`)
    }
    for (const [name, work] of this.values)
      if (due(work) && !ledger.has(name)) list.push(`value ${name}`)
    for (const [name, work] of this.comments)
      if (due(work) && !events.has(name)) list.push(`comment ${name}`)
    return list
  }

  *#of(life: Life): Generator<Work> {
    for (const list of [this.characters, this.values, this.comments])
      for (const work of list.values()) if (work.life === life) yield work
  }

  #work(life: Life, part: PartName): Work {
    const { person } = life
    const late = !mayWrite(this.roles.get(person) ?? 'owner', part)
    return { by: person, life, saved: false, lost: false, void: late }
  }

  #write(life: Life): void {
    const { random } = this.#world
    const body = bodyOf(life.docs.text)
    const before = new Set(body.toString())
    const typed: string[] = []
    const at = random.below(body.length + 1)
    const what = random.below(20)
    life.docs.text.transact(() => {
      if (what < 13) {
        for (let n = random.below(3) + 1; n > 0; n--) typed.push(this.#character())
        body.insert(at, typed.join(''))
      } else if (what < 16) body.delete(at, Math.min(body.length - at, random.below(6)))
      else if (what === 16)
        body.insertEmbed(at, { block: life.report.id + String(this.#next++), type: 'paragraph' })
      else if (what === 17)
        body.format(at, Math.min(body.length - at, 4), { bold: random.chance(0.5) ? true : null })
    }, life)
    if (what === 18) life.undo.undo()
    else if (what === 19) life.undo.redo()
    const after = new Set(body.toString())
    for (const one of typed) this.characters.set(one, this.#work(life, 'text'))
    // What comes back by an undo is new to Yjs: whether it stands once or twice is not promised.
    for (const [one, work] of this.characters)
      if (before.has(one) !== after.has(one) && !typed.includes(one)) work.void = true
  }

  #character(): string {
    this.#next++
    if (this.#next === 0xd800) this.#next = 0xf900
    return String.fromCharCode(this.#next)
  }

  #fill(life: Life): void {
    const { random } = this.#world
    const { figures } = life.report
    const ids = figures.ids()
    if (ids.length === 0) return
    const filled = figures.fill(random.pick(ids), String(random.below(9000)))
    if (filled.ok && life.docs.figures.getMap('ledger').has(filled.entry))
      this.values.set(filled.entry, this.#work(life, 'figures'))
  }

  #comment(life: Life): void {
    const { random } = this.#world
    const { review } = life.report
    const events = life.docs.review.getMap('events')
    const before = new Set(events.keys())
    const threads = review.threads()
    const what = random.below(4)
    if (threads.length === 0 || what === 0) review.create({ type: 'report' }, `意见${this.#next++}`)
    else if (what === 1) review.reply(random.pick(threads).id, '答复')
    else if (what === 2) review.resolve(random.pick(threads).id)
    else review.reopen(random.pick(threads).id)
    for (const one of events.keys())
      if (!before.has(one)) this.comments.set(one, this.#work(life, 'review'))
  }
}
