import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { reasonWords } from './reason-words'
import { numbersOf, standardNumbersOf } from '../../schema/numbering'
import { useGate } from '../gate/use-gate'
import type { Report } from '../model/report'
import type { Desk } from '../page/desk'
import { figureOn, printedReport } from '../paper/from-report'
import { download } from '../ui/download'
import type { Translator } from '../ui/translator'
import { Choice } from './choice'
import { commentWords } from './comment-words'
import { FaceFields } from './face-fields'
import { readPaperOptions, rememberPaperOptions, type PaperOptions } from './paper-options'

/** 导出 Word. */
export function WordDialog({
  desk,
  open,
  onClose,
}: {
  readonly desk: Desk
  /** What still waits for a value or a decision. */
  readonly open: { readonly missing: number; readonly conflicts: number }
  readonly onClose: () => void
}) {
  const { t, report, now } = desk
  const gate = useGate(desk, 'export', onClose)
  const dialog = useRef<HTMLDialogElement>(null)
  const [options, setOptions] = useState(readPaperOptions)
  const [busy, setBusy] = useState(false)
  const [note, setNote] = useState('')
  const [problem, setProblem] = useState('')
  useLayoutEffect(() => dialog.current?.showModal(), [])
  const facts = useMemo(() => factsOf(report), [report])
  const isDraft = options.purpose === 'draft'
  const change = (next: Partial<PaperOptions>): void => {
    setOptions({ ...options, ...next })
    setNote('')
  }
  const write = (): void => {
    setBusy(true)
    setNote('')
    setProblem('')
    rememberPaperOptions(options)
    const name = fileName(report.title() || t('untitled'), isDraft ? t('wordFileDraft') : '', now())
    writeFile(report, options, t, now())
      .then(
        (bytes) => {
          download(name, bytes)
          setNote(t('wordWritten', { name }))
        },
        (error: unknown) => setProblem(t('actFailed', { reason: reasonWords(t, error) })),
      )
      .finally(() => setBusy(false))
  }
  return (
    <dialog
      ref={dialog}
      class="dialog paper-dialog word-dialog"
      aria-labelledby="word-title"
      onClose={onClose}
    >
      <h2 id="word-title">{t('wordTitle')}</h2>
      <p class="note">{t('wordIntro')}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const missing = isDraft ? '' : gate.ask()
          setProblem(missing)
          if (missing === '') write()
        }}
      >
        <fieldset>
          <legend>{t('wordPurpose')}</legend>
          <Choice
            name="purpose"
            value="formal"
            label={t('wordFormal')}
            hint={t('wordFormalHint')}
            checked={!isDraft}
            onChoose={() => change({ purpose: 'formal' })}
          />
          <Choice
            name="purpose"
            value="draft"
            label={t('wordDraft')}
            hint={t('wordDraftHint')}
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
              {t('wordComments', { count: facts.comments })}
            </label>
            <label class="check">
              <input
                type="checkbox"
                name="suggestions"
                checked={options.suggestions}
                onChange={(event) => change({ suggestions: event.currentTarget.checked })}
              />
              {t('wordSuggestions', { count: facts.suggestions })}
            </label>
          </div>
        </fieldset>
        <fieldset>
          <legend>{t('wordNumbers')}</legend>
          <Choice
            name="numbers"
            value="text"
            label={t('wordNumbersText')}
            checked={options.numbers === 'text'}
            onChoose={() => change({ numbers: 'text' })}
          />
          <Choice
            name="numbers"
            value="real"
            label={t('wordNumbersReal')}
            hint={
              options.numbers === 'real' && facts.otherNumbers > 0
                ? t('wordNumbersDiffer', { count: facts.otherNumbers })
                : ''
            }
            checked={options.numbers === 'real'}
            onChoose={() => change({ numbers: 'real' })}
          />
        </fieldset>
        <fieldset hidden={!facts.isSigned}>
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
        {isDraft && open.missing > 0 && (
          <p class="note warn" data-word-missing={open.missing}>
            {t('wordMissing', { count: open.missing })}
          </p>
        )}
        {isDraft && open.conflicts > 0 && (
          <p class="note warn" data-word-conflicts={open.conflicts}>
            {t('wordConflicts', { count: open.conflicts })}
          </p>
        )}
        <p class="error" role="alert">
          {problem}
        </p>
        <div class="actions">
          <button type="submit" class="primary" data-write-word disabled={busy}>
            {t('wordWrite')}
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            {t('close')}
          </button>
          <span role="status" class="word-note" data-word-note>
            {busy ? t('wordWriting') : note}
          </span>
        </div>
      </form>
    </dialog>
  )
}

/** What the choices say of the report. */
function factsOf(report: Report): {
  comments: number
  suggestions: number
  otherNumbers: number
  isSigned: boolean
} {
  const doc = report.document()
  const standard = standardNumbersOf(doc)
  const threads = report.review.threads()
  let isSigned = false
  doc.forEach(({ type }) => {
    if (type.name === 'signature' || type.name === 'date') isSigned = true
  })
  return {
    comments: threads.filter(({ suggestion }) => suggestion === null).length,
    suggestions: threads.filter(({ suggestion }) => suggestion?.state === 'open').length,
    otherNumbers: numbersOf(doc).filter((number, index) => number !== standard[index]).length,
    isSigned,
  }
}

async function writeFile(
  report: Report,
  { purpose, comments, suggestions, numbers, seal, faces }: PaperOptions,
  t: Translator,
  at: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const { writeDocx } = await import('../paper/docx/write-docx')
  const isDraft = purpose === 'draft'
  const { doc, threads, changes } = printedReport(report, commentWords(t), {
    comments: isDraft && comments,
    suggestions: isDraft && suggestions ? 'tracked' : null,
  })
  return writeDocx(
    { id: report.id, title: report.title(), doc, threads, changes, figureOf: figureOn(report), at },
    { numbers, seal, faces, marked: isDraft, returnable: isDraft },
  )
}

/** `title-送审草稿-20261124.docx` */
function fileName(title: string, kind: string, at: number): string {
  const date = new Date(at)
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`
  return `${[title, kind, day].filter(Boolean).join('-')}.docx`
}
