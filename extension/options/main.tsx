import { render } from 'preact'
import { reasonWords } from '../../editor/panels/reason-words'
import { useEffect, useState } from 'preact/hooks'
import { cleanName } from '../../editor/model/members'
import { isRelayAddress } from '../../editor/trust/invite'
import { LockGate } from '../lock/lock-gate'
import { Protection } from '../lock/protection'
import { translatorOf } from '../platform/interface'
import {
  changeSettings,
  readSettings,
  readSignalling,
  writeSignalling,
  type Settings,
} from '../platform/settings'
import { RelayAnswers } from './relay-answers'
import './options.css'

function Options(props: { readonly settings: Settings; readonly signalling: readonly string[] }) {
  const [settings, setSettings] = useState(props.settings)
  const [name, setName] = useState(props.settings.name)
  const [relays, setRelays] = useState(props.signalling.join('\n'))
  const [problem, setProblem] = useState('')
  const [done, setDone] = useState(false)
  /** As stored: what is still being typed is not asked. */
  const [stored, setStored] = useState(props.signalling)
  const [round, setRound] = useState(0)
  const t = translatorOf(settings)
  document.title = t('optionsTitle')

  const save = async (): Promise<void> => {
    setDone(false)
    const lines = relays.split(/[\s，,；;]+/).filter((line) => line !== '')
    const bad = lines.find((line) => !isRelayAddress(line))
    if (cleanName(name) === '') setProblem(t('nameNeeded'))
    else if (bad !== undefined) setProblem(t('relaysBad', { line: bad }))
    else {
      setProblem('')
      try {
        setSettings(await changeSettings({ name: cleanName(name), language: settings.language }))
        await writeSignalling(lines)
        setStored(lines)
        setRound((before) => before + 1)
        setDone(true)
      } catch (error) {
        setProblem(t('storageFailed', { reason: reasonWords(t, error) }))
      }
    }
  }

  return (
    <main>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <h1>{t('optionsTitle')}</h1>
        <label>
          <span>{t('yourName')}</span>
          <input
            name="name"
            maxLength={32}
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
          <small>{t('yourNameHint')}</small>
        </label>
        <label>
          <span>{t('language')}</span>
          <select
            name="language"
            value={settings.language}
            onChange={(event) => {
              const language = event.currentTarget.value
              setSettings({
                ...settings,
                language: language === 'zh-CN' || language === 'en' ? language : '',
              })
            }}
          >
            <option value="">{t('languageAuto')}</option>
            <option value="zh-CN">中文（简体）</option>
            <option value="en">English</option>
          </select>
        </label>
        <label class="check">
          <input
            type="checkbox"
            name="notifications"
            checked={settings.notifications}
            onChange={(event) => {
              const notifications = event.currentTarget.checked
              setSettings({ ...settings, notifications })
              // Off by one click: nobody has to think of saving it too.
              changeSettings({ notifications }).catch((error: unknown) =>
                setProblem(t('storageFailed', { reason: reasonWords(t, error) })),
              )
            }}
          />
          <span>{t('notifications')}</span>
          <small>{t('notificationsHint')}</small>
        </label>
        <label>
          <span>{t('relays')}</span>
          <textarea
            name="signalling"
            rows={3}
            value={relays}
            onInput={(event) => setRelays(event.currentTarget.value)}
            placeholder="wss://"
          />
          <small>{t('relaysHint')}</small>
        </label>
        <RelayAnswers t={t} relays={stored} round={round} />
        <p class="error" role="alert">
          {problem}
        </p>
        <div class="actions">
          <button type="submit" class="primary">
            {t('save')}
          </button>
          <span role="status">{done && t('savedSettings')}</span>
        </div>
      </form>
      <Protection t={t} settings={settings} />
    </main>
  )
}

/** The settings, once the device is open; the relays are sealed with the rest. */
function Opened({ settings }: { readonly settings: Settings }) {
  const [signalling, setSignalling] = useState<readonly string[] | null>(null)
  useEffect(() => void readSignalling().then(setSignalling, () => setSignalling([])), [])
  if (signalling === null) return null
  return <Options settings={settings} signalling={signalling} />
}

void readSettings().then((settings) => {
  const app = document.querySelector('#app')
  if (app === null) return
  render(
    <LockGate t={translatorOf(settings)}>
      <Opened settings={settings} />
    </LockGate>,
    app,
  )
})
