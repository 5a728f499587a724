import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { reasonWords } from './reason-words'
import type { Session } from '../session'
import {
  isTooLarge,
  readExchangeFile,
  sizeOf,
  writeBackup,
  writeChanges,
  type ExchangeProblem,
  type ExchangeSince,
} from '../storage/exchange-file'
import type { JournalEntry } from '../storage/journal-file'
import type { Since } from '../sync/handed'
import type { StringKey } from '../ui/strings'
import { download } from '../ui/download'
import { showDay, showTime, type Translator } from '../ui/translator'
import { sizeWord } from '../ui/size-word'
import { Choice } from './choice'
import { mergeWords } from './merge-words'

export const fileExtension = '.tonggao'

/** What is wrong with a file of changes or a backup, in words. */
export const exchangeWords: Readonly<Record<ExchangeProblem, StringKey>> = {
  none: 'fileNone',
  newer: 'fileNewer',
  damaged: 'fileDamaged',
  'too-large': 'fileOverlong',
  'needs-passphrase': 'fileNeedsPassphrase',
  'wrong-passphrase': 'fileWrongPassphrase',
}

export interface FileDialogProps {
  readonly t: Translator
  readonly session: Pick<
    Session,
    'changes' | 'lastExport' | 'noteExport' | 'everything' | 'merge' | 'flush' | 'report'
  >
  /** What opens the report on another machine, for a backup. */
  readonly access: () => JournalEntry
  readonly now: () => number
  readonly onClose: () => void
}

/** The shortest passphrase that a backup takes. */
const shortest = 8
/** Bytes that any mail takes: as long as all changes are less, nobody need think of what the other side has. */
const small = 5 * 1024 * 1024

type Which = 'all' | 'export' | 'day'

/** Files: changes to carry by hand, a backup. */
export function FileDialog({ t, session, access, now, onClose }: FileDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const [note, setNote] = useState('')
  /** What is said, or what went wrong, is said beside the buttons that it is of. */
  const [of, setOf] = useState<'changes' | 'backup'>('changes')
  const [isWaiting, setWaiting] = useState(false)
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const [passphrase, setPassphrase] = useState('')
  const [again, setAgain] = useState('')
  const last = session.lastExport()
  const sizeOfThose = (since?: Since): string => {
    const entries = session.changes(since)
    return entries.length === 0 ? t('sinceNone') : sizeWord(sizeOf(entries))
  }
  const all = useMemo(() => sizeOf(session.changes()), [note])
  const [which, setWhich] = useState<Which>(() =>
    last === undefined || all <= small ? 'all' : 'export',
  )
  const [day, setDay] = useState(() => dayField(now() - 24 * 60 * 60 * 1000))
  const start = startOf(day)
  const sinceExport = useMemo(() => sizeOfThose('export'), [note])
  const sinceDay = useMemo(
    () => (start === undefined ? undefined : sizeOfThose(start)),
    [note, start],
  )
  useLayoutEffect(() => dialog.current?.showModal(), [])
  const said = busy ? t('working') : note
  const { report } = session
  const title = report.title() || t('untitled')

  const run = (what: 'changes' | 'backup', work: () => Promise<string>): void => {
    setOf(what)
    setBusy(true)
    setNote('')
    setWaiting(false)
    setProblem('')
    work()
      .then(setNote, (error: unknown) =>
        setProblem(t('actFailed', { reason: reasonWords(t, error) })),
      )
      .finally(() => setBusy(false))
  }
  /** Since when, for the head of the file; undefined: all. */
  const sinceOf = (): ExchangeSince | undefined => {
    if (which === 'export' && last !== undefined) return { kind: 'export', at: last }
    return which === 'day' && start !== undefined ? { kind: 'day', at: start } : undefined
  }
  const exportChanges = async (): Promise<string> => {
    const since = sinceOf()
    if (which !== 'all' && since === undefined) {
      setProblem(t('sinceDayNone'))
      return ''
    }
    await session.flush()
    const entries = session.changes(since?.kind === 'day' ? since.at : since?.kind)
    const time =
      since === undefined
        ? ''
        : since.kind === 'day'
          ? showDay(since.at, t.locale)
          : showTime(since.at, now(), t.locale)
    if (since !== undefined && entries.length === 0) return t('sinceNothing', { time })
    if (isTooLarge(entries)) {
      setProblem(t('exportTooLarge'))
      return ''
    }
    const stamp =
      since === undefined
        ? ''
        : `-${t('sinceFileName', { time: since.kind === 'day' ? dayOf(since.at) : momentOf(since.at) })}`
    download(
      `${title}-${dayOf(now())}-${t('changesFileName')}${stamp}${fileExtension}`,
      writeChanges(report.id, now(), entries, since),
    )
    session.noteExport()
    return since === undefined ? t('exported') : t('exportedSince', { time })
  }
  const merge = async (file: File): Promise<string> => {
    const read = await readExchangeFile(file)
    if (!read.ok) {
      setProblem(t(read.code === 'needs-passphrase' ? 'fileIsBackup' : exchangeWords[read.code]))
      return ''
    }
    if (read.head.report !== report.id) {
      setProblem(t('fileOfAnother'))
      return ''
    }
    const merged = await session.merge(read.entries)
    await session.flush()
    setWaiting(merged.waiting > 0)
    return mergeWords(t, merged, read.head, now())
  }
  const backUp = async (): Promise<string> => {
    await session.flush()
    const entries = [access(), ...session.everything()]
    const bytes = await writeBackup(report.id, now(), entries, passphrase)
    download(`${title}-${dayOf(now())}-${t('backupFileName')}${fileExtension}`, bytes)
    setPassphrase('')
    setAgain('')
    return t('exported')
  }

  return (
    <dialog ref={dialog} class="dialog file-dialog" aria-labelledby="file-title" onClose={onClose}>
      <h2 id="file-title">{t('fileTitle')}</h2>
      <section>
        <h3>{t('changesFile')}</h3>
        <p class="note">{t('changesFileHint')}</p>
        <fieldset class="since">
          <legend>{t('sinceLegend')}</legend>
          <Choice
            name="since"
            value="all"
            label={t('sinceAll', { size: sizeWord(all) })}
            hint={t('sinceAllHint')}
            checked={which === 'all'}
            onChoose={() => setWhich('all')}
          />
          <Choice
            name="since"
            value="export"
            label={
              last === undefined ? t('sinceExportNever') : t('sinceExport', { size: sinceExport })
            }
            hint={
              last === undefined
                ? t('sinceNever')
                : t('sinceExportHint', { time: showTime(last, now(), t.locale) })
            }
            checked={which === 'export'}
            disabled={last === undefined}
            onChoose={() => setWhich('export')}
          />
          <div class="since-day">
            <Choice
              name="since"
              value="day"
              label={t('sinceDay', { size: sinceDay ?? '–' })}
              hint={t('sinceDayHint')}
              checked={which === 'day'}
              onChoose={() => setWhich('day')}
            />
            <input
              type="date"
              name="day"
              aria-label={t('sinceDayField')}
              max={dayField(now())}
              value={day}
              onInput={(event) => {
                setDay(event.currentTarget.value)
                setWhich('day')
              }}
            />
          </div>
        </fieldset>
        <div class="actions">
          <button
            type="button"
            data-export
            disabled={busy}
            onClick={() => run('changes', exportChanges)}
          >
            {t('exportChanges')}
          </button>
          <button type="button" disabled={busy} onClick={() => input.current?.click()}>
            {t('mergeChanges')}
          </button>
          <input
            ref={input}
            type="file"
            name="changes"
            accept={fileExtension}
            hidden
            onChange={(event) => {
              const file = event.currentTarget.files?.[0]
              if (file !== undefined) run('changes', () => merge(file))
              event.currentTarget.value = ''
            }}
          />
        </div>
        <p class="error" role="alert">
          {of === 'changes' ? problem : ''}
        </p>
        <p class={isWaiting ? 'file-note warn' : 'file-note'} role="status" data-file-note>
          {of === 'changes' ? said : ''}
        </p>
      </section>
      <section>
        <h3>{t('backupFile')}</h3>
        <p class="note">{t('backupHint')}</p>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            setOf('backup')
            if ([...passphrase].length < shortest)
              setProblem(t('passphraseShort', { count: shortest }))
            else if (passphrase !== again) setProblem(t('passphraseDiffers'))
            else run('backup', backUp)
          }}
        >
          <div class="invite-choices">
            <label>
              {t('passphrase')}
              <input
                type="password"
                name="passphrase"
                autocomplete="new-password"
                value={passphrase}
                onInput={(event) => setPassphrase(event.currentTarget.value)}
              />
            </label>
            <label>
              {t('passphraseAgain')}
              <input
                type="password"
                name="again"
                autocomplete="new-password"
                value={again}
                onInput={(event) => setAgain(event.currentTarget.value)}
              />
            </label>
          </div>
          <div class="actions">
            <button type="submit" data-backup disabled={busy}>
              {t('makeBackup')}
            </button>
          </div>
        </form>
        <p class="error" role="alert" data-backup-problem>
          {of === 'backup' ? problem : ''}
        </p>
        <p class="file-note" role="status">
          {of === 'backup' ? said : ''}
        </p>
      </section>
      <div class="actions">
        <button type="button" onClick={() => dialog.current?.close()}>
          {t('close')}
        </button>
      </div>
    </dialog>
  )
}

const two = (value: number): string => String(value).padStart(2, '0')

/** A day in the name of a file. */
function dayOf(at: number): string {
  return dayField(at).replaceAll('-', '')
}

/** A moment in the name of a file. */
function momentOf(at: number): string {
  const date = new Date(at)
  return `${dayOf(at)}-${two(date.getHours())}${two(date.getMinutes())}`
}

/** A day as a field for days has it. */
function dayField(at: number): string {
  const date = new Date(at)
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** When a day of such a field begins here; undefined while none is chosen. */
function startOf(day: string): number | undefined {
  const at = new Date(`${day}T00:00`).getTime()
  return Number.isNaN(at) ? undefined : at
}
