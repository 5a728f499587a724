import { useState } from 'preact/hooks'
import { reasonWords } from '../../editor/panels/reason-words'
import { shortestPassphrase } from '../../editor/trust/passphrase'
import type { Translator } from '../../editor/ui/translator'
import {
  changePassphrase,
  lockNow,
  turnOff,
  turnOn,
  unlock,
  type Unlocking,
} from '../platform/lock'
import { changeSettings, lockChoices, type Settings } from '../platform/settings'
import { useHold } from './lock-gate'

type Doing = 'turn-on' | 'change' | 'turn-off'

/** The part of the settings that has to do with the passphrase of this device. */
export function Protection({
  t,
  settings,
}: {
  readonly t: Translator
  readonly settings: Settings
}) {
  const state = useHold()?.state
  const [doing, setDoing] = useState<Doing | null>(null)
  const [done, setDone] = useState('')
  const [lockAfter, setLockAfter] = useState(settings.lockAfter)
  const finish = (words: string): void => {
    setDoing(null)
    setDone(words)
  }
  if (state === undefined) return null
  const isOn = state !== 'plain'
  return (
    <section class="protection" aria-labelledby="protection" data-protection={state}>
      <h2 id="protection">{t('lockTitle')}</h2>
      {doing === null && (
        <>
          <p>{t(isOn ? 'lockOnText' : 'lockOffText')}</p>
          <p class="good" role="status">
            {done}
          </p>
        </>
      )}
      {doing === null && !isOn && (
        <button type="button" data-lock-set onClick={() => setDoing('turn-on')}>
          {t('lockTitle')}…
        </button>
      )}
      {doing === null && isOn && (
        <>
          <label>
            <span>{t('lockAfter')}</span>
            <select
              name="lockAfter"
              value={lockAfter}
              onChange={(event) => {
                const minutes = Number(event.currentTarget.value)
                setLockAfter(minutes)
                void changeSettings({ lockAfter: minutes })
              }}
            >
              {lockChoices.map((minutes) => (
                <option key={minutes} value={minutes}>
                  {minutes === 0 ? t('lockAfterNever') : t('lockAfterMinutes', { count: minutes })}
                </option>
              ))}
            </select>
          </label>
          <div class="actions">
            <button type="button" class="primary" data-lock-now onClick={() => void lockNow()}>
              {t('lockNow')}
            </button>
            <button type="button" data-lock-change onClick={() => setDoing('change')}>
              {t('lockChange')}
            </button>
            <button type="button" data-lock-off onClick={() => setDoing('turn-off')}>
              {t('lockTurnOff')}
            </button>
          </div>
        </>
      )}
      {doing === 'turn-on' && (
        <TurnOn t={t} onDone={() => finish('')} onCancel={() => setDoing(null)} />
      )}
      {doing === 'change' && (
        <Change t={t} onDone={() => finish(t('lockChanged'))} onCancel={() => setDoing(null)} />
      )}
      {doing === 'turn-off' && (
        <TurnOff t={t} onDone={() => finish('')} onCancel={() => setDoing(null)} />
      )}
    </section>
  )
}

interface StepProps {
  readonly t: Translator
  readonly onDone: () => void
  readonly onCancel: () => void
}

function TurnOn({ t, onDone, onCancel }: StepProps) {
  const [first, setFirst] = useState('')
  const [second, setSecond] = useState('')
  const [backedUp, setBackedUp] = useState(false)
  const [known, setKnown] = useState(false)
  const { problem, setProblem, busy, run } = useWork(t, onDone)
  const start = (): void => {
    const wrong = newPassphraseProblem(t, first, second)
    if (wrong !== '') setProblem(wrong)
    else if (!backedUp || !known) setProblem(t('lockConfirm'))
    else run(() => turnOn(first))
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        start()
      }}
    >
      <h3>{t('lockHow')}</h3>
      <ul class="plain-words">
        <li>{t('lockHow1')}</li>
        <li>{t('lockHow2')}</li>
        <li>
          <strong>{t('lockHow3')}</strong>
        </li>
        <li>{t('lockHow4')}</li>
      </ul>
      <p class="banner">{t('lockBackupFirst')}</p>
      <label class="check">
        <input
          type="checkbox"
          name="backedUp"
          checked={backedUp}
          onChange={(event) => setBackedUp(event.currentTarget.checked)}
        />
        {t('lockBackupDone')}
      </label>
      <label class="check">
        <input
          type="checkbox"
          name="known"
          checked={known}
          onChange={(event) => setKnown(event.currentTarget.checked)}
        />
        {t('lockForgetKnown')}
      </label>
      <NewPassphrase t={t} first={first} second={second} onFirst={setFirst} onSecond={setSecond} />
      <Foot t={t} problem={problem} busy={busy} label={t('lockTurnOn')} onCancel={onCancel} />
    </form>
  )
}

function Change({ t, onDone, onCancel }: StepProps) {
  const [old, setOld] = useState('')
  const [first, setFirst] = useState('')
  const [second, setSecond] = useState('')
  const { problem, setProblem, busy, run } = useWork(t, onDone)
  const start = (): void => {
    const wrong = newPassphraseProblem(t, first, second)
    if (wrong === '') run(() => changePassphrase(old, first))
    else setProblem(wrong)
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        start()
      }}
    >
      <Passphrase name="old" label={t('lockPassphraseOld')} value={old} onInput={setOld} />
      <NewPassphrase t={t} first={first} second={second} onFirst={setFirst} onSecond={setSecond} />
      <Foot t={t} problem={problem} busy={busy} label={t('lockChange')} onCancel={onCancel} />
    </form>
  )
}

function TurnOff({ t, onDone, onCancel }: StepProps) {
  const [old, setOld] = useState('')
  const { problem, busy, run } = useWork(t, onDone)
  const start = (): void =>
    run(async () => {
      const unlocked = await unlock(old)
      if (unlocked.ok) await turnOff()
      return unlocked
    })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        start()
      }}
    >
      <p>{t('lockTurnOffText')}</p>
      <Passphrase name="old" label={t('lockPassphraseOld')} value={old} onInput={setOld} />
      <Foot t={t} problem={problem} busy={busy} label={t('lockTurnOff')} onCancel={onCancel} />
    </form>
  )
}

/** Runs something that takes a while, and says what went wrong. */
function useWork(t: Translator, onDone: () => void) {
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const run = (work: () => Promise<Unlocking | void>): void => {
    setProblem('')
    setBusy(true)
    work()
      .then((result) => {
        if (result === undefined || result.ok) onDone()
        else if (result.code === 'wrong') setProblem(t('wrongPassphrase', { left: result.left }))
        else {
          const seconds = Math.ceil((result.until - Date.now()) / 1000)
          setProblem(t('waitPassphrase', { seconds }))
        }
      })
      .catch((error: unknown) => setProblem(t('moveFailed', { reason: reasonWords(t, error) })))
      .finally(() => setBusy(false))
  }
  return { problem, setProblem, busy, run }
}

function newPassphraseProblem(t: Translator, first: string, second: string): string {
  if ([...first].length < shortestPassphrase)
    return t('lockPassphraseShort', { count: shortestPassphrase })
  return first === second ? '' : t('lockPassphraseDiffers')
}

function NewPassphrase({
  t,
  first,
  second,
  onFirst,
  onSecond,
}: {
  readonly t: Translator
  readonly first: string
  readonly second: string
  readonly onFirst: (value: string) => void
  readonly onSecond: (value: string) => void
}) {
  return (
    <>
      <Passphrase
        name="first"
        label={t('lockPassphraseNew')}
        hint={t('lockPassphraseHint', { count: shortestPassphrase })}
        value={first}
        onInput={onFirst}
      />
      <Passphrase
        name="second"
        label={t('lockPassphraseAgain')}
        value={second}
        onInput={onSecond}
      />
    </>
  )
}

function Passphrase({
  name,
  label,
  hint = '',
  value,
  onInput,
}: {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly value: string
  readonly onInput: (value: string) => void
}) {
  return (
    <label class="passphrase">
      <span>{label}</span>
      <input
        type="password"
        name={name}
        autocomplete="off"
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {hint !== '' && <small>{hint}</small>}
    </label>
  )
}

function Foot({
  t,
  problem,
  busy = false,
  label,
  onCancel,
}: {
  readonly t: Translator
  readonly problem: string
  readonly busy?: boolean
  readonly label: string
  readonly onCancel: () => void
}) {
  return (
    <>
      <p class="error" role="alert">
        {problem}
      </p>
      <div class="actions">
        <button type="submit" class="primary" disabled={busy}>
          {label}
        </button>
        <button type="button" onClick={onCancel}>
          {t('cancel')}
        </button>
      </div>
    </>
  )
}
