import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Members } from '../model/members'
import type { Translator } from '../ui/translator'

/** An @ and what was typed of a name behind it, right before the caret. */
const asked = /[@＠]([^\s@＠]{0,16})$/
/** So many people are offered at once. */
const offered = 6

/** Where somebody writes a message. An @ offers the members' names. */
export function Composer({
  t,
  label,
  send,
  members,
  start = '',
  focus = false,
  children,
  onSend,
  onCancel,
}: {
  readonly t: Translator
  readonly label: string
  readonly send: string
  readonly members: Members
  readonly start?: string
  readonly focus?: boolean
  /** Stands above the text. */
  readonly children?: ComponentChildren
  readonly onSend: (body: string) => void
  readonly onCancel: () => void
}) {
  const [body, setBody] = useState(start)
  const [empty, setEmpty] = useState(false)
  const [names, setNames] = useState<readonly string[]>([])
  const [chosen, setChosen] = useState(0)
  const area = useRef<HTMLTextAreaElement>(null)
  const id = useId()
  // Before it is painted, so that what is typed at once arrives.
  useLayoutEffect(() => {
    if (focus) area.current?.focus()
  }, [focus])

  const submit = (): void => {
    if (body.trim() === '') setEmpty(true)
    else onSend(body)
  }
  const offer = (box: HTMLTextAreaElement): void => {
    const begun = asked.exec(box.value.slice(0, box.selectionStart))?.[1]
    setChosen(0)
    setNames(
      begun === undefined
        ? []
        : [...new Set(members.all().map(({ name }) => name))]
            .filter((name) => name.includes(begun))
            .slice(0, offered),
    )
  }
  const mention = (name: string): void => {
    const box = area.current
    if (box === null) return
    const head = box.value.slice(0, box.selectionStart).replace(asked, `@${name} `)
    box.value = head + box.value.slice(box.selectionStart)
    box.setSelectionRange(head.length, head.length)
    setBody(box.value)
    setNames([])
    box.focus()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing || event.keyCode === 229) return
    const name = names[chosen]
    if (name !== undefined) {
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
      if (step !== 0) setChosen((chosen + step + names.length) % names.length)
      else if (event.key === 'Enter' || event.key === 'Tab') mention(name)
      else if (event.key === 'Escape') setNames([])
      else return
      event.preventDefault()
      event.stopPropagation()
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      submit()
    } else if (event.key === 'Escape') {
      event.preventDefault()
      onCancel()
    }
  }
  return (
    <div class="composer">
      {children}
      <textarea
        ref={area}
        rows={3}
        aria-label={label}
        aria-autocomplete="list"
        aria-expanded={names.length > 0}
        aria-controls={names.length > 0 ? id : undefined}
        aria-activedescendant={names.length > 0 ? `${id}-${chosen}` : undefined}
        placeholder={label}
        value={body}
        onInput={(event) => {
          setBody(event.currentTarget.value)
          setEmpty(false)
          offer(event.currentTarget)
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setNames([])}
      />
      {names.length > 0 && (
        <ul class="mentions" id={id} role="listbox" aria-label={t('mentionList')}>
          {names.map((name, i) => (
            <li
              key={name}
              id={`${id}-${i}`}
              role="option"
              data-mention={name}
              aria-selected={i === chosen}
              onMouseDown={(event) => {
                event.preventDefault()
                mention(name)
              }}
            >
              @{name}
            </li>
          ))}
        </ul>
      )}
      {empty && (
        <p class="error" role="alert">
          {t('commentNeedsText')}
        </p>
      )}
      <div class="actions">
        <button type="button" class="primary" onClick={submit}>
          {send}
        </button>
        <button type="button" onClick={onCancel}>
          {t('cancel')}
        </button>
      </div>
    </div>
  )
}
