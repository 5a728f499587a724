import { blockNames } from '../ui/block-names'
import type { Translator } from '../ui/translator'
import { cellsOf } from '../tables/table-acts'
import { blockKinds, kindAt, setKind, toggleBold } from '../view/commands'
import type { Editor } from '../view/editor'

/** A command of the page that stands in the toolbar. */
export interface ToolbarCommand {
  readonly id: string
  readonly title: string
  readonly disabled: boolean
  /** For a command that switches something. */
  readonly on: boolean | undefined
  readonly run: () => void
}

/** What can be done to the text without the keyboard. */
export function Toolbar({
  t,
  editor,
  readOnly,
  mayUndo,
  mayComment,
  onComment,
  more,
}: {
  readonly t: Translator
  readonly editor: Editor | null
  readonly readOnly: boolean
  readonly mayUndo: boolean
  readonly mayComment: boolean
  readonly onComment: () => void
  readonly more: readonly ToolbarCommand[]
}) {
  const state = editor?.view.state
  const kind = state === undefined ? null : kindAt(state)
  const inCell = state !== undefined && cellsOf(state) !== null
  const still = (event: Event): void => event.preventDefault()
  const act = (run: () => void) => (): void => {
    run()
    editor?.view.focus()
  }
  return (
    <div class="toolbar" role="toolbar" aria-label={t('editorName')}>
      <button
        type="button"
        title={`${t('undo')} (Ctrl+Z)`}
        disabled={!mayUndo || editor?.undo.canUndo !== true}
        onMouseDown={still}
        onClick={act(() => editor?.undo.undo())}
      >
        {t('undo')}
      </button>
      <button
        type="button"
        title={`${t('redo')} (Ctrl+Y)`}
        disabled={!mayUndo || editor?.undo.canRedo !== true}
        onMouseDown={still}
        onClick={act(() => editor?.undo.redo())}
      >
        {t('redo')}
      </button>
      <span class="rule" />
      <select
        aria-label={t('blockKind')}
        disabled={readOnly || state === undefined || inCell}
        value={kind ?? ''}
        onChange={(event) => {
          const chosen = blockKinds.find((one) => one === event.currentTarget.value)
          if (chosen !== undefined && editor !== null)
            setKind(chosen)(editor.view.state, editor.view.dispatch)
          editor?.view.focus()
        }}
      >
        {kind === null && <option value="">{t(inCell ? 'blockCell' : 'blockUnknown')}</option>}
        {blockKinds.map((one) => (
          <option key={one} value={one}>
            {t(blockNames[one])}
          </option>
        ))}
      </select>
      <button
        type="button"
        title={`${t('bold')} (Ctrl+B)`}
        disabled={readOnly}
        onMouseDown={still}
        onClick={act(() => editor !== null && toggleBold(editor.view.state, editor.view.dispatch))}
      >
        <b>{t('bold')}</b>
      </button>
      <span class="rule" />
      <button
        type="button"
        data-tool="comment"
        title={`${t('comment')} (Ctrl+Alt+M)`}
        disabled={!mayComment}
        onMouseDown={still}
        onClick={onComment}
      >
        {t('comment')}
      </button>
      {more.map(({ id, title, disabled, on, run }) => (
        <button
          key={id}
          type="button"
          data-tool={id}
          disabled={disabled}
          aria-pressed={on}
          onMouseDown={still}
          onClick={run}
        >
          {title}
        </button>
      ))}
    </div>
  )
}
