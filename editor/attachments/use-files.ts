import { useState } from 'preact/hooks'
import { reasonWords } from '../panels/reason-words'
import type { Translator } from '../ui/translator'
import type { Attachments } from './attachments'
import { prepare, type FileProblem, type Prepared } from './files'
import { shrink } from './shrink'

/** Files that are chosen for a source and not in the report yet. */
export interface ChosenFiles {
  readonly files: readonly Prepared[]
  /** Why the last one was not taken, in the user's words; may be empty. */
  readonly problem: string
  /** A picture that is too large as it is; null when there is none. */
  readonly tooLarge: File | null
  take(files: Iterable<File>): void
  /** Takes the one that was too large, made smaller. */
  takeSmaller(): void
  drop(file: Prepared): void
  /** Forgets all, once they are in the report. */
  clear(): void
}

export function useFiles(t: Translator, attachments: Attachments): ChosenFiles {
  const [files, setFiles] = useState<readonly Prepared[]>([])
  const [problem, setProblem] = useState('')
  const [tooLarge, setTooLarge] = useState<File | null>(null)

  const refuse = (code: FileProblem, file: File): void => {
    const isPicture = file.type.startsWith('image/') && code === 'too-large'
    setTooLarge(isPicture ? file : null)
    setProblem(t(isPicture ? 'attachPicture' : `attach-${code}`, { name: file.name }))
  }
  const add = async (file: File, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
    const result = await prepare(name, bytes)
    if (!result.ok) {
      refuse(result.code, file)
      return
    }
    setFiles((list) => {
      if (list.some(({ hash }) => hash === result.file.hash)) return list
      if (attachments.fits([...list, result.file])) return [...list, result.file]
      setProblem(t('attachFull', { name: file.name }))
      return list
    })
  }
  return {
    files,
    problem,
    tooLarge,
    take(chosen) {
      setProblem('')
      setTooLarge(null)
      const work = async (): Promise<void> => {
        for (const file of chosen) await add(file, nameOf(file), await bytesOf(file))
      }
      work().catch((error: unknown) =>
        setProblem(t('actFailed', { reason: reasonWords(t, error) })),
      )
    },
    takeSmaller() {
      if (tooLarge === null) return
      const file = tooLarge
      setTooLarge(null)
      setProblem('')
      const work = async (): Promise<void> => {
        const bytes = await shrink(file)
        if (bytes === null) setProblem(t('attachShrinkFailed', { name: file.name }))
        else await add(file, nameOf(file).replace(/\.[^.]*$/, '.jpg'), bytes)
      }
      work().catch((error: unknown) =>
        setProblem(t('actFailed', { reason: reasonWords(t, error) })),
      )
    },
    drop: (file) => setFiles((list) => list.filter((one) => one !== file)),
    clear: () => setFiles([]),
  }
}

/** A pasted picture has no name but that of its kind. */
function nameOf({ name, type }: File): string {
  return name !== '' ? name : `image.${type.split('/')[1] ?? 'png'}`
}

/** Nothing that is far beyond the limit is read into memory. */
async function bytesOf(file: File): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await file.slice(0, 64 * 1024 * 1024).arrayBuffer())
}
