import { StorageError } from '../storage/database'
import { RefusedAct } from '../trust/refused-act'
import type { StringKey } from '../ui/strings'
import type { Translator } from '../ui/translator'

/** Errors of browsers that people meet, by name. */
const browsers: Readonly<Record<string, StringKey>> = {
  QuotaExceededError: 'reason-storage-full',
  NotReadableError: 'reason-unreadable',
  NotFoundError: 'reason-unreadable',
  NotAllowedError: 'reason-denied',
  SecurityError: 'reason-denied',
}

/** Why something failed, in words; what nobody has words for says where to go on, with what the program said. */
export function reasonWords(t: Translator, error: unknown): string {
  if (error instanceof RefusedAct) return t(`act-${error.problem}`)
  if (error instanceof StorageError) return t(`reason-${error.problem}`)
  const name = error instanceof Error || error instanceof DOMException ? error.name : ''
  const known = browsers[name]
  return known === undefined ? t('reason-unknown', { detail: String(error) }) : t(known)
}
