import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { reasonWords } from '../panels/reason-words'
import { groupBy } from '../model/group-by'
import { isOpen } from '../model/figures/figures'
import type { FigureItem } from '../panels/overview'
import { writeList } from '../spreadsheet/write-list'
import { download } from '../ui/download'
import type { Translator } from '../ui/translator'

/** 导出待填清单: one spreadsheet for all, or one for each department and person. */
export function ExportDialog({
  t,
  title,
  items,
  onClose,
}: {
  readonly t: Translator
  readonly title: string
  readonly items: readonly FigureItem[]
  readonly onClose: () => void
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [what, setWhat] = useState<'open' | 'all'>('open')
  const [note, setNote] = useState('')
  const [problem, setProblem] = useState('')
  useLayoutEffect(() => dialog.current?.showModal(), [])
  const open = items.filter(({ state }) => isOpen(state))
  const chosen = what === 'open' ? open : items
  const groups = [...groupBy(chosen, ({ to }) => to)].filter(([to]) => to !== '')
  const write = (list: readonly FigureItem[], to: string): void => {
    setNote('')
    setProblem('')
    writeList(list, title, t).then(
      (bytes) => {
        download([title, to, `${t('listFileName')}.xlsx`].filter(Boolean).join('-'), bytes)
        setNote(t('exported'))
      },
      (error: unknown) => setProblem(t('actFailed', { reason: reasonWords(t, error) })),
    )
  }
  return (
    <dialog
      ref={dialog}
      class="dialog export-dialog"
      aria-labelledby="export-title"
      onClose={onClose}
    >
      <h2 id="export-title">{t('exportTitle')}</h2>
      <p class="note">{t('exportListText')}</p>
      <label>
        {t('exportWhat')}
        <select
          name="what"
          value={what}
          onChange={(event) => setWhat(event.currentTarget.value === 'all' ? 'all' : 'open')}
        >
          <option value="open">{t('exportOpen', { count: open.length })}</option>
          <option value="all">{t('exportAll', { count: items.length })}</option>
        </select>
      </label>
      {chosen.length === 0 && <p class="empty good">{t('exportNothing')}</p>}
      {groups.length > 0 && (
        <>
          <p class="note">{t('exportEach')}</p>
          <ul class="export-list">
            {groups.map(([to, list]) => (
              <li key={to}>
                <button type="button" data-export-to={to} onClick={() => write(list, to)}>
                  {`${to}（${list.length}）`}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      <p role="status">{note}</p>
      {problem !== '' && (
        <p class="error" role="alert">
          {problem}
        </p>
      )}
      <div class="actions">
        <button type="button" onClick={() => dialog.current?.close()}>
          {t('close')}
        </button>
        <button
          type="button"
          class="primary"
          data-export-all
          disabled={chosen.length === 0}
          onClick={() => write(chosen, '')}
        >
          {t('exportOne', { count: chosen.length })}
        </button>
      </div>
    </dialog>
  )
}
