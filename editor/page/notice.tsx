import { useCallback, useEffect, useState } from 'preact/hooks'
import type { NoticeAct } from './desk'

interface Said {
  readonly text: string
  readonly acts: readonly NoticeAct[]
}

/** Milliseconds that a notice stays; a long one until it can be read, one that offers something until it can be reached. */
const stay = 5000
const stayByCharacter = 100
const stayWithActs = 15_000

/** What is said for a few seconds at the foot of the page, and how to say something. */
export function useNotice(first: string) {
  const [said, setSaid] = useState<Said>({ text: first, acts: [] })
  useEffect(() => {
    if (said.text === '') return undefined
    const timer = setTimeout(
      () => setSaid({ text: '', acts: [] }),
      said.acts.length === 0 ? Math.max(stay, said.text.length * stayByCharacter) : stayWithActs,
    )
    return () => clearTimeout(timer)
  }, [said])
  const notice = useCallback(
    (text: string, acts: readonly NoticeAct[] = []) => setSaid({ text, acts }),
    [],
  )
  return { notice, said }
}

/** The notice itself. It is read out, and takes no focus. */
export function Notice({ said, onDone }: { readonly said: Said; readonly onDone: () => void }) {
  if (said.text === '') return null
  return (
    <div class="toast" role="status">
      {said.text}
      {said.acts.map(({ id, title, run }) => (
        <button
          key={id}
          type="button"
          class="notice-act"
          data-notice={id}
          onClick={() => {
            onDone()
            run()
          }}
        >
          {title}
        </button>
      ))}
    </div>
  )
}
