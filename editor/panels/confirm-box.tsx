import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Translator } from '../ui/translator'

/** A question inside a dialog, where it belongs; the focus is on what does no harm. */
export function ConfirmBox({
  t,
  label,
  text,
  yes,
  mark,
  bad = false,
  busy,
  onYes,
  onNo,
}: {
  readonly t: Translator
  readonly label: string
  readonly text: string
  readonly yes: string
  /** Name of a data attribute of the button that says yes. */
  readonly mark?: `data-${string}`
  readonly bad?: boolean
  readonly busy: boolean
  readonly onYes: () => void
  readonly onNo: () => void
}) {
  const no = useRef<HTMLButtonElement>(null)
  useLayoutEffect(() => {
    no.current?.focus()
    no.current?.closest('.confirm')?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <div class={`banner confirm${bad ? ' bad' : ''}`} role="alertdialog" aria-label={label}>
      <p>{text}</p>
      <div class="actions">
        <button
          type="button"
          class="primary"
          disabled={busy}
          {...(mark === undefined ? {} : { [mark]: true })}
          onClick={onYes}
        >
          {yes}
        </button>
        <button type="button" ref={no} onClick={onNo}>
          {t('cancel')}
        </button>
      </div>
    </div>
  )
}
