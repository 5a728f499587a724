import type { ComponentChildren } from 'preact'
import { reasonWords } from '../../editor/panels/reason-words'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Translator } from '../../editor/ui/translator'
import { readyDrop } from '../platform/dropped'
import { onHoldChange, readHold, type Hold } from '../platform/kept'
import { lockWhenIdle, move, noteUse } from '../platform/lock'
import { UnlockForm } from './unlock-form'
import './lock.css'

/** How this device keeps things, followed; undefined until it is known. */
export function useHold(): Hold | undefined {
  const [found, setFound] = useState<Hold>()
  useEffect(() => {
    let last = 0
    const read = (): void => {
      const mine = ++last
      void readHold().then((hold) => {
        if (mine === last) setFound(hold)
      })
    }
    // Whoever comes back to a machine that stood idle finds it locked, also when nobody was awake to lock it.
    void lockWhenIdle().finally(read)
    return onHoldChange(read)
  }, [])
  return found
}

const signsOfUse = ['keydown', 'pointerdown', 'input', 'wheel'] as const

/** Shows what is inside on a device that is not locked; else a lock, or what is being moved. */
export function LockGate({
  t,
  children,
  lockedNote = '',
}: {
  readonly t: Translator
  /** What is said of this very page while the device is locked. */
  readonly lockedNote?: string
  readonly children: ComponentChildren
}) {
  const hold = useHold()
  const state = hold?.state
  useEffect(() => {
    if (state === 'open' || state === 'plain')
      void readyDrop().catch((error: unknown) => console.error('drop', error))
    if (state !== 'open') return undefined
    noteUse()
    for (const sign of signsOfUse) addEventListener(sign, noteUse, { passive: true })
    return () => {
      for (const sign of signsOfUse) removeEventListener(sign, noteUse)
    }
  }, [state])
  if (hold === undefined) return null
  if (hold.state === 'locked') return <UnlockForm t={t} note={lockedNote} />
  if (hold.state === 'moving') return <Moving t={t} sealing={hold.record.stage === 'sealing'} />
  return <>{children}</>
}

/** Seals or unseals what this device has, or waits for another page that does. */
function Moving({ t, sealing }: { readonly t: Translator; readonly sealing: boolean }) {
  const words = t(sealing ? 'lockTurningOn' : 'lockTurningOff')
  const [problem, setProblem] = useState('')
  const [done, setDone] = useState({ done: 0, all: 1 })
  const running = useRef(false)
  const run = (): void => {
    if (running.current) return
    running.current = true
    setProblem('')
    move((count, all) => setDone({ done: count, all }))
      .catch((error: unknown) => setProblem(t('moveFailed', { reason: reasonWords(t, error) })))
      .finally(() => {
        running.current = false
      })
  }
  useEffect(run, [])
  return (
    <div class="lock-screen" data-lock="moving">
      <p role="status">{words}</p>
      <progress value={done.done} max={done.all} aria-label={words} />
      {problem !== '' && (
        <>
          <p class="error" role="alert">
            {problem}
          </p>
          <button type="button" class="primary" onClick={run}>
            {t('again')}
          </button>
        </>
      )}
    </div>
  )
}
