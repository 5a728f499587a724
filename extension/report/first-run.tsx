import { useState } from 'preact/hooks'
import { reasonWords } from '../../editor/panels/reason-words'
import { cleanName } from '../../editor/model/members'
import type { Translator } from '../../editor/ui/translator'
import { changeSettings, type Settings } from '../platform/settings'

/** Name, and the notice that classified text does not belong here. */
export function FirstRun({
  t,
  name: known,
  onDone,
}: {
  readonly t: Translator
  readonly name: string
  readonly onDone: (settings: Settings) => void
}) {
  const [name, setName] = useState(known)
  const [agreed, setAgreed] = useState(false)
  const [problem, setProblem] = useState('')
  document.title = t('welcome')
  const start = (): void => {
    if (cleanName(name) === '') setProblem(t('nameNeeded'))
    else if (!agreed) setProblem(t('classifiedNeeded'))
    else {
      changeSettings({ name: cleanName(name), classifiedNoticeSeen: true }).then(
        onDone,
        (error: unknown) => {
          setProblem(t('storageFailed', { reason: reasonWords(t, error) }))
        },
      )
    }
  }
  return (
    <form
      class="first-run"
      onSubmit={(event) => {
        event.preventDefault()
        start()
      }}
    >
      <div class="seal" aria-hidden="true">
        统稿
      </div>
      <h1>{t('welcome')}</h1>
      <p class="lead">{t('welcomeText')}</p>
      <label>
        <span>{t('yourName')}</span>
        <input
          name="name"
          maxLength={32}
          value={name}
          autocomplete="name"
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <small>{t('yourNameHint')}</small>
      </label>
      <div class="classified">
        <strong>{t('classified')}</strong>
        <p>{t('classifiedText')}</p>
        <label class="check">
          <input
            type="checkbox"
            name="classified"
            checked={agreed}
            onChange={(event) => setAgreed(event.currentTarget.checked)}
          />
          {t('classifiedAgree')}
        </label>
      </div>
      <p class="error" role="alert">
        {problem}
      </p>
      <button type="submit" class="primary">
        {t('start')}
      </button>
    </form>
  )
}
