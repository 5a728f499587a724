import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { isTableSize, tableLimits } from '../../schema/tables'
import type { Translator } from '../ui/translator'

/** 插入表格: asks how large the table is to be. */
export function TableDialog({
  t,
  onInsert,
  onClose,
}: {
  readonly t: Translator
  readonly onInsert: (size: { readonly rows: number; readonly columns: number }) => void
  readonly onClose: () => void
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const chosen = useRef(false)
  const [rows, setRows] = useState('4')
  const [columns, setColumns] = useState('3')
  useLayoutEffect(() => dialog.current?.showModal(), [])
  const size = { rows: Number(rows), columns: Number(columns) }
  const isRight =
    Number.isInteger(size.rows) &&
    Number.isInteger(size.columns) &&
    isTableSize(size.rows, size.columns)
  return (
    <dialog
      ref={dialog}
      class="dialog table-dialog"
      aria-labelledby="table-title"
      onClose={() => {
        onClose()
        // The dialog gives the focus back first; then it goes to the new cell.
        if (chosen.current) onInsert(size)
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          chosen.current = isRight
          if (isRight) dialog.current?.close()
        }}
      >
        <h2 id="table-title">{t('insertTable').replace('…', '')}</h2>
        <label>
          {t('tableRows')}
          <input
            name="rows"
            inputMode="numeric"
            autocomplete="off"
            value={rows}
            onFocus={(event) => event.currentTarget.select()}
            onInput={(event) => setRows(event.currentTarget.value)}
          />
        </label>
        <label>
          {t('tableColumns')}
          <input
            name="columns"
            inputMode="numeric"
            autocomplete="off"
            value={columns}
            onFocus={(event) => event.currentTarget.select()}
            onInput={(event) => setColumns(event.currentTarget.value)}
          />
        </label>
        <p class={isRight ? 'note' : 'error'} role="status">
          {t('tableSize', tableLimits)}
        </p>
        <div class="actions">
          <button type="button" onClick={() => dialog.current?.close()}>
            {t('cancel')}
          </button>
          <button type="submit" class="primary" disabled={!isRight}>
            {t('tableInsert')}
          </button>
        </div>
      </form>
    </dialog>
  )
}
