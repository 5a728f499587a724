import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import {
  accessSync,
  constants,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { waitFor } from './wait'

/** How the line of a machine behaves. All of it may be changed at any time. */
export interface Line {
  /** Milliseconds that a packet takes from this machine to the middle, or from there to it. */
  delay: number
  /** By how many milliseconds more or less; packets may pass each other, as with `netem`. */
  jitter: number
  /** Part of the packets, each way, that never arrive: 0 to 1. */
  loss: number
  /** Bytes per second, each way. What waits longer than a second is dropped. */
  rate: number
  /** Nothing passes and nobody is told. */
  cut: boolean
}

/** Packets of a line, both ways. */
export interface Counted {
  passed: number
  lost: number
  /** Dropped because the line was full or cut. */
  dropped: number
}

/** Milliseconds of traffic that wait where a line is slow. */
const longestQueue = 1000
const udp = 17

/**
 * A machine with a network of its own: a Linux network namespace whose one interface ends in
 * this process. What runs in it has a real kernel's UDP and TCP, addresses and routes, and
 * reaches other machines of the same room only.
 */
export class Machine {
  readonly space: string
  readonly line: Line = {
    delay: 0,
    jitter: 0,
    loss: 0,
    rate: Number.POSITIVE_INFINITY,
    cut: false,
  }
  readonly counted: Counted = { passed: 0, lost: 0, dropped: 0 }
  address = ''
  /** When the line is free again, to and from the machine. */
  readonly free = { out: 0, in: 0 }
  readonly #room: MachineRoom
  readonly #socket: Socket
  readonly #port: number
  readonly #tunnel: ChildProcess
  #closed = false

  constructor(
    room: MachineRoom,
    space: string,
    end: { socket: Socket; port: number; tunnel: ChildProcess },
  ) {
    this.#room = room
    this.space = space
    this.#socket = end.socket
    this.#port = end.port
    this.#tunnel = end.tunnel
    end.socket.on('message', (packet) => room.carry(this, packet))
    end.socket.on('error', () => undefined)
  }

  /** Arguments of `nsenter` that let what follows them run on this machine. */
  get entry(): string {
    return `--net=/run/netns/${this.space}`
  }

  /** A program that starts `program` on this machine with whatever arguments it is given. */
  wrapper(program: string): string {
    const path = join(this.#room.folder, this.space)
    writeFileSync(path, `#!/bin/sh\nexec nsenter ${this.entry} '${program}' "$@"\n`, {
      mode: 0o755,
    })
    return path
  }

  /** The cable is pulled out: the system knows, and tells whoever listens. */
  unplug(): void {
    ip('-n', this.space, 'link', 'set', 'eth0', 'carrier', 'off')
    this.line.cut = true
  }

  plug(): void {
    this.line.cut = false
    ip('-n', this.space, 'link', 'set', 'eth0', 'carrier', 'on')
  }

  /** Gets a new address, as in another network; what was sent to the old one arrives nowhere. */
  move(): void {
    if (this.address !== '') ip('-n', this.space, 'addr', 'flush', 'dev', 'eth0')
    this.address = this.#room.freeAddress(this)
    ip('-n', this.space, 'addr', 'add', `${this.address}/16`, 'dev', 'eth0')
    ip('-n', this.space, 'route', 'replace', 'default', 'dev', 'eth0')
  }

  deliver(packet: Buffer): void {
    // What was on its way when the room was closed.
    if (this.#closed) return
    this.#socket.send(packet, this.#port, '127.0.0.1', () => undefined)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#tunnel.kill('SIGKILL')
    this.#socket.close()
    if (this.#tunnel.exitCode === null && this.#tunnel.signalCode === null)
      await once(this.#tunnel, 'exit')
    ip('netns', 'delete', this.space)
  }
}

/**
 * Several machines and what lies between them: every packet passes through this process, which
 * delays, loses and drops it as the lines of its two machines say. For kernels without
 * `sch_netem`; needs root, `ip`, `nsenter`, `socat` and `/dev/net/tun`.
 */
export class MachineRoom {
  readonly folder = mkdtempSync(join(tmpdir(), 'tonggao-machines-'))
  /** Told of every packet that arrives: from its header on, and who sent it. */
  onPacket: ((packet: Buffer, from: Machine) => void) | undefined
  /** Whether UDP passes; where it does not, no two browsers connect to each other. */
  passesUdp = true
  readonly #machines: Machine[] = []
  readonly #at = new Map<string, Machine>()
  readonly #between = new Map<string, number>()
  #addresses = 0

  /** Why there can be no machines here; undefined when there can. */
  static missing(): string | undefined {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'root on Linux'
    try {
      accessSync('/dev/net/tun', constants.R_OK | constants.W_OK)
    } catch {
      return '/dev/net/tun'
    }
    const folders = (process.env['PATH'] ?? '').split(':')
    const lacks = ['ip', 'nsenter', 'socat'].find(
      (one) => !folders.some((folder) => existsSync(join(folder, one))),
    )
    if (lacks !== undefined) return lacks
    try {
      ip('netns', 'add', `tonggao-${process.pid}-try`)
      ip('netns', 'delete', `tonggao-${process.pid}-try`)
      return undefined
    } catch {
      return 'the right to make network namespaces'
    }
  }

  async add(): Promise<Machine> {
    const name = `tonggao-${process.pid}-${this.#machines.length}`
    const device = `tg${process.pid}-${this.#machines.length}`.slice(0, 15)
    const socket = createSocket('udp4')
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const port = await freePort()
    ip('netns', 'add', name)
    const tunnel = spawn(
      'socat',
      [
        `TUN,tun-name=${device},tun-type=tun,iff-no-pi`,
        `UDP4:127.0.0.1:${socket.address().port},bind=127.0.0.1:${port}`,
      ],
      { stdio: 'ignore' },
    )
    const made = new Machine(this, name, { socket, port, tunnel })
    this.#machines.push(made)
    // The device is there before the program is done with it; what it opens next tells that.
    const bound = `:${port.toString(16).toUpperCase().padStart(4, '0')} `
    await waitFor(() => readFileSync('/proc/net/udp', 'utf8').includes(bound), `socat at ${device}`)
    // Chromium takes what is called tun… for no network.
    ip('link', 'set', device, 'netns', name)
    ip('-n', name, 'link', 'set', device, 'name', 'eth0')
    ip('-n', name, 'link', 'set', 'lo', 'up')
    ip('-n', name, 'link', 'set', 'eth0', 'up')
    made.move()
    return made
  }

  freeAddress(machine: Machine): string {
    this.#at.delete(machine.address)
    const next = ++this.#addresses
    const address = `10.77.${next >> 7}.${(next & 127) + 1}`
    this.#at.set(address, machine)
    return address
  }

  /** UDP packets that have arrived from one machine at another: with no relay that carries anything, WebRTC alone. */
  direct(from: Machine, to: Machine): number {
    return this.#between.get(`${from.space} ${to.space}`) ?? 0
  }

  carry(from: Machine, packet: Buffer): void {
    // Of the sixth version there is nothing here but a kernel that looks for routers.
    if (packet.length < 20 || packet.readUInt8(0) >> 4 !== 4) return
    const to = this.#at.get([...packet.subarray(16, 20)].join('.'))
    if (to === undefined || this.#at.get([...packet.subarray(12, 16)].join('.')) !== from) return
    const protocol = packet.readUInt8(9)
    if (protocol === udp && !this.passesUdp) return
    this.#over(from, 'out', packet, () =>
      this.#over(to, 'in', packet, () => {
        const pair = `${from.space} ${to.space}`
        if (protocol === udp) this.#between.set(pair, (this.#between.get(pair) ?? 0) + 1)
        this.onPacket?.(packet, from)
        to.deliver(packet)
      }),
    )
  }

  #over(machine: Machine, way: 'out' | 'in', packet: Buffer, next: () => void): void {
    const { line, counted, free } = machine
    const now = performance.now()
    const start = Math.max(free[way], now)
    if (line.cut || start - now > longestQueue) {
      counted.dropped++
      return
    }
    free[way] = start + (1000 * packet.length) / line.rate
    if (Math.random() < line.loss) {
      counted.lost++
      return
    }
    const late = line.delay + line.jitter * (2 * Math.random() - 1)
    const due = free[way] - now + Math.max(0, late)
    const pass = (): void => {
      // A cable that was pulled out meanwhile.
      if (line.cut) counted.dropped++
      else {
        counted.passed++
        next()
      }
    }
    if (due < 1) pass()
    else setTimeout(pass, due)
  }

  async close(): Promise<void> {
    for (const one of this.#machines) await one.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] })
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  await new Promise<void>((resolve) => socket.close(() => resolve()))
  return port
}
