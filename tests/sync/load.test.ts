import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { bodyOf } from '../../editor/model/parts'
import type { Scheduler } from '../../editor/sync/scheduler'
import { tellFigures } from '../support/figures'
import { close, machine, newKeys, open, type Open, type ReportKeys } from '../support/machine'

/*
 * The load test of Etherpad, without a server: authors who type and lurkers who read, each with a
 * sync core of their own, all in this one process, which so does the work of all machines.
 */
const isLong = process.env['FAULTS'] !== undefined
/** Milliseconds between two times that an author types four characters, and until one more comes. */
const pause = 400
const joinEvery = isLong ? 5000 : 400
/** Pieces that somebody has not got yet, and milliseconds that they take, that are too much. */
const tooMany = 100
const tooSlow = 1000
const mostPeople = 40

/** The time of this machine. */
const real: Scheduler = {
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds)
    return () => clearTimeout(timer)
  },
  frame: (run) => real.after(16, run),
}

/** Everybody is connected to everybody, as over WebRTC, and passes on what is new. */
class Mesh {
  readonly #members: Y.Doc[] = []

  join(carrier: Y.Doc): void {
    const [first] = this.#members
    if (first !== undefined) {
      const theirs = Y.encodeStateAsUpdate(first, Y.encodeStateVector(carrier))
      const mine = Y.encodeStateAsUpdate(carrier, Y.encodeStateVector(first))
      Y.applyUpdate(carrier, theirs, this)
      Y.applyUpdate(first, mine, this)
    }
    this.#members.push(carrier)
    carrier.on('update', (update: Uint8Array) => {
      for (const other of this.#members)
        if (other !== carrier) setImmediate(() => Y.applyUpdate(other, update, this))
    })
  }
}

/** What was typed and when, until everybody has it. */
class Typed {
  readonly #open = new Map<string, { readonly at: number; readonly lack: Set<Open> }>()
  readonly everything: string[] = []
  delays: number[] = []

  add(token: string, by: Open, all: readonly Open[]): void {
    this.everything.push(token)
    const lack = new Set(all.filter((one) => one !== by))
    this.#open.set(token, { at: performance.now(), lack })
  }

  arrived(token: string, at: Open): void {
    const one = this.#open.get(token)
    if (one === undefined || !one.lack.delete(at)) return
    this.delays.push(performance.now() - one.at)
    if (one.lack.size === 0) this.#open.delete(token)
  }

  get left(): number {
    return this.#open.size
  }
}

class Load {
  readonly keys: ReportKeys = newKeys()
  readonly typed = new Typed()
  readonly people: Open[] = []
  authors = 0
  readonly #mesh = new Mesh()
  readonly #timers: NodeJS.Timeout[] = []
  #count = 0

  async join(isAuthor: boolean): Promise<void> {
    const [owner] = this.people
    const seed = await owner?.core.roll.invite({
      role: isAuthor ? 'drafter' : 'reader',
      uses: 1,
      expires: Date.now() + 86_400_000,
    })
    const one = await open(this.keys, await machine(seed), undefined, {
      scheduler: real,
      now: Date.now,
    })
    if (owner === undefined) one.core.roll.tend()
    this.#mesh.join(one.carrier)
    while (one.core.roll.standing !== 'member') await sleep(20)
    bodyOf(one.docs.text).observe(({ changes }) => {
      for (const { insert } of changes.delta)
        if (typeof insert === 'string')
          for (const token of insert.match(/〔\w{4}/g) ?? []) this.typed.arrived(token, one)
    })
    this.people.push(one)
    if (!isAuthor) return
    const body = bodyOf(one.docs.text)
    const type = (): void => {
      // Four characters and the sign by which they are known, as somebody would type them.
      const token = `〔${(this.#count++).toString(36).padStart(4, '0')}`
      this.typed.add(token, one, this.people)
      body.insert(body.length, token)
    }
    this.authors++
    this.#timers.push(setInterval(type, pause))
  }

  get lurkers(): number {
    return this.people.length - this.authors
  }

  stop(): void {
    for (const timer of this.#timers.splice(0)) clearInterval(timer)
  }
}

const percentile = (numbers: readonly number[], part: number): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length * part)] ?? 0

describe('authors and lurkers', () => {
  it(
    '[LO8] one more comes again and again while all type: nothing is lost, and it is told how many can be borne',
    { timeout: 900_000 },
    async () => {
      const load = new Load()
      await load.join(true)
      /** Delays with twelve authors and eight lurkers, who are the bar. */
      let atBar: number[] = []
      const hasBar = (): boolean => load.authors >= 12 && load.lurkers >= 8
      let borne = { authors: 0, lurkers: 0, p95: 0 }
      const enough = isLong ? mostPeople : 6
      for (let isOver = false; !isOver && load.people.length < enough;) {
        // Three write for two who read.
        await load.join(load.people.length % 5 < 3)
        load.typed.delays = []
        await sleep(joinEvery)
        const p95 = percentile(load.typed.delays, 0.95)
        // Elsewhere the machine may be busy with something else.
        isOver = isLong && (load.typed.left > tooMany || p95 > tooSlow)
        if (hasBar() && atBar.length === 0) atBar = load.typed.delays
        if (!isOver) borne = { authors: load.authors, lurkers: load.lurkers, p95 }
      }
      load.stop()
      const whole = (): boolean =>
        load.people.every(({ docs }) => {
          const text = bodyOf(docs.text).toString()
          return load.typed.everything.every((token) => text.includes(token))
        })
      const begun = performance.now()
      while (!whole() && performance.now() - begun < 120_000) await sleep(100)
      const [first] = load.people
      if (first === undefined) throw new Error('nobody')
      for (const { docs, core } of load.people) {
        expect(bodyOf(docs.text).toString()).toBe(bodyOf(first.docs.text).toString())
        expect(core.gate.status.refused).toEqual([])
      }
      for (const token of load.typed.everything)
        expect(bodyOf(first.docs.text).toString().split(token)).toHaveLength(2)
      for (const one of load.people) await close(one)
      tellFigures('LO8', {
        'authors borne': borne.authors,
        'lurkers borne': borne.lurkers,
        'p95 then, ms': Math.round(borne.p95),
        ...(atBar.length === 0
          ? {}
          : { 'p95 at 12 and 8, ms': Math.round(percentile(atBar, 0.95)) }),
        'pieces typed': load.typed.everything.length,
      })
      if (!isLong) return
      expect(borne.authors).toBeGreaterThanOrEqual(12)
      expect(borne.lurkers).toBeGreaterThanOrEqual(8)
    },
  )
})
