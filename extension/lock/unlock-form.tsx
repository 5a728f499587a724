import { useEffect, useState } from 'preact/hooks'
import { reasonWords } from '../../editor/panels/reason-words'
import type { Translator } from '../../editor/ui/translator'
import { eraseAll } from '../platform/erase'
import { unlock } from '../platform/lock'

/** The lock: nothing but a field for the passphrase, and what to do when it is forgotten. */
export function UnlockForm({ t, note }: { readonly t: Translator; readonly note: string }) {
  const [passphrase, setPassphrase] = useState('')
  const [problem, setProblem] = useState('')
  const [until, setUntil] = useState(0)
  const [busy, setBusy] = useState(false)
  const [forgot, setForgot] = useState(false)
  const [word, setWord] = useState('')
  const left = useCountdown(until)
  document.title = t('appName')

  const open = async (): Promise<void> => {
    const result = await unlock(passphrase)
    setPassphrase('')
    if (result.ok) return
    if (result.code === 'wait') setUntil(result.until)
    else setProblem(t('wrongPassphrase', { left: result.left }))
  }
  const submit = (): void => {
    if (busy || passphrase === '') return
    setProblem('')
    setBusy(true)
    open()
      .catch((error: unknown) => setProblem(t('storageFailed', { reason: reasonWords(t, error) })))
      .finally(() => setBusy(false))
  }

  return (
    <form
      class="lock-screen"
      data-lock="locked"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <svg class="lock-sign" viewBox="0 0 24 24" aria-hidden="true">
        <path d="M7 10V7a5 5 0 0 1 10 0v3" fill="none" stroke="currentColor" stroke-width="2" />
        <rect x="4.5" y="10" width="15" height="11" rx="2.5" fill="currentColor" />
        <circle cx="12" cy="15.5" r="1.6" fill="var(--surface)" />
      </svg>
      <h1>{t('locked')}</h1>
      <p class="note">{t('lockedText')}</p>
      {note !== '' && (
        <p class="note" data-lock-note role="status">
          {note}
        </p>
      )}
      <div class="lock-field">
        <input
          type="password"
          name="passphrase"
          autocomplete="off"
          aria-label={t('lockPassphraseNew')}
          ref={(field) => {
            if (field !== null && document.activeElement === document.body) field.focus()
          }}
          value={passphrase}
          onInput={(event) => setPassphrase(event.currentTarget.value)}
        />
        <button type="submit" class="primary" disabled={busy || left > 0}>
          {busy ? t('unlocking') : t('unlock')}
        </button>
      </div>
      <p class="error" role="alert">
        {left > 0 ? t('waitPassphrase', { seconds: left }) : problem}
      </p>
      {!forgot && (
        <button type="button" class="link" data-forgot onClick={() => setForgot(true)}>
          {t('forgot')}
        </button>
      )}
      {forgot && (
        <div class="lock-forgot">
          <p>{t('forgotText')}</p>
          <label>
            {t('forgotType')}
            <input
              name="erase"
              autocomplete="off"
              value={word}
              onInput={(event) => setWord(event.currentTarget.value)}
            />
          </label>
          <button
            type="button"
            class="danger"
            disabled={word.trim() !== t('forgotWord')}
            onClick={() => {
              eraseAll().then(
                () => location.reload(),
                (error: unknown) =>
                  setProblem(t('storageFailed', { reason: reasonWords(t, error) })),
              )
            }}
          >
            {t('forgotErase')}
          </button>
        </div>
      )}
    </form>
  )
}

/** Whole seconds until a time, counted down. */
function useCountdown(until: number): number {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    if (until <= Date.now()) return undefined
    const timer = setInterval(() => setNow(Date.now()), 500)
    setNow(Date.now())
    return () => clearInterval(timer)
  }, [until])
  return Math.max(0, Math.ceil((until - now) / 1000))
}
