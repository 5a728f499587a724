import type { ComponentChild } from 'preact'
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Attachments } from '../attachments/attachments'
import type { Prepared } from '../attachments/files'
import { useFiles } from '../attachments/use-files'
import type { Around } from '../../schema/course'
import { showValue, type ParsedValue, type ValueError } from '../../schema/values'
import type { Assignment } from '../model/figures/assignments'
import type { FigureInfo } from '../model/figures/entries'
import type { FillDetails, Figures } from '../model/figures/figures'
import { noDetail, safeLink, sameDetail } from '../model/figures/source'
import type { Members } from '../model/members'
import type { Verifications } from '../model/review/verifications'
import type { Undoable } from '../model/undoable'
import { showDay } from '../board/reminder'
import type { StringKey } from '../ui/strings'
import { showTime, type Translator } from '../ui/translator'
import { stateWord } from '../view/blank-view'
import { FigureHistory } from './figure-history'
import { SourceFields } from './source-fields'
import { ValueProblem } from './value-problem'

export interface FigureFormProps extends Around {
  readonly t: Translator
  readonly info: FigureInfo
  /** What was typed already, in the place of the value; undefined begins with the value. */
  readonly typed?: string | undefined
  /** How many blanks of the text show this figure. */
  readonly occurrences: number
  readonly figures: Figures
  readonly verifications: Verifications
  readonly members: Members
  readonly assignment: Assignment | undefined
  /** Where the blank is on the screen; null centres the form. */
  readonly at: DOMRect | null
  readonly now: () => number
  readonly readOnly: boolean
  readonly mayComment: boolean
  /** Whether the text may be changed, so that a blank can be given a figure of its own. */
  readonly maySplit: boolean
  /** Asked before a value goes in; false when something has to be decided first. */
  readonly mayFill?: (raw: string, details: FillDetails, files: readonly Prepared[]) => boolean
  /** What else is said of the figure. */
  readonly children?: ComponentChild
  readonly attachments: Attachments
  /** `files`: what the source brings and the report does not have yet. */
  readonly onFill: (raw: string, details: FillDetails, files: readonly Prepared[]) => ParsedValue
  /** One's own attachment was deleted from the report. */
  readonly onAttachmentRemoved: (act: Undoable) => void
  /** Whether values may be marked as checked here. */
  readonly mayVerify: boolean
  readonly onVerify: (entry: string, holds: boolean) => void
  readonly onAssign: () => void
  readonly onDescribe: (words: { readonly label: string; readonly hint: string }) => void
  readonly onClear: () => void
  readonly onNotApplicable: () => void
  readonly onChoose: (entry: string) => void
  readonly onSplit: () => void
  readonly onComment: () => void
  /** Goes to the next (1) or previous (-1) missing blank. */
  readonly onNext: (direction: 1 | -1) => void
  readonly onClose: () => void
}

const hints: Readonly<Record<FigureInfo['kind'], StringKey>> = {
  count: 'hintCount',
  percent: 'hintPercent',
  duration: 'hintDuration',
  date: 'hintDate',
  organisation: 'hintOrganisation',
  place: 'hintPlace',
  text: 'hintText',
}

/** The form in which a blank is filled. */
export function FigureForm(props: FigureFormProps) {
  const { t, info, suffix, figures, members, onClose } = props
  const values = figures.values(info.id)
  const [only] = values
  const [raw, setRaw] = useState(props.typed ?? (values.length === 1 ? (only?.value ?? '') : ''))
  const [source, setSource] = useState(only?.source ?? '')
  const [detail, setDetail] = useState(only?.detail ?? noDetail)
  const [linkBad, setLinkBad] = useState(false)
  const [dropping, setDropping] = useState(false)
  const chosen = useFiles(t, props.attachments)
  const [basis, setBasis] = useState(only?.basis ?? '')
  const [period, setPeriod] = useState(only?.period ?? '')
  const [label, setLabel] = useState(info.label)
  const [hint, setHint] = useState(info.hint)
  const [cutoff, setCutoff] = useState(only?.cutoff ?? '')
  const [unverified, setUnverified] = useState(only?.unverified ?? false)
  const [error, setError] = useState<ValueError | null>(null)
  const [, redraw] = useState(0)
  const input = useRef<HTMLInputElement>(null)
  /** What stood in the field before anybody typed. */
  const stood = useRef(values.length === 1 ? (only?.value ?? '') : '')
  const box = useRef<HTMLFormElement>(null)
  const composing = useRef(false)
  const ids = useId()

  // Before the next key: somebody who presses Tab twice must not lose the second.
  useLayoutEffect(() => {
    input.current?.focus()
    // What was typed is gone on with; what stood there is typed over.
    if (!props.typed) input.current?.select()
    const stops = [
      figures.onChange((changed) => {
        if (!changed.has(info.id)) return
        redraw((n) => n + 1)
        const [now, ...others] = figures.values(info.id)
        const next = others.length === 0 ? (now?.value ?? '') : ''
        // What nobody has touched follows; what somebody typed stays.
        setRaw((typed) => (typed === stood.current ? next : typed))
        stood.current = next
      }),
      props.attachments.onChange(() => redraw((n) => n + 1)),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }, [figures, info.id])

  useLayoutEffect(() => {
    if (box.current !== null) place(box.current, props.at)
  })
  // What is unfolded or arrives makes it taller without a drawing of ours.
  useLayoutEffect(() => {
    const { current } = box
    if (current === null) return undefined
    const watch = new ResizeObserver(() => place(current, props.at))
    watch.observe(current)
    return () => watch.disconnect()
  }, [props.at])

  /** True when nothing stands in the way of going on. */
  const fill = (): boolean => {
    if (!props.readOnly && label.trim() !== '') props.onDescribe({ label, hint })
    const link = safeLink(detail.link)
    if (detail.link.trim() !== '' && link === '') {
      setLinkBad(true)
      return false
    }
    const ids = chosen.files.map((file) => props.attachments.idOf(file))
    const details = {
      source: source.trim(),
      detail: {
        ...detail,
        link,
        page: detail.page.trim(),
        note: detail.note.trim(),
        attachments: [...new Set([...detail.attachments, ...ids])],
      },
      basis: basis.trim(),
      period: period.trim(),
      cutoff: cutoff.trim(),
      unverified,
      suffix,
      course: props.course,
    }
    const same = values.length === 1 && only !== undefined && raw.trim() === only.value
    if (
      same &&
      only.source === details.source &&
      sameDetail(only.detail, details.detail) &&
      only.basis === details.basis &&
      only.period === details.period &&
      only.cutoff === details.cutoff &&
      only.unverified === unverified
    )
      return true
    if (props.mayFill?.(raw, details, chosen.files) === false) return false
    const result = props.onFill(raw, details, chosen.files)
    if (result.ok) {
      chosen.clear()
      setDetail(details.detail)
    }
    setError(result.ok ? null : result)
    if (!result.ok) input.current?.focus()
    return result.ok
  }

  const onKeyDown = (event: KeyboardEvent): void => {
    // Keys that an input method takes for itself are not ours.
    if (event.isComposing || composing.current || event.keyCode === 229) return
    if (event.key === 'Escape') {
      event.preventDefault()
      onClose()
    } else if (
      event.key === 'Tab' &&
      event.target === input.current &&
      !event.altKey &&
      !event.ctrlKey
    ) {
      event.preventDefault()
      if (raw.trim() === '' || fill()) props.onNext(event.shiftKey ? -1 : 1)
    } else if (event.key === 'ArrowDown' && event.target === input.current) {
      // Tab goes to the next blank, so another key leads to what stands below.
      event.preventDefault()
      focusBelow(input.current)
    }
  }

  const heading = `${ids}-label`
  const problem = `${ids}-error`
  const state = figures.state(info.id)
  const assignee = props.assignment?.to
  const to =
    assignee === undefined
      ? ''
      : assignee.type === 'department'
        ? assignee.name
        : (members.name(assignee.member) ?? t('someone'))
  /** The one value, which can be checked. */
  const settled = values.length === 1 && only?.notApplicable === false ? only : undefined
  const tick = figures.entries(info.id).flatMap((entry) => {
    const found = props.verifications.of(entry)
    return found === undefined ? [] : [{ ...found, entry }]
  })[0]
  return (
    <form
      ref={box}
      class={`figure-form ${dropping ? 'dropping' : ''}`}
      role="dialog"
      aria-labelledby={heading}
      onKeyDown={onKeyDown}
      onPaste={(event) => {
        const { files = null, types = [] } = event.clipboardData ?? {}
        // A spreadsheet puts a picture beside its text; the text is what is meant.
        if (props.readOnly || files === null || files.length === 0 || types.includes('text/plain'))
          return
        event.preventDefault()
        chosen.take([...files])
      }}
      onDragOver={(event) => {
        if (props.readOnly || event.dataTransfer?.types.includes('Files') !== true) return
        event.preventDefault()
        setDropping(true)
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={(event) => {
        setDropping(false)
        const files = event.dataTransfer?.files
        if (props.readOnly || files === undefined || files.length === 0) return
        event.preventDefault()
        chosen.take([...files])
      }}
      onSubmit={(event) => {
        event.preventDefault()
        if (!composing.current && fill()) onClose()
      }}
    >
      <div class="form-head">
        <strong id={heading}>{info.label || t('figuresTab')}</strong>
        <span class={`state state-${state}`}>{stateWord(t, state)}</span>
        <button type="button" class="icon" aria-label={t('close')} onClick={onClose}>
          ×
        </button>
      </div>
      {info.hint !== '' && <p class="note">{info.hint}</p>}
      <p class="note assigned">
        {to !== '' &&
          (props.assignment?.due
            ? t('assignedToDue', { to, day: showDay(props.assignment.due, t) })
            : t('assignedTo', { to }))}
        <button type="button" class="link" disabled={props.readOnly} onClick={props.onAssign}>
          {t('assign')}
        </button>
        <small class="below-key">{t('formBelowKey')}</small>
      </p>
      {values.length > 1 && (
        <fieldset class="choices">
          <legend>{t('chooseValue')}</legend>
          {values.map((one) => (
            <div class="choice" key={one.entry}>
              <span class="choice-value">
                {one.notApplicable ? t('notApplicable') : showValue(one.value, info.unit)}
              </span>
              <span class="choice-by">
                {t('filledBy', {
                  name: members.name(one.by) ?? t('someone'),
                  time: showTime(one.at, props.now(), t.locale),
                })}
                {one.source !== '' && ` · ${one.source}`}
              </span>
              <button
                type="button"
                disabled={props.readOnly}
                onClick={() => props.onChoose(one.entry)}
              >
                {t('choose')}
              </button>
            </div>
          ))}
        </fieldset>
      )}
      <div class="field">
        <input
          ref={input}
          aria-labelledby={heading}
          aria-describedby={problem}
          aria-invalid={error !== null}
          aria-keyshortcuts="ArrowDown"
          class={`value value-${info.kind}`}
          inputMode={
            info.kind === 'count' || info.kind === 'percent' || info.kind === 'duration'
              ? 'decimal'
              : 'text'
          }
          autocomplete="off"
          placeholder={t(hints[info.kind])}
          readOnly={props.readOnly}
          value={raw}
          onCompositionStart={() => {
            composing.current = true
          }}
          onCompositionEnd={() => {
            composing.current = false
          }}
          onInput={(event) => {
            setRaw(event.currentTarget.value)
            setError(null)
          }}
        />
        {(info.unit || suffix) !== '' && <span class="unit">{info.unit || suffix}</span>}
        <button type="submit" class="primary" disabled={props.readOnly}>
          {t('fill')}
        </button>
      </div>
      <ValueProblem
        t={t}
        id={problem}
        error={error}
        unit={info.unit}
        suffix={suffix}
        onTake={(value) => {
          setRaw(value)
          setError(null)
          input.current?.focus()
        }}
      />
      {props.occurrences > 1 && (
        <p class="note">
          {t('occurrences', { count: props.occurrences })}
          <button
            type="button"
            class="link"
            data-split
            disabled={!props.maySplit}
            onClick={props.onSplit}
          >
            {t('splitOff')}
          </button>
        </p>
      )}
      {settled !== undefined && (
        <p class="note">
          {tick !== undefined &&
            t('verifiedBy', {
              name: members.name(tick.by) ?? t('someone'),
              time: showTime(tick.at, props.now(), t.locale),
            })}
          <button
            type="button"
            class="link"
            data-verify
            disabled={!props.mayVerify}
            onClick={() => props.onVerify(tick?.entry ?? settled.entry, tick === undefined)}
          >
            {t(tick === undefined ? 'verify' : 'unverify')}
          </button>
        </p>
      )}
      {props.children}
      <details
        open={
          source + basis + cutoff !== '' ||
          chosen.files.length > 0 ||
          chosen.problem !== '' ||
          linkBad
        }
      >
        <summary>{t('details')}</summary>
        <label>
          {t('source')}
          <input
            value={source}
            readOnly={props.readOnly}
            onInput={(event) => setSource(event.currentTarget.value)}
          />
        </label>
        <SourceFields
          t={t}
          detail={detail}
          onDetail={(next) => {
            setDetail(next)
            setLinkBad(false)
          }}
          attachments={props.attachments}
          chosen={chosen}
          now={props.now}
          readOnly={props.readOnly}
          linkBad={linkBad}
        />
        <label>
          {t('basis')}
          <input
            value={basis}
            readOnly={props.readOnly}
            onInput={(event) => setBasis(event.currentTarget.value)}
          />
        </label>
        <label>
          {t('period')}
          <input
            value={period}
            readOnly={props.readOnly}
            onInput={(event) => setPeriod(event.currentTarget.value)}
          />
        </label>
        <label>
          {t('cutoff')}
          <input
            value={cutoff}
            readOnly={props.readOnly}
            onInput={(event) => setCutoff(event.currentTarget.value)}
          />
        </label>
        <label>
          {t('figureName')}
          <input
            value={label}
            readOnly={props.readOnly}
            onInput={(event) => setLabel(event.currentTarget.value)}
          />
        </label>
        <label>
          {t('figureHint')}
          <input
            value={hint}
            readOnly={props.readOnly}
            onInput={(event) => setHint(event.currentTarget.value)}
          />
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={unverified}
            disabled={props.readOnly}
            onChange={(event) => setUnverified(event.currentTarget.checked)}
          />
          {t('markUnverified')}
        </label>
        <FigureHistory
          t={t}
          info={info}
          figures={figures}
          members={members}
          attachments={props.attachments}
          now={props.now}
          onRemoved={
            props.readOnly
              ? undefined
              : (act) => {
                  if (act !== null) props.onAttachmentRemoved(act)
                  redraw((n) => n + 1)
                }
          }
        />
      </details>
      <div class="actions">
        <button
          type="button"
          disabled={props.readOnly || values.length === 0}
          onClick={props.onClear}
        >
          {t('clear')}
        </button>
        <button type="button" disabled={props.readOnly} onClick={props.onNotApplicable}>
          {t('notApplicable')}
        </button>
        <button type="button" disabled={!props.mayComment} onClick={props.onComment}>
          {t('comment')}
        </button>
        <button
          type="button"
          class="push"
          onClick={() => (raw.trim() === '' || fill()) && props.onNext(1)}
        >
          {t('nextMissing')}
        </button>
      </div>
    </form>
  )
}

/** Focuses the first thing of the form that can be used below the field. */
function focusBelow(field: HTMLElement | null): void {
  const all = field?.closest('form')?.querySelectorAll<HTMLElement>('button,input,select,summary,a')
  for (const one of all ?? []) {
    const isBelow =
      field !== null &&
      (field.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0 &&
      one.closest('.field') === null
    if (isBelow && !one.matches(':disabled') && one.checkVisibility()) {
      one.focus()
      return
    }
  }
}

/** Under the blank where there is room, else above it; always on the screen. */
function place(box: HTMLElement, at: DOMRect | null): void {
  const { offsetWidth: width, offsetHeight: height } = box
  const { innerWidth, innerHeight } = window
  const left = at === null ? (innerWidth - width) / 2 : at.left - 24
  const below = at === null ? (innerHeight - height) / 3 : at.bottom + 8
  const top = at !== null && below + height > innerHeight - 8 ? at.top - height - 8 : below
  box.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`
  box.style.top = `${Math.max(8, Math.min(top, innerHeight - height - 8))}px`
}
