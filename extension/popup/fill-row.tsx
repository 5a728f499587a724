import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { parseValue, type ValueError } from '../../schema/values'
import type { ListedBlank } from '../../editor/model/blank-list'
import { noDetail } from '../../editor/model/figures/source'
import type { PendingFill } from '../../editor/model/pending'
import type { SummaryFigure } from '../../editor/model/summary'
import { ValueProblem } from '../../editor/panels/value-problem'
import { systemEnvironment } from '../../editor/system'
import type { Translator } from '../../editor/ui/translator'
import { draftKey, keepDraft } from '../platform/drafts'
import { putFill } from '../platform/fills'

/** A blank of a report in the popup: its sentence, and a field to fill it right there. */
export function FillRow({
  t,
  report,
  figure,
  blank,
  draft,
  onGo,
  onFilled,
  onError,
}: {
  readonly t: Translator
  /** Id of the report. */
  readonly report: string
  readonly figure: SummaryFigure
  /** What it takes to fill it here; undefined where that may not or cannot be done. */
  readonly blank: ListedBlank | undefined
  readonly draft: string
  readonly onGo: () => void
  readonly onFilled: (fill: PendingFill) => void
  readonly onError: (error: unknown) => void
}) {
  const [open, setOpen] = useState(draft !== '')
  const [raw, setRaw] = useState(draft)
  const [error, setError] = useState<ValueError | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const opener = useRef<HTMLButtonElement>(null)
  const item = useRef<HTMLLIElement>(null)
  /** Whether the field was opened by hand, and so takes the focus; a draft only stands there. */
  const byHand = useRef(false)
  const ids = useId()
  const key = draftKey(report, figure.id)
  // Before the next key, which must not get lost.
  useLayoutEffect(() => {
    if (open && byHand.current) input.current?.focus()
  }, [open])

  const set = (text: string): void => {
    setRaw(text)
    setError(null)
    keepDraft(key, text).catch(onError)
  }
  const fill = async ({
    kind,
    unit,
    suffix,
    course,
    label,
    entries,
  }: ListedBlank): Promise<void> => {
    const parsed = parseValue(kind, unit, raw, suffix, label, course)
    if (!parsed.ok) {
      setError(parsed)
      input.current?.focus()
      return
    }
    const pending: PendingFill = {
      type: 'fill',
      id: systemEnvironment.newId(),
      report,
      figure: figure.id,
      label,
      value: parsed.value,
      suffix,
      course,
      unit: unit || suffix,
      source: '',
      detail: noDetail,
      seen: entries,
      at: systemEnvironment.now(),
      refused: '',
    }
    // This row goes as soon as the fill is stored, and the focus with it.
    focusNext(item.current)
    await putFill(pending)
    await keepDraft(key, '')
    onFilled(pending)
  }

  const { unit = '', suffix = '' } = blank ?? {}
  return (
    <li ref={item} class="figure">
      <button
        type="button"
        class="row"
        data-figure-item={figure.id}
        data-state={figure.state}
        onClick={onGo}
      >
        <b>
          {figure.label}
          {figure.mine && <span class="state state-mine">{t('filterMine')}</span>}
          {figure.state === 'conflict' && (
            <span class="state state-conflict">{t('stateConflict')}</span>
          )}
        </b>
        <span>
          {figure.before}
          <mark>{figure.values.join('／') || '＊'}</mark>
          {figure.after}
        </span>
      </button>
      {blank !== undefined && !open && (
        <button
          ref={opener}
          type="button"
          class="fill-open"
          data-fill={figure.id}
          aria-label={t('fillHere', { label: figure.label })}
          onClick={() => {
            byHand.current = true
            setOpen(true)
          }}
        >
          {t('fill')}
        </button>
      )}
      {blank !== undefined && open && (
        <form
          class="fill-field"
          onSubmit={(event) => {
            event.preventDefault()
            fill(blank).catch(onError)
          }}
          onKeyDown={(event) => {
            if (event.isComposing || event.keyCode === 229 || event.key !== 'Escape') return
            // Else the popup closes. What was typed stays a draft.
            event.preventDefault()
            byHand.current = true
            setOpen(false)
            setError(null)
            requestAnimationFrame(() => opener.current?.focus())
          }}
        >
          <div class="field">
            <input
              ref={input}
              class="value"
              data-draft={draft !== ''}
              aria-label={t('fillHere', { label: figure.label })}
              aria-describedby={`${ids}-error`}
              aria-invalid={error !== null}
              autocomplete="off"
              inputMode={['count', 'percent', 'duration'].includes(blank.kind) ? 'decimal' : 'text'}
              value={raw}
              onInput={(event) => set(event.currentTarget.value)}
            />
            {(unit || suffix) !== '' && <span class="unit">{unit || suffix}</span>}
            <button type="submit" class="primary">
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
              set(value)
              input.current?.focus()
            }}
          />
        </form>
      )}
    </li>
  )
}

/** Goes on to the next blank that can be filled, as one goes down a list. */
function focusNext(item: HTMLElement | null): void {
  let next = item?.nextElementSibling
  while (next instanceof HTMLElement) {
    const target = next.querySelector<HTMLElement>('.fill-field .value, .fill-open')
    if (target !== null) {
      target.focus()
      return
    }
    next = next.nextElementSibling
  }
}
