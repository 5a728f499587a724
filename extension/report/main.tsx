import { render } from 'preact'
import { reasonWords } from '../../editor/panels/reason-words'
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { browser } from 'wxt/browser'
import { systemEnvironment } from '../../editor/system'
import { fillAll } from '../../editor/model/figures/fill-all'
import type { PartName } from '../../editor/model/parts'
import type { Report } from '../../editor/model/report'
import { mountReport, type Page, type Target } from '../../editor/page'
import { mergeWords } from '../../editor/panels/merge-words'
import type { ExchangeHead } from '../../editor/storage/exchange-file'
import type { JournalEntry } from '../../editor/storage/journal-file'
import { openSession, type Session } from '../../editor/session'
import { makeInvite } from '../../editor/trust/invite'
import { toBase64url } from '../../editor/trust/bytes'
import type { Translator } from '../../editor/ui/translator'
import { translatorOf } from '../platform/interface'
import { mendKept, readHold } from '../platform/kept'
import { markerOf, readLibrary, seenOf, touchReport } from '../platform/library'
import { readMessage } from '../platform/messages'
import { readSettings, readSignalling, type Settings } from '../platform/settings'
import { LockGate } from '../lock/lock-gate'
import { claimFirstCopy, endFirstCopy, endWhenHere } from '../platform/first-copy'
import { showReport } from '../platform/shown'
import { keepStill } from '../platform/still'
import { FirstRun } from './first-run'
import { Home } from './home'
import { followFilled, type FilledElsewhere } from './filled-elsewhere'
import { keepTold, type Told } from './keep-told'
import { makeReport } from './make-report'
import '../../editor/page.css'
import './report.css'

/** Where the page is: in the list, or in a report at a place. */
interface Place {
  readonly id: string
  readonly target: Target
  /** An invitation in the address. */
  readonly join: string
}

function placeOf(hash: string): Place {
  const parameters = new URLSearchParams(hash.slice(1))
  const figure = parameters.get('figure')
  const thread = parameters.get('thread')
  return {
    id: parameters.get('id') ?? '',
    target: { ...(figure === null ? {} : { figure }), ...(thread === null ? {} : { thread }) },
    join: parameters.get('join') ?? '',
  }
}

/** What a report that is opened for the first time begins with. */
export interface Begin {
  readonly seed?: Readonly<Record<PartName, Uint8Array>>
  readonly restore?: readonly JournalEntry[]
  /** A file for a report that was here before. */
  readonly carried?: { readonly head: ExchangeHead; readonly entries: readonly JournalEntry[] }
  /** Text of last year's report, to be looked at once. */
  readonly lastYear?: string
  /** Done once the report is open, by whoever sits here; returns what is to be said of it. */
  readonly onceOpen?: (report: Report) => string
}

function App({ first }: { readonly first: Settings }) {
  const [settings, setSettings] = useState(first)
  const [place, setPlace] = useState(placeOf(location.hash))
  const begins = useRef(new Map<string, Begin>())
  const t = translatorOf(settings)
  useEffect(() => {
    const follow = (): void => setPlace(placeOf(location.hash))
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  const open = useCallback((id: string, begin?: Begin): void => {
    if (begin !== undefined) begins.current.set(id, begin)
    location.hash = id === '' ? '' : new URLSearchParams({ id }).toString()
  }, [])
  if (settings.name === '' || settings.memberId === '' || !settings.classifiedNoticeSeen) {
    return <FirstRun t={t} name={settings.name} onDone={setSettings} />
  }
  return (
    <LockGate t={t}>
      {place.id === '' ? (
        <Home t={t} join={place.join} onOpen={open} />
      ) : (
        <OpenReport
          key={place.id}
          t={t}
          settings={settings}
          place={place}
          begin={begins.current.get(place.id) ?? {}}
          onBegun={() => begins.current.delete(place.id)}
          onHome={() => open('')}
          onOpen={open}
        />
      )}
    </LockGate>
  )
}

function OpenReport({
  t,
  settings,
  place,
  begin,
  onBegun,
  onHome,
  onOpen,
}: {
  readonly t: Translator
  readonly settings: Settings
  readonly place: Place
  readonly begin: Begin
  /** It is open, so what it began with is in its documents. */
  readonly onBegun: () => void
  readonly onHome: () => void
  readonly onOpen: (id: string, begin: Begin) => void
}) {
  const mount = useRef<HTMLDivElement>(null)
  const [problem, setProblem] = useState('')
  const [loading, setLoading] = useState(true)
  const [relaysChanged, setRelaysChanged] = useState(false)
  useEffect(() => {
    let page: Page | null = null
    let session: Session | null = null
    let letGo: (() => void) | null = null
    let told: Told | null = null
    let stopCopying: (() => void) | null = null
    let hide: (() => void) | null = null
    let filled: FilledElsewhere | null = null
    let gone = false
    let used = ''
    /** Settings are another tab's; a report that is open goes on with what it began with. */
    const onSettings = (changed: Readonly<Record<string, unknown>>, area: string): void => {
      if (area !== 'local' || !('signalling' in changed) || used === '') return
      void readSignalling().then((now) => setRelaysChanged(JSON.stringify(now) !== used))
    }
    browser.storage.onChanged.addListener(onSettings)
    const onMessage = (
      raw: unknown,
      _sender: unknown,
      respond: (answer: unknown) => void,
    ): true | undefined => {
      const message = readMessage(raw)
      if (message?.to !== 'page' || message.report !== place.id) return undefined
      page?.goTo(message)
      void browser.tabs.getCurrent().then((tab) => respond(tab?.id))
      return true
    }
    const start = async (): Promise<void> => {
      letGo = await keepStill()
      const hold = await readHold()
      if (hold.state === 'locked' || hold.state === 'moving') return
      const entry = (await readLibrary()).find(({ id }) => id === place.id)
      if (entry === undefined) {
        setProblem(t('notFound'))
        return
      }
      // On a full disk the list cannot be written; the report is opened all the same.
      await touchReport(entry.id, { openedAt: Date.now() }).catch((error: unknown) =>
        console.error('list', error),
      )
      const marker = markerOf(entry.id)
      // The list was left, or the browser closed, before all of it had come.
      if ((await marker.read()).characters === 0) await claimFirstCopy(entry.id)
      const signalling = await readSignalling()
      used = JSON.stringify(signalling)
      // Asked for each time: the browser may say no, or change its mind.
      void navigator.storage.persist().catch((error: unknown) => console.warn('persist', error))
      const { onceOpen, carried, ...begins } = begin
      const opened = await openSession({
        reportId: entry.id,
        access: entry.access,
        atRest: hold.state === 'open' ? hold.atRest : undefined,
        signalling,
        name: settings.name,
        marker,
        environment: systemEnvironment,
        ...begins,
      })
      session = opened
      if (gone || mount.current === null) {
        await opened.close()
        endFirstCopy(entry.id)
        letGo()
        return
      }
      stopCopying = endWhenHere(entry.id, opened)
      hide = showReport(entry.id)
      const codeOf = (seed: Uint8Array, terms: { expires: number; uses: number }): string =>
        makeInvite({
          reportId: entry.id,
          secret: entry.access.secret,
          root: entry.access.root,
          seed: toBase64url(seed),
          title: opened.report.title(),
          signalling,
          expires: terms.expires,
          uses: terms.uses,
        })
      setLoading(false)
      const brought =
        carried === undefined
          ? ''
          : mergeWords(t, await opened.merge(carried.entries), carried.head, Date.now())
      const notice = onceOpen?.(opened.report) ?? brought
      const elsewhere = followFilled(opened.report)
      filled = elsewhere
      const kept = keepTold(opened)
      told = kept
      page = mountReport(mount.current, {
        session: opened,
        environment: systemEnvironment,
        t,
        title: entry.title,
        myName: settings.name,
        hasRelay: signalling.length > 0,
        seen: seenOf(entry.id),
        target: place.target,
        ...(begin.lastYear === undefined ? {} : { lastYear: begin.lastYear }),
        notice,
        filled: elsewhere,
        onSummary: (summary, doc) => {
          // The browser writes down what its tabs are called.
          document.title =
            hold.state === 'open'
              ? t('appName')
              : `${summary.title || t('untitled')} - ${t('appName')}`
          kept.summary(summary, doc)
        },
        onHome,
        onCopy: async ({ draft, values, title }) => {
          const { id, begin: copied } = await makeReport({
            draft,
            ...(title === '' ? {} : { title }),
          })
          onOpen(id, {
            ...copied,
            onceOpen: (report) => {
              const left = fillAll(report, values)
              return left === 0 ? '' : t('copyLeft', { count: left })
            },
          })
        },
        onSettings: () => void browser.runtime.openOptionsPage(),
        access: () => ({
          kind: 'access',
          name: 'access',
          bytes: new TextEncoder().encode(
            JSON.stringify({ access: entry.access, title: opened.report.title() }),
          ),
        }),
        makeInvite: async (request) => codeOf(await opened.roll.invite(request), request),
        linkDevice: async (expires) =>
          codeOf(await opened.roll.linkDevice(expires), { expires, uses: 1 }),
      })
      browser.runtime.onMessage.addListener(onMessage)
      onBegun()
    }
    start().catch((error: unknown) => {
      setProblem(t('openFailed', { reason: reasonWords(t, error) }))
    })
    return () => {
      gone = true
      browser.runtime.onMessage.removeListener(onMessage)
      browser.storage.onChanged.removeListener(onSettings)
      page?.close()
      stopCopying?.()
      endFirstCopy(place.id)
      told?.stop()
      hide?.()
      filled?.stop()
      void Promise.resolve(session?.close())
        .catch((error: unknown) => console.error('close', error))
        .finally(() => letGo?.())
    }
  }, [])
  return (
    <>
      {problem !== '' && (
        <div class="dialog centre" role="alert">
          <p>{problem}</p>
          <button type="button" class="primary" onClick={onHome}>
            {t('backHome')}
          </button>
        </div>
      )}
      {relaysChanged && (
        <div class="toast" role="status" data-relays-changed>
          {t('relaysChanged')}
          <button type="button" class="notice-act" onClick={() => location.reload()}>
            {t('relaysReload')}
          </button>
        </div>
      )}
      {loading && problem === '' && <p class="empty">{t('loading')}</p>}
      <div class="fill" ref={mount} />
    </>
  )
}

void mendKept()
  .catch((error: unknown) => console.warn('mend', error))
  .then(readSettings)
  .then((settings) => {
    const app = document.querySelector('#app')
    if (app !== null) render(<App first={settings} />, app)
  })
