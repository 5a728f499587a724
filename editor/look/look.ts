import { deviceMemory } from '../ui/device-memory'

/** How somebody looks at a report on this device; the report itself does not know. */
export interface Look {
  /** Size of the paper in percent. */
  readonly zoom: number
  /** `wide`: lines as wide as the window allows; else those of the standard's page. */
  readonly lines: 'page' | 'wide'
  readonly theme: 'system' | 'light' | 'dark'
  /** Faces in which the text is shown; the paper is printed in its own. */
  readonly font: (typeof lookFonts)[number]
  /** Whether the paper stays white in the dark. */
  readonly whitePaper: boolean
}

export const zooms: readonly number[] = [50, 67, 80, 90, 100, 110, 125, 150, 175, 200]

export const lookFonts = ['standard', 'song', 'hei', 'kai'] as const

const memory = deviceMemory('look')

/** What this device remembers, as far as it is understood. */
export function readLook(): Look {
  const stored = memory.read()
  const read: Partial<Record<keyof Look, unknown>> =
    typeof stored === 'object' && stored !== null ? stored : {}
  return {
    zoom: zooms.find((one) => one === read.zoom) ?? 100,
    lines: read.lines === 'wide' ? 'wide' : 'page',
    theme: read.theme === 'light' || read.theme === 'dark' ? read.theme : 'system',
    font: lookFonts.find((one) => one === read.font) ?? 'standard',
    whitePaper: read.whitePaper === true,
  }
}

/** Remembers a look and shows it on this page. */
export function keepLook(look: Look): void {
  memory.write(look)
  showLook(look)
}

export function showLook({ zoom, lines, theme, font, whitePaper }: Look): void {
  const { dataset, style } = document.documentElement
  dataset['theme'] = theme
  dataset['lines'] = lines
  dataset['font'] = font
  dataset['paper'] = whitePaper ? 'white' : 'theme'
  style.setProperty('--zoom', String(zoom / 100))
}
