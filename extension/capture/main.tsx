import { render } from 'preact'
import { reasonWords } from '../../editor/panels/reason-words'
import { useMemo, useState } from 'preact/hooks'
import { quantitiesIn } from '../../schema/quantity'
import { withUnitOf } from '../../editor/capture/heads'
import { rank, type Candidate } from '../../editor/capture/rank'
import type { Translator } from '../../editor/ui/translator'
import { LockGate } from '../lock/lock-gate'
import { findCaptured } from '../platform/captured'
import type { Captured } from '../platform/captured-text'
import { isDropped, removeDropped } from '../platform/dropped'
import { onHoldChange, readHold } from '../platform/kept'
import { translatorOf } from '../platform/interface'
import { readSettings } from '../platform/settings'
import { useKnown } from '../platform/use-known'
import { CandidateList } from './candidate-list'
import { FillStep } from './fill-step'
import { Selected } from './selected'
import './capture.css'

/** Asks for the blank that a selection of a page belongs into, then for its value. */
function Capture({
  t,
  captured,
  onNoted,
}: {
  readonly t: Translator
  readonly captured: Captured
  /** Its value waits to be filled, so it need not be kept any more. */
  readonly onNoted: () => Promise<void>
}) {
  const [problem, setProblem] = useState('')
  const known = useKnown((error) =>
    setProblem(t('storageFailed', { reason: reasonWords(t, error) })),
  )
  const quantities = useMemo(
    () => quantitiesIn(captured.text).map((one) => withUnitOf(captured.heads, one)),
    [captured],
  )
  /** Which number of the selection; `quantities.length` is the whole text. */
  const [which, setWhich] = useState(0)
  const [chosen, setChosen] = useState<Candidate | null>(null)
  const quantity = quantities[which]
  const candidates = useMemo(() => {
    const all = (known?.reports ?? []).flatMap(({ id }) =>
      (known?.blanks.get(id)?.blanks ?? []).map((blank): Candidate => ({ report: id, blank })),
    )
    const { before, text, after, heads, title } = captured
    return rank(all, { quantity, words: `${before}${text}${after} ${heads} ${title}` })
  }, [known?.blanks, known?.reports, quantity, captured])
  const titles = new Map(known?.reports.map(({ id, title }) => [id, title || t('untitled')]))
  const mayFill = (report: string): boolean => known?.blanks.get(report)?.mayFill === true

  return (
    <main>
      <h1>{t('captureTitle')}</h1>
      {problem !== '' && (
        <p class="banner bad" role="alert">
          {problem}
        </p>
      )}
      <Selected
        t={t}
        captured={captured}
        quantities={quantities}
        which={which}
        onWhich={chosen === null ? setWhich : null}
      />
      {known === null && problem === '' && <p class="empty">{t('loading')}</p>}
      {known !== null && known.reports.length === 0 && <p class="empty">{t('captureNone')}</p>}
      {known !== null && known.reports.length > 0 && candidates.length === 0 && (
        <p class="empty">{t('captureNoBlanks')}</p>
      )}
      {known !== null && candidates.length > 0 && (
        // Kept while a value is asked for, so that its search is there on coming back.
        <div hidden={chosen !== null}>
          <CandidateList
            t={t}
            candidates={candidates}
            titles={titles}
            active={chosen === null}
            mayFill={mayFill}
            onChoose={setChosen}
          />
        </div>
      )}
      {chosen !== null && known !== null && (
        <FillStep
          key={`${chosen.report} ${chosen.blank.id}`}
          t={t}
          captured={captured}
          quantity={quantity}
          candidate={chosen}
          title={titles.get(chosen.report) ?? ''}
          mayFill={mayFill(chosen.report)}
          fills={known.fills}
          onNoted={onNoted}
          onBack={() => setChosen(null)}
        />
      )}
    </main>
  )
}

const start = async (): Promise<void> => {
  const t = translatorOf(await readSettings())
  document.title = t('captureTitle')
  const app = document.querySelector('#app')
  if (app === null) return
  const id = location.hash.slice(1)
  const captured = await findCaptured(id)
  const isLocked = (await readHold()).state === 'locked'
  const isKept = await isDropped(id)
  if (captured === undefined && isLocked && isKept) {
    // The browser was started anew: what waits can be read once the device is unlocked.
    render(
      <LockGate t={t} lockedNote={t('captureKept')}>
        {null}
      </LockGate>,
      app,
    )
    const stop = onHoldChange(() => {
      void readHold().then(({ state }) => {
        if (state === 'locked') return
        stop()
        location.reload()
      })
    })
    return
  }
  render(
    captured === undefined ? (
      <p class="empty">{t('captureGone')}</p>
    ) : (
      <LockGate t={t} lockedNote={isKept ? t('captureKept') : ''}>
        <Capture t={t} captured={captured} onNoted={() => removeDropped(id)} />
      </LockGate>
    ),
    app,
  )
}

void start()
