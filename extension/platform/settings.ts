import { systemEnvironment } from '../../editor/system'
import { isLoose, textAt, flagAt } from '../../editor/model/decode'
import { cleanName } from '../../editor/model/members'
import { isRelayAddress } from '../../editor/trust/invite'
import { readKept, writeKept } from './kept'

/** Settings of this device. Storage keys: `settings` and `signalling`. */
export interface Settings {
  readonly name: string
  readonly memberId: string
  /** `''`: as the browser. */
  readonly language: '' | 'zh-CN' | 'en'
  /** Whether the notice that classified text does not belong here was confirmed. */
  readonly classifiedNoticeSeen: boolean
  /** Whether the computer tells of news outside the pages; until somebody says no, it does. */
  readonly notifications: boolean
  /** Minutes without use after which a device with a passphrase locks itself; 0: never. */
  readonly lockAfter: number
}

/** Choices of `lockAfter`. */
export const lockChoices: readonly number[] = [5, 15, 30, 60, 0]
const lockAfterDefault = 15

export async function readSettings(): Promise<Settings> {
  const { settings } = await readKept('settings')
  const stored = isLoose(settings) ? settings : {}
  const language = textAt(stored, 'language', 10)
  return {
    name: cleanName(textAt(stored, 'name', 100)),
    memberId: textAt(stored, 'memberId', 64),
    language: language === 'zh-CN' || language === 'en' ? language : '',
    classifiedNoticeSeen: flagAt(stored, 'classifiedNoticeSeen'),
    notifications: stored['notifications'] !== false,
    lockAfter: lockChoices.find((one) => one === stored['lockAfter']) ?? lockAfterDefault,
  }
}

/** Changes some settings; whoever has no member id yet gets one. */
export async function changeSettings(change: Partial<Settings>): Promise<Settings> {
  const before = await readSettings()
  const settings: Settings = {
    ...before,
    ...change,
    memberId: before.memberId || systemEnvironment.newId(),
  }
  await writeKept({ settings })
  return settings
}

/** Addresses of relays. None by default: there is no public one. */
export async function readSignalling(): Promise<string[]> {
  const { signalling } = await readKept('signalling')
  return Array.isArray(signalling) ? signalling.filter(isRelayAddress) : []
}

export async function writeSignalling(signalling: readonly string[]): Promise<void> {
  await writeKept({ signalling: [...new Set(signalling)] })
}
