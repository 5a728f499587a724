import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { reasonWords } from '../panels/reason-words'
import type { FigureInfo } from '../model/figures/entries'
import type { Desk, MenuCommand } from './desk'

/** 复制为新报告: with its values, or as a template. */
export const copyReport: MenuCommand = {
  id: 'copy-report',
  menu: 'file',
  title: 'copyReport',
  may: ({ editor }) => editor !== null,
  run: (desk) => desk.openDialog((close) => <CopyDialog desk={desk} onClose={close} />),
}

function CopyDialog({ desk, onClose }: { readonly desk: Desk; readonly onClose: () => void }) {
  const { t, report, editor, options } = desk
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => dialog.current?.showModal(), [])
  const [withValues, setWithValues] = useState(true)
  const [title, setTitle] = useState('')
  const [problem, setProblem] = useState('')
  const copy = async (): Promise<void> => {
    const doc = editor?.view.state.doc
    if (doc === undefined) return
    const figures: FigureInfo[] = report.figures
      .ids()
      .flatMap((id) => report.figures.info(id) ?? [])
    const values = new Map<string, string>()
    if (withValues) {
      for (const { id } of figures) {
        const [only, ...more] = report.figures.values(id)
        if (only !== undefined && more.length === 0 && !only.notApplicable)
          values.set(id, only.value)
      }
    }
    await options.onCopy({ draft: { doc, figures }, values, title: title.trim() })
  }
  return (
    <dialog
      ref={dialog}
      class="dialog version-dialog"
      aria-labelledby="copy-title"
      onClose={onClose}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          copy().then(
            () => dialog.current?.close(),
            (error: unknown) => setProblem(t('storageFailed', { reason: reasonWords(t, error) })),
          )
        }}
      >
        <h2 id="copy-title">{t('copyTitle')}</h2>
        <p class="note">{t('copyReportText')}</p>
        {[true, false].map((one) => (
          <label class="check" key={String(one)}>
            <input
              type="radio"
              name="copy"
              value={one ? 'values' : 'template'}
              checked={withValues === one}
              onChange={() => setWithValues(one)}
            />
            {t(one ? 'copyWith' : 'copyWithout')}
          </label>
        ))}
        <label for="copy-name">{t('copyName')}</label>
        <input
          id="copy-name"
          name="copy-name"
          maxLength={100}
          placeholder={t('copyNameHint')}
          value={title}
          onInput={(event) => setTitle(event.currentTarget.value)}
        />
        <p class="error" role="alert">
          {problem}
        </p>
        <div class="actions">
          <button type="button" onClick={() => dialog.current?.close()}>
            {t('cancel')}
          </button>
          <button type="submit" class="primary" data-copy>
            {t('copyGo')}
          </button>
        </div>
      </form>
    </dialog>
  )
}
