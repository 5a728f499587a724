import { useRef } from 'preact/hooks'
import { reasonWords } from '../../editor/panels/reason-words'
import { readReportFile, reportFileKinds } from '../../editor/panels/read-report-file'
import type { Translator } from '../../editor/ui/translator'

/** 去年的报告, beside a template: what it says of the blanks is looked at once the report is made. */
export function LastYearField({
  t,
  text,
  onText,
  onProblem,
}: {
  readonly t: Translator
  readonly text: string
  readonly onText: (text: string) => void
  readonly onProblem: (words: string) => void
}) {
  const input = useRef<HTMLInputElement>(null)
  const take = async (file: File): Promise<void> => {
    const read = await readReportFile(file, 'y')
    if (read.ok) onText(read.text)
    else onProblem(t(read.why, read.values))
  }
  return (
    <details class="last-year-field" data-last-year-field>
      <summary>{t('lastYearBeside')}</summary>
      <p class="note">{t('lastYearBesideNote')}</p>
      <textarea
        name="last-year"
        rows={4}
        aria-label={t('lastYearText')}
        placeholder={t('lastYearHint')}
        value={text}
        onInput={(event) => onText(event.currentTarget.value)}
        // Dropped here it is last year's and not the template.
        onDrop={(event) => {
          const [file] = event.dataTransfer?.files ?? []
          if (file === undefined) return
          event.preventDefault()
          event.stopPropagation()
          take(file).catch((error: unknown) =>
            onProblem(t('actFailed', { reason: reasonWords(t, error) })),
          )
        }}
      />
      <button type="button" onClick={() => input.current?.click()}>
        {t('lastYearFileBeside')}
      </button>
      <input
        ref={input}
        type="file"
        accept={reportFileKinds}
        hidden
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? []
          event.currentTarget.value = ''
          if (file !== undefined)
            take(file).catch((error: unknown) =>
              onProblem(t('actFailed', { reason: reasonWords(t, error) })),
            )
        }}
      />
    </details>
  )
}
