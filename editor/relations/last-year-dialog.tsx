import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { reasonWords } from '../panels/reason-words'
import { changeSince } from '../../schema/relations/check'
import type { PreviousHit } from '../../schema/previous/read'
import { printValue, showValue } from '../../schema/values'
import type { Desk } from '../page/desk'
import type { FigureItem } from '../panels/overview'
import { readReportFile, reportFileKinds } from '../panels/read-report-file'
import type { StringKey } from '../ui/strings'
import { usePrevious, type PreviousState } from './use-previous'

const doubts: Readonly<Record<Exclude<PreviousHit['doubt'], ''>, StringKey>> = {
  wording: 'doubtWording',
  unit: 'doubtUnit',
  several: 'doubtSeveral',
  place: 'doubtPlace',
}

/** A text longer than this is no report; it would hold the page up. */
const longest = 2_000_000

/** 导入去年的报告: last year's text goes in, what it says of each blank comes out, a person agrees. */
export function LastYearDialog({
  desk,
  initial,
  onClose,
}: {
  readonly desk: Desk
  /** Text that was given already. */
  readonly initial: string
  readonly onClose: () => void
}) {
  const { t, report, editor } = desk
  const dialog = useRef<HTMLDialogElement>(null)
  const file = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => dialog.current?.showModal(), [])
  const [text, setText] = useState(initial)
  const [taken, setTaken] = useState<ReadonlySet<string> | null>(null)
  const [title, setTitle] = useState<string | null>(null)
  const [problem, setProblem] = useState('')
  const { state, again } = usePrevious(editor?.view.state.doc, text)
  const reading = state.kind === 'read' ? state.reading : null
  const items = new Map(desk.overview.figures.map((item) => [item.id, item]))
  const sure = reading?.hits.filter(({ doubt }) => doubt === '') ?? []
  const doubtful = reading?.hits.filter(({ doubt }) => doubt !== '') ?? []
  const chosen = taken ?? new Set(sure.map(({ figure }) => figure))
  const hits = reading?.hits.filter(({ figure }) => chosen.has(figure)) ?? []

  const read = (next: string): void => {
    setTaken(null)
    setTitle(null)
    setProblem(next.length > longest ? t('lastYearTooLong') : '')
    setText(next.length > longest ? '' : next)
  }
  const open = async (chosenFile: File): Promise<void> => {
    const found = await readReportFile(chosenFile, 'y')
    if (found.ok) read(found.text)
    else setProblem(t(found.why, found.values))
  }
  const apply = (): void => {
    const values = new Map(hits.map(({ figure, value }) => [figure, value]))
    desk.record(report.previous.bring(values, (title ?? reading?.title ?? '').trim()))
    desk.notice(t('lastYearDone', { count: values.size }))
    dialog.current?.close()
  }
  const toggle = (figures: readonly string[], on: boolean): void => {
    const next = new Set(chosen)
    for (const figure of figures) {
      if (on) next.add(figure)
      else next.delete(figure)
    }
    setTaken(next)
  }

  return (
    <dialog
      ref={dialog}
      class="dialog last-year-dialog"
      aria-labelledby="last-year-title"
      onClose={onClose}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        const dropped = event.dataTransfer?.files[0]
        if (dropped === undefined) return
        event.preventDefault()
        open(dropped).catch((error: unknown) =>
          setProblem(t('actFailed', { reason: reasonWords(t, error) })),
        )
      }}
    >
      <h2 id="last-year-title">{t('lastYearTitle')}</h2>
      {reading === null ? (
        <>
          <p class="note">{t('lastYearNote')}</p>
          <textarea
            name="last-year"
            rows={10}
            aria-label={t('lastYearText')}
            placeholder={t('lastYearHint')}
            value={text}
            onInput={(event) => read(event.currentTarget.value)}
          />
          <ReadingState t={t} state={state} onAgain={again} />
        </>
      ) : (
        <>
          <label class="last-year-source">
            {t('lastYearSource')}
            <input
              value={title ?? reading.title}
              maxLength={200}
              onInput={(event) => setTitle(event.currentTarget.value)}
            />
          </label>
          <p class="note" role="status" data-last-year-count>
            {foundWords(t, [
              ['lastYearFoundSure', sure.length],
              ['lastYearFoundDoubtful', doubtful.length],
              ['lastYearFoundMissing', reading.missing.length],
            ])}
          </p>
          {reading.hits.length === 0 ? (
            <p class="empty">{t('lastYearNothing')}</p>
          ) : (
            <div class="proposals">
              <table>
                <thead>
                  <tr>
                    <th>
                      <input
                        type="checkbox"
                        aria-label={t('chooseAll')}
                        checked={reading.hits.every(({ figure }) => chosen.has(figure))}
                        onChange={(event) =>
                          toggle(
                            reading.hits.map(({ figure }) => figure),
                            event.currentTarget.checked,
                          )
                        }
                      />
                    </th>
                    <th>{t('columnFigure')}</th>
                    <th>{t('columnLast')}</th>
                    <th>{t('columnNow')}</th>
                    <th>{t('lastYearContext')}</th>
                  </tr>
                </thead>
                <tbody>
                  {/* What a person has to look at comes first. */}
                  {[...doubtful, ...sure].map((hit) => (
                    <HitRow
                      key={hit.figure}
                      desk={desk}
                      hit={hit}
                      item={items.get(hit.figure)}
                      checked={chosen.has(hit.figure)}
                      onCheck={(on) => toggle([hit.figure], on)}
                    />
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </>
      )}
      <p class="error" role="alert">
        {problem}
      </p>
      <div class="actions">
        <button type="button" onClick={() => dialog.current?.close()}>
          {t('cancel')}
        </button>
        {state.kind === 'reading' && (
          <button type="button" data-stop onClick={() => read('')}>
            {t('lastYearStop')}
          </button>
        )}
        {reading === null ? (
          <button type="button" onClick={() => file.current?.click()}>
            {t('lastYearFile')}
          </button>
        ) : (
          <button type="button" onClick={() => read('')}>
            {t('lastYearOther')}
          </button>
        )}
        <input
          ref={file}
          type="file"
          name="last-year-file"
          accept={reportFileKinds}
          hidden
          onChange={(event) => {
            const [one] = event.currentTarget.files ?? []
            event.currentTarget.value = ''
            if (one !== undefined)
              open(one).catch((error: unknown) =>
                setProblem(t('actFailed', { reason: reasonWords(t, error) })),
              )
          }}
        />
        <button
          type="button"
          class="primary"
          data-apply
          disabled={hits.length === 0}
          onClick={apply}
        >
          {t('lastYearApply', { count: hits.length })}
        </button>
      </div>
    </dialog>
  )
}

/** What was found and what was not, without the numbers that are zero. */
function foundWords(t: Desk['t'], parts: readonly (readonly [StringKey, number])[]): string {
  const said = parts.flatMap(([key, count]) => (count === 0 ? [] : [t(key, { count })]))
  return said.length === 0 ? '' : said.join(t('lastYearJoin')) + t('lastYearEnd')
}

/** That it is being read, how far, or that it could not be. */
function ReadingState({
  t,
  state,
  onAgain,
}: {
  readonly t: Desk['t']
  readonly state: PreviousState
  readonly onAgain: () => void
}) {
  if (state.kind === 'failed')
    return (
      <p class="error" role="alert" data-reading="failed">
        {t(state.reason === 'too-slow' ? 'lastYearTooSlow' : 'lastYearBroken')}{' '}
        <button type="button" class="link" onClick={onAgain}>
          {t('lastYearAgain')}
        </button>
      </p>
    )
  const isReading = state.kind === 'reading'
  return (
    <div class="last-year-reading" data-reading={isReading || undefined}>
      <span class="note" role="status" aria-busy={isReading}>
        {isReading && t('lastYearReading')}
      </span>
      {isReading && <progress value={state.done} max={1} aria-label={t('lastYearReading')} />}
    </div>
  )
}

function HitRow({
  desk,
  hit,
  item,
  checked,
  onCheck,
}: {
  readonly desk: Desk
  readonly hit: PreviousHit
  readonly item: FigureItem | undefined
  readonly checked: boolean
  readonly onCheck: (on: boolean) => void
}) {
  const { t } = desk
  const label = item?.label ?? '＊'
  const unit = item?.unit ?? ''
  const change =
    item === undefined || item.value === '' ? null : changeSince(item.value, hit.value, unit)
  return (
    <tr data-hit={hit.figure} data-doubt={hit.doubt}>
      <td>
        <input
          type="checkbox"
          aria-label={t('chooseFigure', { label })}
          checked={checked}
          onChange={(event) => onCheck(event.currentTarget.checked)}
        />
      </td>
      <td>
        {label}
        <small>{item?.path.at(-1)}</small>
      </td>
      <td>
        <b>
          {printValue(hit.value)}
          {unit}
        </b>
        {hit.doubt !== '' && <small class="doubt">{t(doubts[hit.doubt])}</small>}
      </td>
      <td>
        {item?.value === '' || item === undefined ? '' : showValue(item.value, unit)}
        {change !== null && <small>{change}</small>}
      </td>
      <td class="last-year-context">
        {hit.before}
        <mark>{hit.found}</mark>
        {hit.after}
      </td>
    </tr>
  )
}
