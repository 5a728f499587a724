import { useRef, useState } from 'preact/hooks'
import { reasonWords } from '../../editor/panels/reason-words'
import { isLoose, textAt } from '../../editor/model/decode'
import { exchangeWords, fileExtension } from '../../editor/panels/file-dialog'
import { readExchangeFile, type ExchangeHead } from '../../editor/storage/exchange-file'
import type { JournalEntry } from '../../editor/storage/journal-file'
import { systemEnvironment } from '../../editor/system'
import type { Translator } from '../../editor/ui/translator'
import { putReport, readAccess, readLibrary } from '../platform/library'

/** Opens a backup that was made on this or another machine. */
export function OpenFile({
  t,
  onOpen,
}: {
  readonly t: Translator
  /** @param isKnown whether the report was on this device before */
  readonly onOpen: (
    id: string,
    entries: readonly JournalEntry[],
    head: ExchangeHead,
    isKnown: boolean,
  ) => void
}) {
  const input = useRef<HTMLInputElement>(null)
  const [file, setFile] = useState<File | null>(null)
  const [passphrase, setPassphrase] = useState('')
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)

  const open = async (chosen: File, secret?: string): Promise<void> => {
    const read = await readExchangeFile(chosen, secret)
    if (!read.ok) {
      if (read.code === 'needs-passphrase') setFile(chosen)
      else setProblem(t(exchangeWords[read.code]))
      return
    }
    const { head, entries } = read
    const known = (await readLibrary()).some(({ id }) => id === head.report)
    if (!known) {
      const found = accessOf(entries)
      if (found === undefined) {
        setProblem(t(head.kind === 'changes' ? 'fileOfUnknown' : 'fileDamaged'))
        return
      }
      const now = systemEnvironment.now()
      await putReport({ id: head.report, ...found, createdAt: now, openedAt: now, archived: false })
    }
    onOpen(head.report, entries, head, known)
  }
  const run = (chosen: File, secret?: string): void => {
    setProblem('')
    setBusy(true)
    open(chosen, secret)
      .catch((error: unknown) => setProblem(t('storageFailed', { reason: reasonWords(t, error) })))
      .finally(() => setBusy(false))
  }

  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault()
        if (file === null) input.current?.click()
        else run(file, passphrase)
      }}
    >
      <h2>{t('openFileTitle')}</h2>
      <p class="note">{t('openFileHint')}</p>
      {file !== null && (
        <label>
          {t('passphraseFor', { name: file.name })}
          <input
            type="password"
            name="passphrase"
            autocomplete="off"
            value={passphrase}
            onInput={(event) => setPassphrase(event.currentTarget.value)}
          />
        </label>
      )}
      <p class="error" role="alert">
        {problem}
      </p>
      <div class="actions">
        <button type="submit" class={file === null ? '' : 'primary'} disabled={busy}>
          {busy ? t('working') : file === null ? t('chooseFile') : t('openFile')}
        </button>
        <input
          ref={input}
          type="file"
          name="exchange"
          accept={fileExtension}
          hidden
          onChange={(event) => {
            const chosen = event.currentTarget.files?.[0]
            setFile(null)
            setPassphrase('')
            if (chosen !== undefined) run(chosen)
            event.currentTarget.value = ''
          }}
        />
      </div>
    </form>
  )
}

function accessOf(
  entries: readonly JournalEntry[],
): { access: NonNullable<ReturnType<typeof readAccess>>; title: string } | undefined {
  const entry = entries.find(({ kind }) => kind === 'access')
  if (entry === undefined) return undefined
  let raw: unknown
  try {
    raw = JSON.parse(new TextDecoder().decode(entry.bytes))
  } catch {
    // Whoever made the file wrote something else there.
    return undefined
  }
  const access = isLoose(raw) ? readAccess(raw['access']) : undefined
  return access === undefined || !isLoose(raw)
    ? undefined
    : { access, title: textAt(raw, 'title', 200) }
}
