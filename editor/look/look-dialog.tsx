import { useEffect, useRef, useState } from 'preact/hooks'
import type { Desk, MenuCommand } from '../page/desk'
import { keepLook, lookFonts, readLook, showLook, zooms, type Look } from './look'

/** 显示设置: zoom, width of the lines, light and dark. */
export const lookCommand: MenuCommand = {
  id: 'look',
  menu: 'view',
  title: 'look',
  run: (desk) => desk.openDialog((close) => <LookDialog desk={desk} onClose={close} />),
}

/** Shows what this device remembers as soon as a report is open. */
export function LookLayer() {
  useEffect(() => showLook(readLook()), [])
  return null
}

function LookDialog({
  desk: { t },
  onClose,
}: {
  readonly desk: Desk
  readonly onClose: () => void
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [look, setLook] = useState(readLook)
  useEffect(() => dialog.current?.showModal(), [])
  const change = (next: Partial<Look>): void => {
    const all = { ...look, ...next }
    setLook(all)
    keepLook(all)
  }
  return (
    <dialog ref={dialog} class="dialog look-dialog" aria-label={t('look')} onClose={onClose}>
      <h2>{t('look')}</h2>
      <label>
        {t('lookZoom')}
        <select
          name="zoom"
          value={look.zoom}
          onChange={(event) => change({ zoom: Number(event.currentTarget.value) })}
        >
          {zooms.map((one) => (
            <option key={one} value={one}>
              {one}%
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('lookFont')}
        <select
          name="font"
          value={look.font}
          onChange={(event) => {
            const { value } = event.currentTarget
            change({ font: lookFonts.find((one) => one === value) ?? 'standard' })
          }}
        >
          {lookFonts.map((one) => (
            <option key={one} value={one}>
              {t(`lookFont-${one}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('lookLines')}
        <select
          name="lines"
          value={look.lines}
          onChange={(event) =>
            change({ lines: event.currentTarget.value === 'wide' ? 'wide' : 'page' })
          }
        >
          <option value="page">{t('linesPage')}</option>
          <option value="wide">{t('linesWide')}</option>
        </select>
      </label>
      <label>
        {t('lookTheme')}
        <select
          name="theme"
          value={look.theme}
          onChange={(event) => {
            const { value } = event.currentTarget
            change({ theme: value === 'light' || value === 'dark' ? value : 'system' })
          }}
        >
          <option value="system">{t('themeSystem')}</option>
          <option value="light">{t('themeLight')}</option>
          <option value="dark">{t('themeDark')}</option>
        </select>
      </label>
      <label class="check">
        <input
          type="checkbox"
          name="white"
          checked={look.whitePaper}
          onChange={(event) => change({ whitePaper: event.currentTarget.checked })}
        />
        {t('whitePaper')}
      </label>
      <p class="note">{t('lookNote')}</p>
      <form method="dialog" class="actions">
        <button type="submit" class="primary push">
          {t('close')}
        </button>
      </form>
    </dialog>
  )
}
