import { useMemo, useRef, useState } from 'preact/hooks'
import { reasonWords } from '../../editor/panels/reason-words'
import { readText, sectionsOf } from '../../schema/index'
import { systemEnvironment } from '../../editor/system'
import type { ReadDocument } from '../../editor/paper/read/read-docx'
import { readReportFile, reportFileKinds } from '../../editor/panels/read-report-file'
import type { Translator } from '../../editor/ui/translator'
import { LastYearField } from './last-year-field'
import type { Begin } from './main'
import { makeReport } from './make-report'
import { TemplatePicker } from './template-picker'
import { takeOverWord, WordNotes } from './word-notes'

/** A new report from pasted text, a file or the sample, with what was recognised before it is made. */
export function NewReport({
  t,
  onOpen,
}: {
  readonly t: Translator
  readonly onOpen: (id: string, begin: Begin) => void
}) {
  const [text, setText] = useState('')
  const [lastYear, setLastYear] = useState('')
  const [problem, setProblem] = useState('')
  /** The Word document that the text came from; typing in the text lets go of it. */
  const [word, setWord] = useState<ReadDocument | null>(null)
  const [reading, setReading] = useState('')
  const [over, setOver] = useState(false)
  const input = useRef<HTMLInputElement>(null)

  const found = useMemo(() => {
    if (text.trim() === '') return null
    const { doc, candidates } = word ?? readText(text)
    const blanks: string[] = []
    doc.descendants((node) => {
      if (node.type.name === 'placeholder') blanks.push(String(node.attrs['figure']))
    })
    return {
      blanks: blanks.length,
      figures: new Set(blanks).size,
      sections: sectionsOf(doc).length,
      candidates,
    }
  }, [text, word])

  const typed = (next: string): void => {
    setText(next)
    setWord(null)
    setProblem('')
  }

  const take = async (file: File): Promise<void> => {
    const { name } = file
    setProblem('')
    setReading(t('wordReading', { name }))
    try {
      const read = await readReportFile(file, systemEnvironment.newId().slice(0, 6))
      if (!read.ok) {
        setProblem(t(read.why, read.values))
        return
      }
      typed(read.text)
      setWord(read.word)
    } finally {
      setReading('')
    }
  }

  const create = async (): Promise<void> => {
    if (text.trim() === '') {
      setProblem(t('newEmpty'))
      return
    }
    const { id, begin } = await makeReport(word === null ? { text } : { draft: word })
    onOpen(id, {
      ...begin,
      lastYear,
      ...(word === null ? {} : { onceOpen: (opened) => takeOverWord(opened, word, t) }),
    })
  }

  const fail = (error: unknown): void =>
    setProblem(t('storageFailed', { reason: reasonWords(t, error) }))

  return (
    <form
      class={`card${over ? ' over' : ''}`}
      onSubmit={(event) => {
        event.preventDefault()
        create().catch(fail)
      }}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        const file = event.dataTransfer?.files[0]
        setOver(false)
        if (file === undefined) return
        event.preventDefault()
        take(file).catch(fail)
      }}
    >
      <h2>{t('newReport')}</h2>
      <textarea
        name="template"
        autocomplete="off"
        rows={9}
        aria-label={t('newFromText')}
        placeholder={t('newHint')}
        value={text}
        onInput={(event) => typed(event.currentTarget.value)}
      />
      <TemplatePicker t={t} onText={typed} onError={fail} />
      {found !== null && (
        <p class="note" role="status">
          {t('newRecognised', {
            blanks: found.blanks,
            figures: found.figures,
            sections: found.sections,
          })}
          {found.candidates.length > 0 && (
            <details>
              <summary>{t('newCandidates', { count: found.candidates.length })}</summary>
              <ul>
                {found.candidates.slice(0, 20).map((one) => (
                  <li key={one.offset}>
                    “{text.slice(Math.max(0, one.offset - 8), one.offset)}
                    <b>{one.text}</b>
                    {text.slice(one.offset + one.length, one.offset + one.length + 8)}”
                  </li>
                ))}
              </ul>
            </details>
          )}
        </p>
      )}
      {word !== null && <WordNotes t={t} read={word} />}
      {reading !== '' && (
        <p class="note" role="status">
          {reading}
        </p>
      )}
      <LastYearField
        t={t}
        text={lastYear}
        onText={(next) => {
          setLastYear(next)
          setProblem('')
        }}
        onProblem={setProblem}
      />
      <p class="error" role="alert">
        {problem}
      </p>
      <div class="actions">
        <button type="submit" class="primary">
          {t('newCreate')}
        </button>
        <button type="button" onClick={() => input.current?.click()}>
          {t('newFromFile')}
        </button>
        <input
          ref={input}
          type="file"
          name="file"
          accept={reportFileKinds}
          hidden
          onChange={(event) => {
            const file = event.currentTarget.files?.[0]
            if (file !== undefined) take(file).catch(fail)
            event.currentTarget.value = ''
          }}
        />
      </div>
    </form>
  )
}
