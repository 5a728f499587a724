import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../commands/ensure.mjs'
import { editorText } from '../support/chromium'
import { tellFigures } from '../support/figures'
import { MachineRoom, type Machine } from '../support/machines'
import { openOnMachines, routeOf, type PeopleOnMachines } from '../support/people-on-machines'
import { foundIn } from '../support/planted'
import { typeAtEnd } from '../support/two-on-lines'
import { waitFor } from '../support/wait'

/*
 * Somebody hears every packet between the machines, has the relay's file, and looks for what was
 * written: text, title, names. Nothing on these lines is compressed (asserted),
 * so what is not found is not there.
 */
const lacking = process.env['FAULTS'] === undefined ? 'FAULTS' : MachineRoom.missing()
if (process.env['FAULTS'] !== undefined && lacking !== undefined)
  console.warn(`overheard: left out, there is no ${lacking}`)

const stems = '甲乙丙丁戊己庚辛壬癸'
const branches = '子丑寅卯辰'
const title = '绝密题目甲子乙丑丙寅'
const names = ['欧阳丁卯', '司徒戊辰']
/** Fifty sentences that stand nowhere else. */
const planted = [...stems].flatMap((stem) =>
  [...branches].map((branch) => `密${stem}${branch}句${branch}${stem}尾`),
)

let all: PeopleOnMachines
let store = ''
let packets: Buffer[] = []
/** What went between each two ends, put together, since a sentence may be cut in two. */
const streams = new Map<string, Buffer[]>()

function hear(packet: Buffer): void {
  packets.push(packet)
  const header = 4 * (packet.readUInt8(0) & 15)
  const isTcp = packet.readUInt8(9) === 6
  const payload = header + (isTcp ? 4 * (packet.readUInt8(header + 12) >> 4) : 8)
  const ends = `${packet.subarray(12, 20).toString('hex')}:${packet.subarray(header, header + 4).toString('hex')}`
  const stream = streams.get(ends) ?? []
  streams.set(ends, stream)
  stream.push(packet.subarray(payload))
}

const heard = (): Buffer =>
  Buffer.concat([...packets, ...[...streams.values()].map((parts) => Buffer.concat(parts))])

function* files(path: string): Generator<string> {
  if (!existsSync(path)) return
  if (!statSync(path).isDirectory()) yield path
  else for (const entry of readdirSync(path)) yield* files(join(path, entry))
}

describe.runIf(lacking === undefined)('whoever hears every packet', () => {
  beforeAll(async () => {
    all = await openOnMachines(
      `${title}\n一、总体情况\n${planted.slice(0, 40).join('。\n')}。\n办件*次。\n完了。\n`,
      names,
      {
        store: (folder) => (store = join(folder, 'relay.sqlite')),
        listen: hear,
      },
    )
  }, 300_000)

  afterAll(async () => {
    await all?.close()
  })

  it('[NE30] finds no sentence, no title and no name, nor does who has the relay’s file', async () => {
    const [wang, li] = all.people
    if (wang === undefined || li === undefined) throw new Error('two people')
    // What is typed one after the other travels as small changes, over both ways.
    for (const [index, sentence] of planted.slice(40).entries()) {
      const [from, to] = index % 2 === 0 ? [wang, li] : [li, wang]
      await typeAtEnd(from.page, sentence)
      await waitFor(async () => (await editorText(to.page)).includes(sentence), sentence, 60_000)
    }
    const direct = await routeOf(wang.profile)
    expect(direct.pairs).toHaveLength(1)
    await waitFor(() => wang.page.$('[data-relayed=true]'), 'the relay has all of it', 60_000)
    await all.relay.end('SIGTERM')

    const line = heard()
    const file = Buffer.concat([...files(store)].map((one) => readFileSync(one)))
    expect(line.length).toBeGreaterThan(50_000)
    expect(file.length).toBeGreaterThan(20_000)
    const sought = [title, ...names, ...planted]
    expect(foundIn(line, sought)).toEqual([])
    expect(foundIn(file, sought)).toEqual([])
    // Neither the relay's answers nor its sockets are compressed.
    const spoken = line.toString('latin1')
    expect(spoken).toContain('101 Switching Protocols')
    expect(/\r\nsec-websocket-extensions:[^\r]*\r\n\r\n/i.test(answersIn(spoken))).toBe(false)
    expect(/content-encoding/i.test(spoken)).toBe(false)
    tellFigures('NE30', {
      'packets heard': packets.length,
      'KB heard': Math.round(line.length / 1000),
      'KB kept by the relay': Math.round(file.length / 1000),
      'sentences sought': sought.length,
      found: 0,
    })
  }, 300_000)

  it('[NE31] would find them if they were not sealed: the same search, over the same relay, in the clear', async () => {
    const [machine] = all.people.map((one) => one.machine)
    if (machine === undefined) throw new Error('a machine')
    const sought = [title, ...planted]
    for (const form of disguises)
      for (const sentence of sought)
        expect(foundIn(form(sentence), sought), String(form(title))).toEqual([sentence])
    await all.relay.start()
    for (const form of disguises.filter((one) => isText(one(title)))) {
      packets = []
      streams.clear()
      await publishInTheClear(
        machine,
        sought.map((one) => form(one).toString()),
      )
      await waitFor(() => foundIn(heard(), sought).length === sought.length, String(form(title)))
    }
  }, 120_000)
})

/** Ways in which a program might write a sentence, with something before and after it. */
const disguises: ((sentence: string) => Buffer)[] = [
  (sentence) => Buffer.from(`a${sentence}b`),
  (sentence) => Buffer.from(`a${sentence}b`, 'utf16le'),
  (sentence) => Buffer.from(`a${sentence}b`, 'utf16le').swap16(),
  ...[0, 1, 2].flatMap((shift) => [
    (sentence: string) =>
      Buffer.from(Buffer.from(`${'a'.repeat(shift)}${sentence}bb`).toString('base64')),
    (sentence: string) =>
      Buffer.from(
        Buffer.concat([Buffer.alloc(shift), Buffer.from(`${sentence}bb`, 'utf16le')]).toString(
          'base64',
        ),
      ),
  ]),
]

const isText = (bytes: Buffer): boolean => Buffer.from(bytes.toString()).equals(bytes)

/**
 * Says something in a room of the relay that somebody listens to, as a program would that seals
 * nothing. What goes to the relay is masked, as with every socket of a browser; what comes from
 * it is not.
 */
async function publishInTheClear(machine: Machine, said: readonly string[]): Promise<void> {
  const program = `
    import { WebSocket } from 'ws'
    const [address, ...said] = process.argv.slice(1)
    const [ear, mouth] = [new WebSocket(address), new WebSocket(address)]
    await Promise.all([ear, mouth].map((one) => new Promise((resolve) => one.on('open', resolve))))
    let heard = 0
    ear.on('message', () => { if (++heard === said.length) process.exit(0) })
    ear.send(JSON.stringify({ type: 'subscribe', topics: ['clear'] }), () => {
      for (const data of said)
        mouth.send(JSON.stringify({ type: 'publish', topic: 'clear', data }))
    })`
  const run = spawn(
    'nsenter',
    [
      machine.entry,
      process.execPath,
      '--input-type=module',
      '-e',
      program,
      all.relay.address,
      ...said,
    ],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
  )
  const [code] = await once(run, 'exit')
  expect(code).toBe(0)
}

/** What a relay answered to those who asked for a socket. */
function answersIn(spoken: string): string {
  return spoken
    .split('HTTP/1.1 101')
    .slice(1)
    .map((answer) => `${answer.split('\r\n\r\n')[0] ?? ''}\r\n\r\n`)
    .join('')
}
