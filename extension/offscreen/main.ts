import { systemEnvironment } from '../../editor/system'
import { createAtRest } from '../../editor/storage/at-rest'
import { fromBase64url } from '../../editor/trust/bytes'
import { bodyOf } from '../../editor/model/parts'
import { openSession, type Session } from '../../editor/session'
import { readPending } from '../../editor/model/pending'
import { followFills, type FillShelf } from '../platform/apply-fills'
import { isTakenIn, whenTakenIn } from '../platform/first-copy'
import { isShown, whenHidden } from '../platform/shown'
import { keepStill } from '../platform/still'
import { readKeep, readMessage, send, tell, type Keep } from '../platform/messages'
import { browser } from 'wxt/browser'

/** Keeps reports in sync with no page open, and tells what they look like. */
interface Kept {
  readonly access: string
  readonly relays: string
  readonly session: Promise<Session>
  stop: () => void
  /** A page has rebuilt what is stored: this session holds what is not there any more. */
  stale: boolean
  /** Looks for something to be filled. */
  lookForFills: () => void
}

/** Milliseconds after a change until the summary is told. */
const summaryDelay = 500
/** Milliseconds until it is told again when it was not heard. */
const tellAgain = 2000
/** Milliseconds until a report that did not open is opened again. */
const openAgain = 10_000
const kept = new Map<string, Kept>()
/** Reports that a page takes in. */
const awaited = new Set<string>()
let work = Promise.resolve()
let letGo: (() => void) | undefined

/** This document has no storage of its own. */
const fillShelf: FillShelf = {
  async read(report) {
    const answer = await send({ to: 'background', type: 'fills', report })
    if (!Array.isArray(answer)) throw new Error('the background did not say what is to be filled')
    return answer.flatMap((one) => readPending(one) ?? [])
  },
  async settle(report, settled) {
    await tell({ to: 'background', type: 'fills-settled', report, ...settled })
  },
}

/**
 * Follows what there is to keep now. While anything is open here, nobody may move what is stored,
 * and what to open is asked only once that is sure.
 */
async function followNow(told: Keep): Promise<void> {
  if (told.reports.length > 0 && letGo === undefined) {
    letGo = await keepStill()
    const answer = await send({ to: 'background', type: 'what-to-keep' })
    await follow(readKeep(answer))
  } else await follow(told)
  if (kept.size > 0) return
  letGo?.()
  letGo = undefined
}

async function follow({ reports, signalling, dataKey }: Keep): Promise<void> {
  const relays = `${signalling.join(' ')} ${dataKey}`
  const key = fromBase64url(dataKey)
  const atRest = key?.length === 32 ? createAtRest(key) : undefined
  for (const [id, one] of kept) {
    const wanted = reports.find((report) => report.id === id)
    if (JSON.stringify(wanted?.access) === one.access && relays === one.relays && !one.stale)
      continue
    kept.delete(id)
    one.stop()
    await (await one.session).close()
  }
  for (const { id, access } of reports) {
    if (kept.has(id)) continue
    if (await isTakenIn(id)) {
      comeBackFor(id)
      continue
    }
    const session = openSession({
      reportId: id,
      access,
      atRest,
      signalling,
      name: '',
      marker: {
        // Only pages have the mark; what the journal has kept tells as well.
        read: async () => ({ characters: 0, wiped: false }),
        write: async () => undefined,
        async setWiped(wiped) {
          if (wiped) await send({ to: 'background', type: 'wiped', report: id })
        },
      },
      environment: systemEnvironment,
      kind: 'keeper',
    })
    const one: Kept = {
      access: JSON.stringify(access),
      relays,
      session,
      stop: () => undefined,
      stale: false,
      lookForFills: () => undefined,
    }
    kept.set(id, one)
    try {
      const about = tellAbout(await session)
      const fills = followFills(
        await session,
        fillShelf,
        () => about.now(),
        (error) => console.error('fills', id, error),
      )
      one.lookForFills = () => fills.look()
      const opened = await session
      opened.onStatus(() => {
        if (one.stale || !opened.status().reopen) return
        one.stale = true
        void next({ reports, signalling, dataKey })
      })
      one.stop = () => {
        about.stop()
        fills.stop()
      }
    } catch (error) {
      kept.delete(id)
      console.error('offscreen', id, error)
      setTimeout(() => void askAnew(), openAgain)
    }
  }
}

/** Looks again at what there is to keep when no page takes this report in any more. */
function comeBackFor(report: string): void {
  if (awaited.has(report)) return
  awaited.add(report)
  whenTakenIn(report)
    .then(async () => {
      awaited.delete(report)
      await askAnew()
    })
    .catch((error: unknown) => console.error('offscreen', report, error))
}

/** Tells what a report looks like after every change that makes it look otherwise. */
function tellAbout(session: Session): { now(): Promise<void>; stop(): void } {
  const { report } = session
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false
  const last = { summary: '', blanks: '' }
  const ended = new AbortController()
  const now = async (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    // An empty text is one that has not come yet, not one without blanks.
    if (bodyOf(report.parts.text).length === 0) return
    const doc = report.document()
    const summary = report.summary(doc)
    const list = report.blankList(session.may('figures'), doc)
    await once('summary', summary, () => tell({ to: 'background', type: 'summary', summary }))
    await once('blanks', list, () => tell({ to: 'background', type: 'blanks', list }))
  }
  const once = async (
    what: keyof typeof last,
    { at: _at, ...content }: { at: number },
    telling: () => Promise<void>,
  ): Promise<void> => {
    const text = JSON.stringify(content)
    if (text === last[what]) return
    await telling()
    last[what] = text
  }
  /** A page that shows the report tells the same, from the document that it has at hand. */
  const look = async (): Promise<void> => {
    if (await isShown(report.id)) await whenHidden(report.id, ended.signal)
    if (!stopped) await now()
  }
  const soon = (): void => {
    timer ??= setTimeout(() => {
      look().catch((error: unknown) => {
        console.error('offscreen', report.id, error)
        clearTimeout(timer)
        if (!stopped) timer = setTimeout(soonAgain, tellAgain)
      })
    }, summaryDelay)
  }
  const soonAgain = (): void => {
    timer = undefined
    soon()
  }
  const docs = Object.values(report.parts)
  for (const doc of docs) doc.on('update', soon)
  const stopRole = session.onStatus(soon)
  soon()
  return {
    now,
    stop() {
      ended.abort()
      stopped = true
      clearTimeout(timer)
      stopRole()
      for (const doc of docs) doc.off('update', soon)
    },
  }
}

const next = (keep: Keep): Promise<void> => {
  work = work
    .then(() => followNow(keep))
    .catch((error: unknown) => console.error('offscreen', error))
  return work
}

browser.runtime.onMessage.addListener((raw, _sender, respond) => {
  const message = readMessage(raw)
  if (message?.to !== 'offscreen') return undefined
  if (message.type === 'fills-changed') {
    kept.get(message.report)?.lookForFills()
    return undefined
  }
  void next(message.keep).then(() => respond(true))
  return true
})

async function askAnew(): Promise<void> {
  const answer = await send({ to: 'background', type: 'what-to-keep' })
  if (answer !== undefined) await next(readKeep(answer))
}

void askAnew()
