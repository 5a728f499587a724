import type { ComponentChildren } from 'preact'
import { reasonWords } from '../panels/reason-words'
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { stages, type Stage } from '../model/versions/stages'
import type { Desk } from '../page/desk'
import { useGate } from '../gate/use-gate'
import { finalise, keepNow, reopen } from './stage-acts'

interface DialogProps {
  readonly desk: Desk
  readonly onClose: () => void
}

/** Names the present version. */
export function KeepDialog({ desk, onClose }: DialogProps) {
  const { t } = desk
  const [name, setName] = useState('')
  return (
    <AskDialog
      desk={desk}
      title={t('keepTitle')}
      text={t('keepText')}
      go={t('save')}
      onGo={async () => keepNow(desk, { name })}
      onClose={onClose}
    >
      <NameField desk={desk} name={name} onName={setName} />
    </AskDialog>
  )
}

/** Begins a stage; the last one makes the text final for everybody. */
export function StageDialog({ desk, onClose }: DialogProps) {
  const { t, report, session } = desk
  const [stage, setStage] = useState<Stage>(
    () => stages[Math.min(stages.indexOf(report.versions.stage()) + 1, 3)] ?? 'final',
  )
  const [name, setName] = useState('')
  const mayFinish = session.roll.governs
  const { missing, conflicts, openThreads } = report.summary(desk.editor?.view.state.doc)
  const blocked = stage === 'final' && !mayFinish
  const gate = useGate(desk, 'final', onClose)
  return (
    <AskDialog
      desk={desk}
      title={t('stageTitle')}
      text={t('stageText')}
      go={t('stageGo', { stage: t(`stage-${stage}`) })}
      blocked={blocked}
      ask={stage === 'final' ? gate.ask : undefined}
      onGo={async () =>
        stage === 'final' ? await finalise(desk, name) : keepNow(desk, { name, stage })
      }
      onClose={onClose}
    >
      <fieldset class="stage-choice">
        <legend>{t('stage')}</legend>
        {stages.map((one) => (
          <label key={one} class="check">
            <input
              type="radio"
              name="stage"
              value={one}
              checked={one === stage}
              onChange={() => setStage(one)}
            />
            {t(`stage-${one}`)}
          </label>
        ))}
      </fieldset>
      <NameField desk={desk} name={name} onName={setName} />
      {stage === 'final' && <p class="note">{mayFinish ? t('finalText') : t('finalOwner')}</p>}
      {stage === 'final' && mayFinish && gate.section}
      {stage !== 'final' && missing + conflicts + openThreads > 0 && (
        <p class="note warn">{t('finalOpen', { missing, conflicts, threads: openThreads })}</p>
      )}
    </AskDialog>
  )
}

/** Opens a final text again, with a reason. */
export function ReopenDialog({ desk, onClose }: DialogProps) {
  const { t } = desk
  const [reason, setReason] = useState('')
  const id = useId()
  return (
    <AskDialog
      desk={desk}
      title={t('reopenTitle')}
      text={t('reopenWhy')}
      go={t('reopenText').replace('…', '')}
      ask={() => (reason.trim() === '' ? t('reopenNeeded') : '')}
      onGo={async () => await reopen(desk, reason)}
      onClose={onClose}
    >
      <label for={id}>{t('reopenReason')}</label>
      <input
        id={id}
        name="reason"
        maxLength={100}
        value={reason}
        onInput={(event) => setReason(event.currentTarget.value)}
      />
    </AskDialog>
  )
}

function NameField({
  desk: { t },
  name,
  onName,
}: {
  readonly desk: Desk
  readonly name: string
  readonly onName: (name: string) => void
}) {
  const id = useId()
  return (
    <>
      <label for={id}>{t('versionName')}</label>
      <input
        id={id}
        name="version"
        maxLength={100}
        placeholder={t('versionNameHint')}
        value={name}
        onInput={(event) => onName(event.currentTarget.value)}
      />
    </>
  )
}

/** A question with one act; what goes wrong is said and the dialog stays. */
function AskDialog({
  desk: { t },
  title,
  text,
  go,
  blocked = false,
  ask,
  onGo,
  onClose,
  children,
}: DialogProps & {
  readonly title: string
  readonly text: string
  readonly go: string
  readonly blocked?: boolean
  /** What has to be done first, in words; `''` for nothing. */
  readonly ask?: (() => string) | undefined
  readonly onGo: () => Promise<void>
  readonly children: ComponentChildren
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const id = useId()
  useLayoutEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} class="dialog version-dialog" aria-labelledby={id} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const missing = ask?.() ?? ''
          setProblem(missing)
          if (missing !== '') return
          setBusy(true)
          onGo().then(
            () => dialog.current?.close(),
            (error: unknown) => {
              setBusy(false)
              setProblem(t('actFailed', { reason: reasonWords(t, error) }))
            },
          )
        }}
      >
        <h2 id={id}>{title}</h2>
        <p class="note">{text}</p>
        {children}
        <p class="error" role="alert">
          {problem}
        </p>
        <div class="actions">
          <button type="button" onClick={() => dialog.current?.close()}>
            {t('cancel')}
          </button>
          <button type="submit" class="primary" data-go disabled={busy || blocked}>
            {go}
          </button>
        </div>
      </form>
    </dialog>
  )
}
