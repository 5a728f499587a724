import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Session } from '../session'
import {
  readExchangeFile,
  writeBackup,
  writeChanges,
  type ExchangeProblem,
} from '../storage/exchange-file'
import type { JournalEntry } from '../storage/journal-file'
import type { StringKey } from '../ui/strings'
import { download } from '../ui/download'
import type { Translator } from '../ui/translator'

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
  readonly session: Pick<Session, 'changes' | 'everything' | 'merge' | 'flush' | 'report'>
  /** What opens the report on another machine, for a backup. */
  readonly access: () => JournalEntry
  readonly now: () => number
  readonly onClose: () => void
}

/** The shortest passphrase that a backup takes. */
const shortest = 8

/** Files: changes to carry by hand, a backup. */
export function FileDialog({ t, session, access, now, onClose }: FileDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const [note, setNote] = useState('')
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const [passphrase, setPassphrase] = useState('')
  const [again, setAgain] = useState('')
  useLayoutEffect(() => dialog.current?.showModal(), [])
  const { report } = session
  const title = report.title() || t('untitled')

  const run = (work: () => Promise<string>): void => {
    setBusy(true)
    setNote('')
    setProblem('')
    work()
      .then(setNote, (error: unknown) => setProblem(t('actFailed', { reason: String(error) })))
      .finally(() => setBusy(false))
  }
  const exportChanges = async (): Promise<string> => {
    await session.flush()
    download(
      `${title}-${dayOf(now())}-${t('changesFileName')}${fileExtension}`,
      writeChanges(report.id, now(), session.changes()),
    )
    return t('exported')
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
    const { added, refused, people } = await session.merge(read.entries)
    await session.flush()
    const words = [
      ...(added > 0 ? [t('merged', { count: added })] : []),
      ...(people ? [t('mergedPeople')] : []),
      ...(refused > 0 ? [t('mergedRefused', { count: refused })] : []),
    ]
    return words.join('') || t('mergedNothing')
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
        <div class="actions">
          <button type="button" data-export disabled={busy} onClick={() => run(exportChanges)}>
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
              if (file !== undefined) run(() => merge(file))
              event.currentTarget.value = ''
            }}
          />
        </div>
      </section>
      <section>
        <h3>{t('backupFile')}</h3>
        <p class="note">{t('backupHint')}</p>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if ([...passphrase].length < shortest)
              setProblem(t('passphraseShort', { count: shortest }))
            else if (passphrase !== again) setProblem(t('passphraseDiffers'))
            else run(backUp)
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
      </section>
      <p class="error" role="alert">
        {problem}
      </p>
      <div class="actions">
        <button type="button" onClick={() => dialog.current?.close()}>
          {t('close')}
        </button>
        <span role="status" data-file-note>
          {busy ? t('working') : note}
        </span>
      </div>
    </dialog>
  )
}

function dayOf(at: number): string {
  const date = new Date(at)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`
}
