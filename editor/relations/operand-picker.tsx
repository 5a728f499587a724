import { useId, useState } from 'preact/hooks'
import { rational } from '../../schema/relations/rational'
import type { Operand } from '../../schema/relations/relation'
import type { FigureItem } from '../panels/overview'
import type { Translator } from '../ui/translator'

/** So many figures are offered for what was typed. */
const most = 8

export interface OperandPickerProps {
  readonly t: Translator
  readonly label: string
  readonly items: readonly FigureItem[]
  readonly chosen: Operand | null
  /** Whether last year's values are offered too. */
  readonly withPrevious: boolean
  readonly onChoose: (operand: Operand | null) => void
}

interface Choice {
  readonly operand: Operand
  readonly text: string
  readonly place: string
}

/** A field in which a figure is found by its name, its place or its value, or a number is written. */
export function OperandPicker(props: OperandPickerProps) {
  const { t, label, items, chosen, withPrevious, onChoose } = props
  const [query, setQuery] = useState<string | null>(null)
  const [active, setActive] = useState(0)
  const id = useId()
  const textOf = (operand: Operand): string => {
    if ('constant' in operand) return operand.constant + operand.unit
    const figure = 'figure' in operand ? operand.figure : operand.previous
    const name = items.find((item) => item.id === figure)?.label ?? '＊'
    return 'figure' in operand ? name : t('relationPrevious', { label: name })
  }
  const choices = query === null ? [] : choicesFor(query)
  function choicesFor(typed: string): Choice[] {
    const words = typed.trim().toLowerCase()
    const found = items.filter(
      ({ label, path, value, before }) =>
        words === '' || [label, before, value, ...path].join(' ').toLowerCase().includes(words),
    )
    const figures = found.slice(0, most).flatMap((item): Choice[] => {
      const place = item.path.at(-1) ?? ''
      const text = `${item.label}${item.value === '' ? '' : `（${item.value}${item.unit}）`}`
      const own: Choice = { operand: { figure: item.id }, text, place }
      const last: Choice = {
        operand: { previous: item.id },
        text: t('relationPrevious', { label: item.label }),
        place,
      }
      return withPrevious ? [own, last] : [own]
    })
    const number = /^([\d.]+)(\D*)$/.exec(typed.trim())
    const [, constant = '', unit = ''] = number ?? []
    return rational(constant) === null
      ? figures
      : [
          {
            operand: { constant, unit: unit.trim() },
            text: t('relationNumber', { number: constant + unit.trim() }),
            place: '',
          },
          ...figures,
        ]
  }
  const take = (choice: Choice | undefined): void => {
    if (choice === undefined) return
    onChoose(choice.operand)
    setQuery(null)
    setActive(0)
  }
  return (
    <div class="operand">
      <label for={id}>{label}</label>
      <input
        id={id}
        role="combobox"
        aria-expanded={choices.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={choices.length > 0 ? `${id}-${active}` : undefined}
        autocomplete="off"
        placeholder={t('relationSearch')}
        value={query ?? (chosen === null ? '' : textOf(chosen))}
        onFocus={(event) => event.currentTarget.select()}
        onInput={(event) => {
          setQuery(event.currentTarget.value)
          setActive(0)
          if (event.currentTarget.value.trim() === '') onChoose(null)
        }}
        onBlur={() => setQuery(null)}
        onKeyDown={(event) => {
          if (event.isComposing || event.keyCode === 229) return
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault()
            if (query === null) setQuery('')
            const count = Math.max(1, choices.length)
            setActive((active + (event.key === 'ArrowDown' ? 1 : count - 1)) % count)
          } else if (event.key === 'Enter' && choices.length > 0) {
            event.preventDefault()
            take(choices[active])
          } else if (event.key === 'Escape' && query !== null) {
            event.preventDefault()
            event.stopPropagation()
            setQuery(null)
          }
        }}
      />
      {choices.length > 0 && (
        <ul class="operand-list" id={`${id}-list`} role="listbox" aria-label={label}>
          {choices.map((choice, index) => (
            <li
              key={choice.text + String(index)}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              // Before the field loses the focus and the list goes.
              onMouseDown={(event) => {
                event.preventDefault()
                take(choice)
              }}
            >
              {choice.text}
              <small>{choice.place}</small>
            </li>
          ))}
        </ul>
      )}
      {query !== null && query.trim() !== '' && choices.length === 0 && (
        <small role="status">{t('relationNothing')}</small>
      )}
    </div>
  )
}
