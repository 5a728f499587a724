import type { Page } from 'puppeteer-core'
import {
  editorText,
  introduce,
  invitationOf,
  joinReport,
  newReport,
  Profile,
  useRelay,
} from './chromium'
import { MachineRoom, type Machine } from './machines'
import { RelayProgram } from './relay-program'
import { waitFor } from './wait'

/** Somebody with a browser on a machine of his own. */
export interface Person {
  readonly name: string
  readonly machine: Machine
  readonly profile: Profile
  page: Page
}

/** People on machines of their own who have one report open. The relay introduces them, and carries nothing unless it has a store. */
export interface PeopleOnMachines {
  readonly room: MachineRoom
  readonly relay: RelayProgram
  readonly relayMachine: Machine
  readonly people: Person[]
  /** The invitation by which everybody but the first came in. */
  readonly code: string
  /** Somebody new on one more machine, who has no report yet. */
  open(name: string): Promise<Person>
  close(): Promise<void>
}

export interface PeopleOnMachinesOptions {
  /** File that the relay keeps sealed changes in, given the folder of the room; left out: it keeps nothing. */
  readonly store?: (folder: string) => string
  /** Whether browsers can connect to each other; they can when left out. */
  readonly direct?: boolean
  /** Told of every packet from the beginning. */
  readonly listen?: (packet: Buffer) => void
}

/**
 * @param text as for `newReport`; its last line tells that all has arrived
 * @param names the first makes the report, the others come in by an invitation
 */
export async function openOnMachines(
  text: string,
  names: readonly string[],
  { store, direct = true, listen }: PeopleOnMachinesOptions = {},
): Promise<PeopleOnMachines> {
  const room = new MachineRoom()
  room.onPacket = listen
  room.passesUdp = direct
  const people: Person[] = []
  const profiles: Profile[] = []
  const last = text.trim().split('\n').at(-1) ?? ''
  let code = ''
  const relayMachine = await room.add()
  const relay = new RelayProgram(relayMachine, store?.(room.folder))
  const open = async (name: string): Promise<Person> => {
    const machine = await room.add()
    const profile = await Profile.open({ machine })
    profiles.push(profile)
    const page = await profile.page('report.html')
    await introduce(page, name)
    return { name, machine, profile, page }
  }
  const join = async (name: string): Promise<void> => {
    const person = await open(name)
    await joinReport(person.page, code)
    await waitFor(async () => (await editorText(person.page)).includes(last), 'the text', 90_000)
    people.push(person)
  }
  const close = async (): Promise<void> => {
    for (const one of profiles) await one.dispose()
    await relay.end('SIGKILL')
    await room.close()
  }
  try {
    await relay.start()
    const [owner = '', ...others] = names
    const first = await open(owner)
    people.push(first)
    await useRelay(first.profile, relay.address)
    await first.page.bringToFront()
    await first.page.goto(first.profile.address('report.html'))
    await newReport(first.page, text)
    code = await invitationOf(first.page)
    for (const name of others) await join(name)
    return { room, relay, relayMachine, people, code, open, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** What the connections of a browser run over. */
export interface Route {
  /** Addresses and ports of both ends and the protocol, such as `10.77.0.3:4711 10.77.0.4:4712 udp`. */
  readonly pairs: readonly string[]
  readonly bytes: number
}

/** Asks WebRTC itself, in whichever context of the browser talks to other machines. */
export async function routeOf(profile: Profile): Promise<Route> {
  const pairs: string[] = []
  let bytes = 0
  for (const target of profile.browser.targets()) {
    const isPage = target.url().startsWith(profile.address('report.html'))
    if (!isPage && !target.url().endsWith('offscreen.html')) continue
    const page = isPage ? await target.page() : await target.asPage()
    if (page === null) continue
    const found = await connectionsOf(page)
    pairs.push(...found.pairs)
    bytes += found.bytes
  }
  return { pairs: pairs.toSorted(), bytes }
}

async function connectionsOf(page: Page): Promise<{ pairs: string[]; bytes: number }> {
  const prototype = await page.evaluateHandle(() => RTCPeerConnection.prototype)
  const all = await page.queryObjects(prototype)
  const found = await page.evaluate(async (connections) => {
    const route = { pairs: [] as string[], bytes: 0 }
    for (const one of connections) {
      if (one.connectionState !== 'connected') continue
      const stats = await one.getStats()
      for (const item of stats.values()) {
        if (item.type !== 'transport' || item.selectedCandidatePairId === undefined) continue
        const pair = stats.get(item.selectedCandidatePairId)
        const [near, far] = [stats.get(pair?.localCandidateId), stats.get(pair?.remoteCandidateId)]
        const [here, there] = [near, far].map((end) => `${end?.address}:${end?.port}`)
        route.pairs.push(`${here} ${there} ${near?.protocol}`)
        route.bytes += Number(pair?.bytesReceived ?? 0)
      }
    }
    return route
  }, all)
  await prototype.dispose()
  await all.dispose()
  return found
}
