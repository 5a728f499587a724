/** One of several ways, with a word on what it means. */
export function Choice({
  name,
  value,
  label,
  hint = '',
  checked,
  disabled = false,
  onChoose,
}: {
  readonly name: string
  readonly value: string
  readonly label: string
  readonly hint?: string
  readonly checked: boolean
  readonly disabled?: boolean
  readonly onChoose: () => void
}) {
  return (
    <label class="choice-line">
      <input
        type="radio"
        name={name}
        value={value}
        checked={checked}
        disabled={disabled}
        onChange={onChoose}
      />
      <span>
        {label}
        {hint !== '' && <small>{hint}</small>}
      </span>
    </label>
  )
}
