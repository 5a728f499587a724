import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { useGate } from '../gate/use-gate'
import type { Report } from '../model/report'
import type { Desk } from '../page/desk'
import { Choice } from '../panels/choice'
import { FaceFields } from '../panels/face-fields'
import { giveLeave } from './print-leave'
import { readPaperOptions, rememberPaperOptions, type PaperOptions } from '../panels/paper-options'

/** 打印 / 存为 PDF: the browser's own print, after the few choices that it does not know. */
export function PrintDialog({
  desk,
  onClose,
}: {
  readonly desk: Desk
  readonly onClose: () => void
}) {
  const { t, report } = desk
  const gate = useGate(desk, 'export', onClose)
  const [problem, setProblem] = useState('')
  const dialog = useRef<HTMLDialogElement>(null)
  const [options, setOptions] = useState(readPaperOptions)
  useLayoutEffect(() => dialog.current?.showModal(), [])
  const isSigned = useMemo(() => hasFoot(report), [report])
  const isDraft = options.purpose === 'draft'
  const change = (next: Partial<PaperOptions>): void => setOptions({ ...options, ...next })
  return (
    <dialog
      ref={dialog}
      class="dialog paper-dialog print-dialog"
      aria-labelledby="print-title"
      onClose={onClose}
    >
      <h2 id="print-title">{t('printTitle')}</h2>
      <p class="note">{t('printIntro')}</p>
      <p class="note">{t('printMenuNote')}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const missing = isDraft ? '' : gate.ask()
          setProblem(missing)
          if (missing !== '') return
          rememberPaperOptions(options)
          if (!isDraft) giveLeave()
          dialog.current?.close()
          // The dialog must be gone before the browser looks at the page.
          requestAnimationFrame(() => print())
        }}
      >
        <fieldset>
          <legend>{t('wordPurpose')}</legend>
          <Choice
            name="purpose"
            value="formal"
            label={t('wordFormal')}
            hint={t('printFormalHint')}
            checked={!isDraft}
            onChoose={() => change({ purpose: 'formal' })}
          />
          <Choice
            name="purpose"
            value="draft"
            label={t('wordDraft')}
            hint={t('printDraftHint')}
            checked={isDraft}
            onChoose={() => change({ purpose: 'draft' })}
          />
          <div class="paper-more" hidden={!isDraft}>
            <label class="check">
              <input
                type="checkbox"
                name="comments"
                checked={options.comments}
                onChange={(event) => change({ comments: event.currentTarget.checked })}
              />
              {t('printComments')}
            </label>
          </div>
        </fieldset>
        <fieldset hidden={!isSigned}>
          <legend>{t('wordSeal')}</legend>
          <Choice
            name="seal"
            value="no"
            label={t('wordNoSeal')}
            checked={!options.seal}
            onChoose={() => change({ seal: false })}
          />
          <Choice
            name="seal"
            value="yes"
            label={t('wordSealed')}
            checked={options.seal}
            onChoose={() => change({ seal: true })}
          />
        </fieldset>
        <FaceFields t={t} faces={options.faces} onChange={(faces) => change({ faces })} />
        {!isDraft && gate.section}
        <p class="error" role="alert">
          {problem}
        </p>
        <div class="actions">
          <button type="submit" class="primary" data-print>
            {t('print')}
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            {t('cancel')}
          </button>
        </div>
      </form>
    </dialog>
  )
}

/** Whether the report has 落款 or a date, which a seal would move. */
function hasFoot(report: Report): boolean {
  let found = false
  report.document().forEach(({ type }) => {
    if (type.name === 'signature' || type.name === 'date') found = true
  })
  return found
}
