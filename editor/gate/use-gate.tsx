import type { JSX } from 'preact'
import { useId, useState } from 'preact/hooks'
import type { HindranceKind, Hindrances } from '../model/gate/hindrances'
import { passReasonLimit, type Pass, type PassPurpose } from '../model/gate/passes'
import { fingerprintOf } from '../model/versions/content'
import type { Desk } from '../page/desk'
import { gateOf } from './gate'
import { wordsOf } from './gate-words'

/** What a dialog draws, and asks when its text is to leave. */
export interface GateAsking {
  readonly section: JSX.Element
  /** What keeps the text here, in words. `''` lets it go, and notes it where something stood in the way. */
  readonly ask: () => string
}

/**
 * 放行: shows in a dialog from which a text leaves as final what stands in the way, and
 * lets it go when that is nothing or when somebody says why.
 */
export function useGate(desk: Desk, purpose: PassPurpose, onLeave: () => void): GateAsking {
  const { t, report, session, editor, options } = desk
  const [gate, setGate] = useState(() => gateOf(desk))
  const [reason, setReason] = useState('')
  const id = useId()
  const mayPass = session.may('review')
  const words = wordsOf(desk, gate.hindrances)

  const ask = (): string => {
    // Something may have come or gone since the dialog was opened.
    const fresh = gateOf(desk)
    setGate(fresh)
    if (fresh.isOpen) return ''
    if (!mayPass) return t('gateMayNot')
    if (reason.trim() === '') return t('gateReasonNeeded')
    const doc = editor?.view.state.doc ?? report.document()
    const pass = {
      purpose,
      reason,
      hindrances: wordsOf(desk, fresh.hindrances).map(({ head, names }) =>
        names === '' ? head : `${head}：${names}`,
      ),
      fingerprint: fingerprintOf(report.versions.present(doc)),
    }
    // Written twice in a row is let through once.
    if (!isSame(report.passes.all()[0], pass)) report.passes.record(pass)
    return ''
  }

  const section = (
    <section class="gate" data-gate={gate.isOpen ? 'open' : 'closed'} aria-labelledby={id}>
      <h3 id={id}>{t('gateTitle')}</h3>
      {gate.isOpen ? (
        <p class="good">{t(gate.isFinal ? 'gateFinal' : 'gateClear')}</p>
      ) : (
        <>
          <ul>
            {words.map(({ kind, head, names }) => (
              <li key={kind} data-hindrance={kind}>
                <span>
                  <strong>{head}</strong>
                  {names !== '' && <small>{names}</small>}
                </span>
                {kind !== 'absent' && (
                  <button
                    type="button"
                    class="link"
                    onClick={() => {
                      onLeave()
                      goTo(desk, kind, gate.hindrances)
                    }}
                  >
                    {t('gateGo')}
                  </button>
                )}
              </li>
            ))}
          </ul>
          {mayPass ? (
            <>
              <label>
                {t('gateReason', { name: options.myName })}
                <textarea
                  name="pass-reason"
                  rows={2}
                  maxLength={passReasonLimit}
                  placeholder={t('gateReasonHint')}
                  value={reason}
                  onInput={(event) => setReason(event.currentTarget.value)}
                />
              </label>
              <p class="note">{t('gateRecorded')}</p>
            </>
          ) : (
            <p class="note warn">{t('gateMayNot')}</p>
          )}
        </>
      )}
    </section>
  )
  return { section, ask }
}

function isSame(last: Pass | undefined, pass: Omit<Pass, 'id' | 'by' | 'at'>): boolean {
  return (
    last !== undefined &&
    last.purpose === pass.purpose &&
    last.fingerprint === pass.fingerprint &&
    last.reason === pass.reason.trim() &&
    last.hindrances.join('\n') === pass.hindrances.join('\n')
  )
}

const tabs: Readonly<Record<HindranceKind, string>> = {
  missing: 'figures',
  conflicts: 'figures',
  unverified: 'figures',
  errors: 'checks',
  comments: 'comments',
  suggestions: 'comments',
  absent: 'comments',
}

/** Opens the panel where a kind of hindrance is dealt with, at the first of them. */
function goTo(desk: Desk, kind: HindranceKind, hindrances: Hindrances): void {
  desk.show('text')
  desk.openTab(tabs[kind])
  // The dialog gives the focus back first.
  requestAnimationFrame(() => {
    const [first] = hindrances[kind]
    if (typeof first !== 'string') return
    if (tabs[kind] === 'figures') desk.showFigure(first)
    else if (tabs[kind] === 'comments') desk.showThread(first)
  })
}
