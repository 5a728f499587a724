import { useEffect, useState } from 'preact/hooks'
import type { Translator } from '../../editor/ui/translator'
import { openCapture } from '../platform/context-menu'
import { onDropped, readDropped, removeDropped, type Dropped } from '../platform/dropped'

/** What somebody selected on pages while this device was locked, and has not been filled yet. */
export function DroppedList({
  t,
  onError,
}: {
  readonly t: Translator
  readonly onError: (error: unknown) => void
}) {
  const [list, setList] = useState<readonly Dropped[]>([])
  useEffect(() => {
    const read = (): void => void readDropped().then(setList, onError)
    read()
    return onDropped(read)
  }, [])
  if (list.length === 0) return null
  return (
    <section class="dropped" data-dropped aria-label={t('droppedTitle', { count: list.length })}>
      <h2>{t('droppedTitle', { count: list.length })}</h2>
      <ul>
        {list.map(({ id, captured: { before, text, after, title } }) => (
          <li key={id}>
            <p>
              {before}
              <mark>{text}</mark>
              {after}
              <small>{title}</small>
            </p>
            <button
              type="button"
              data-dropped-fill
              onClick={() => void openCapture(id).then(() => window.close(), onError)}
            >
              {t('droppedFill')}
            </button>
            <button
              type="button"
              class="link"
              data-dropped-drop
              onClick={() => void removeDropped(id).catch(onError)}
            >
              {t('droppedDrop')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
