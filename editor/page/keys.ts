/** Whether this machine has the keys of a Mac. */
export const isMac = (): boolean => /Mac|iP(hone|ad)/.test(navigator.platform)

/** Whether a key event is the key `Mod-Alt-f` and the like. Keys that an input method takes are none. */
export function isKey(event: KeyboardEvent, key: string): boolean {
  if (event.isComposing || event.keyCode === 229) return false
  const parts = key.split('-')
  const name = parts.pop() ?? ''
  const mod = parts.includes('Mod')
  const wanted = {
    ctrl: parts.includes('Ctrl') || (mod && !isMac()),
    meta: mod && isMac(),
    alt: parts.includes('Alt'),
    shift: parts.includes('Shift'),
  }
  return (
    event.ctrlKey === wanted.ctrl &&
    event.metaKey === wanted.meta &&
    event.altKey === wanted.alt &&
    event.shiftKey === wanted.shift &&
    // With Alt or another layout the character may differ from what the key is called.
    (event.key.toLowerCase() === name.toLowerCase() || event.code === `Key${name.toUpperCase()}`)
  )
}

/** A key as people read it: Ctrl+Alt+F. */
export function keyText(key: string): string {
  const names: Readonly<Record<string, string>> = isMac()
    ? { Mod: '⌘', Alt: '⌥', Shift: '⇧', Ctrl: '⌃' }
    : { Mod: 'Ctrl' }
  const arrows: Readonly<Record<string, string>> = {
    ArrowUp: '↑',
    ArrowDown: '↓',
    ArrowLeft: '←',
    ArrowRight: '→',
  }
  return key
    .split('-')
    .map((part) => names[part] ?? arrows[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(isMac() ? '' : '+')
}
