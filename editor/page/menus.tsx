import { useEffect, useId, useRef, useState } from 'preact/hooks'
import type { StringKey } from '../ui/strings'
import type { Desk, MenuCommand, MenuName } from './desk'
import { commands } from './features'
import { keyText } from './keys'

const menus: readonly { readonly name: MenuName; readonly title: StringKey }[] = [
  { name: 'file', title: 'menuFile' },
  { name: 'insert', title: 'menuInsert' },
  { name: 'review', title: 'menuReview' },
  { name: 'view', title: 'menuView' },
]

/** The menus of the page; one that has nothing in it is not shown. */
export function Menus({ desk }: { readonly desk: Desk }) {
  const [open, setOpen] = useState<MenuName | null>(null)
  const bar = useRef<HTMLDivElement>(null)
  const shown = menus.flatMap(({ name, title }) => {
    const list = commands.filter(({ menu }) => menu === name)
    return list.length === 0 ? [] : [{ name, title, list }]
  })
  useEffect(() => {
    if (open === null) return undefined
    const away = (event: Event): void => {
      if (!(event.target instanceof Node) || bar.current?.contains(event.target) !== true)
        setOpen(null)
    }
    document.addEventListener('pointerdown', away)
    return () => document.removeEventListener('pointerdown', away)
  }, [open])
  const beside = (name: MenuName, by: 1 | -1): void => {
    const index = shown.findIndex((one) => one.name === name)
    setOpen(shown[(index + by + shown.length) % shown.length]?.name ?? null)
  }
  return (
    <div class="menus" ref={bar}>
      {shown.map(({ name, title, list }) => (
        <Menu
          key={name}
          desk={desk}
          name={name}
          title={title}
          list={list}
          open={open === name}
          onOpen={(on) => setOpen(on ? name : null)}
          onBeside={(by) => beside(name, by)}
        />
      ))}
    </div>
  )
}

function Menu({
  desk,
  name,
  title,
  list,
  open,
  onOpen,
  onBeside,
}: {
  readonly desk: Desk
  readonly name: MenuName
  readonly title: StringKey
  readonly list: readonly MenuCommand[]
  readonly open: boolean
  readonly onOpen: (on: boolean) => void
  readonly onBeside: (by: 1 | -1) => void
}) {
  const { t } = desk
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const box = useRef<HTMLDivElement>(null)
  const items = (): HTMLButtonElement[] => [
    ...(box.current?.querySelectorAll<HTMLButtonElement>('button:not(:disabled)') ?? []),
  ]
  useEffect(() => {
    if (open) items()[0]?.focus()
  }, [open])
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!open) {
      if (event.key !== 'ArrowDown') return
      event.preventDefault()
      onOpen(true)
      return
    }
    const all = items()
    const index = all.findIndex((one) => one === document.activeElement)
    const go = (to: number): void => all[(to + all.length) % all.length]?.focus()
    if (event.key === 'Escape') {
      onOpen(false)
      button.current?.focus()
    } else if (event.key === 'ArrowDown') go(index + 1)
    else if (event.key === 'ArrowUp') go(index < 0 ? -1 : index - 1)
    else if (event.key === 'Home') go(0)
    else if (event.key === 'End') go(-1)
    else if (event.key === 'ArrowRight') onBeside(1)
    else if (event.key === 'ArrowLeft') onBeside(-1)
    else if (event.key === 'Tab') {
      onOpen(false)
      return
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div class="menu" onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        class="menu-button"
        data-menu={name}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => onOpen(!open)}
      >
        {t(title)}
      </button>
      {open && (
        <div class="menu-list" id={id} role="menu" aria-label={t(title)} ref={box}>
          {list.map((command) => (
            <MenuItem key={command.id} desk={desk} command={command} onDone={() => onOpen(false)} />
          ))}
        </div>
      )}
    </div>
  )
}

function MenuItem({
  desk,
  command,
  onDone,
}: {
  readonly desk: Desk
  readonly command: MenuCommand
  readonly onDone: () => void
}) {
  const on = command.isOn?.(desk)
  return (
    <button
      type="button"
      role={on === undefined ? 'menuitem' : 'menuitemcheckbox'}
      {...(on === undefined ? {} : { 'aria-checked': on })}
      data-command={command.id}
      disabled={command.may?.(desk) === false}
      tabIndex={-1}
      onClick={() => {
        onDone()
        command.run(desk)
      }}
    >
      <span class="menu-check">{on === true ? '✓' : ''}</span>
      <span class="menu-title">{desk.t(command.title)}</span>
      {command.key !== undefined && <kbd>{keyText(command.key)}</kbd>}
    </button>
  )
}
