import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Quantity } from '../../schema/quantity'
import { parseValue, printValue, showValue, type ValueError } from '../../schema/values'
import { optionsFor, type CaptureOption } from '../../editor/capture/options'
import type { Candidate } from '../../editor/capture/rank'
import { noDetail, safeLink } from '../../editor/model/figures/source'
import type { Pending, PendingFill } from '../../editor/model/pending'
import { ValueProblem } from '../../editor/panels/value-problem'
import { systemEnvironment } from '../../editor/system'
import type { Translator } from '../../editor/ui/translator'
import type { Captured } from '../platform/captured-text'
import { putFill, undoFill } from '../platform/fills'
import { PendingNote } from '../platform/pending-note'
import { showReport } from '../platform/show'

/** Asks for the value of the chosen blank, shows the sentence that it makes, and notes it. */
export function FillStep({
  t,
  captured,
  quantity,
  candidate: { report, blank },
  title,
  mayFill,
  fills,
  onNoted,
  onBack,
}: {
  readonly t: Translator
  readonly captured: Captured
  /** Undefined for the whole text. */
  readonly quantity: Quantity | undefined
  readonly candidate: Candidate
  /** Title of the report. */
  readonly title: string
  readonly mayFill: boolean
  readonly fills: readonly Pending[]
  readonly onNoted: () => Promise<void>
  readonly onBack: () => void
}) {
  const { kind, unit, suffix, course } = blank
  const [options] = useState(() =>
    quantity === undefined
      ? []
      : optionsFor(quantity, blank, captured.before + captured.text.slice(0, quantity.from)),
  )
  const [raw, setRaw] = useState(options[0]?.raw ?? captured.text.trim().slice(0, 200))
  const [error, setError] = useState<ValueError | null>(null)
  const [source, setSource] = useState(captured.title)
  const [noted, setNoted] = useState<PendingFill | null>(null)
  const [problem, setProblem] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const ids = useId()
  useLayoutEffect(() => {
    input.current?.focus()
    input.current?.select()
  }, [])

  const parsed = parseValue(kind, unit, raw, suffix, blank.label, course)
  const warnings = options[0]?.warnings ?? []
  const fail = (reason: unknown): void => setProblem(t('storageFailed', { reason: String(reason) }))

  const submit = async (): Promise<void> => {
    if (!parsed.ok) {
      setError(parsed)
      input.current?.focus()
      return
    }
    const fill: PendingFill = {
      type: 'fill',
      id: systemEnvironment.newId(),
      report,
      figure: blank.id,
      label: blank.label,
      value: parsed.value,
      suffix,
      course,
      unit: unit || suffix,
      source: source.trim(),
      detail: {
        ...noDetail,
        link: safeLink(captured.address),
        quote: `${captured.before}${captured.text}${captured.after}`.trim(),
        takenAt: captured.at,
      },
      seen: blank.entries,
      at: systemEnvironment.now(),
      refused: '',
    }
    await putFill(fill)
    await onNoted()
    setNoted(fill)
  }

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing || event.keyCode === 229 || event.key !== 'Escape') return
    event.preventDefault()
    if (noted === null) onBack()
    else window.close()
  }

  if (noted !== null)
    return (
      <section class="fill-step" onKeyDown={onKeyDown}>
        <PendingNote
          t={t}
          fill={noted}
          fills={fills}
          onUndo={() => undoFill(noted, systemEnvironment).catch(fail)}
        />
        {problem !== '' && (
          <p class="error" role="alert">
            {problem}
          </p>
        )}
        <div class="actions">
          <button
            type="button"
            class="primary"
            ref={(button) => button?.focus()}
            onClick={() => window.close()}
          >
            {t('close')}
          </button>
          <button
            type="button"
            onClick={() =>
              void showReport({ id: report, figure: blank.id }).then(() => window.close(), fail)
            }
          >
            {t('showReport')}
          </button>
        </div>
      </section>
    )

  return (
    <form
      class="fill-step"
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault()
        void submit().catch(fail)
      }}
    >
      <div class="step-head">
        <strong id={`${ids}-label`}>{blank.label}</strong>
        <button type="button" class="link" onClick={onBack}>
          {t('captureBack')}
        </button>
      </div>
      <p class="note">{title}</p>
      {!mayFill && (
        <p class="banner" role="alert">
          {t('mayNotFill')}
        </p>
      )}
      {blank.shown !== '' && (
        <p class="note warn">
          {t(blank.state === 'conflict' ? 'captureConflict' : 'captureReplaces', {
            value: `${blank.shown}${unit}`,
          })}
        </p>
      )}
      {(options.length > 1 || options[0]?.by !== 0) && quantity !== undefined && (
        <fieldset>
          <legend class="note">{t('captureOptions', { text: quantity.text })}</legend>
          {options.map((option) => (
            <label key={option.raw} class="chip">
              <input
                type="radio"
                name="option"
                checked={raw === option.raw}
                onChange={() => {
                  setRaw(option.raw)
                  setError(null)
                }}
              />
              {showValue(option.raw, unit)}
              <small>{howWord(t, option)}</small>
            </label>
          ))}
        </fieldset>
      )}
      <div class="field">
        <input
          ref={input}
          class="value"
          aria-labelledby={`${ids}-label`}
          aria-describedby={`${ids}-error`}
          aria-invalid={error !== null}
          autocomplete="off"
          value={raw}
          onInput={(event) => {
            setRaw(event.currentTarget.value)
            setError(null)
          }}
        />
        {(unit || suffix) !== '' && <span class="unit">{unit || suffix}</span>}
        <button type="submit" class="primary" disabled={!mayFill}>
          {t('fill')}
        </button>
      </div>
      <ValueProblem
        t={t}
        id={`${ids}-error`}
        error={error}
        unit={unit}
        suffix={suffix}
        onTake={(value) => {
          setRaw(value)
          setError(null)
          input.current?.focus()
        }}
      />
      {warnings.map((warning) => (
        <p key={warning} class="note warn">
          {t(`capture-${warning}`, { unit, source: quantity?.unit ?? '' })}
        </p>
      ))}
      <p class="result" aria-label={t('captureResult')} aria-live="polite">
        {blank.before}
        <mark>{parsed.ok ? printValue(parsed.value) : raw.trim() || '＊'}</mark>
        {blank.after}
      </p>
      <label class="source">
        {t('source')}
        <input value={source} onInput={(event) => setSource(event.currentTarget.value)} />
      </label>
      <p class="note">{t('captureSourceKept')}</p>
      {problem !== '' && (
        <p class="error" role="alert">
          {problem}
        </p>
      )}
    </form>
  )
}

/** How a value came from what was selected: 除以 10,000. */
function howWord(t: Translator, { how, by }: CaptureOption): string {
  const factor = (10 ** Math.abs(by)).toLocaleString(t.locale)
  const moved = by === 0 ? t('captureAsIs') : t(by > 0 ? 'captureUp' : 'captureDown', { factor })
  if (how === 'turned') return t('captureTurned')
  return how === 'rounded' ? t('captureRounded', { how: moved }) : moved
}
