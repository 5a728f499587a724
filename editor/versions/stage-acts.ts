import type { Stage } from '../model/versions/stages'
import type { Desk } from '../page/desk'

/** Keeps the present text as a version, and says its fingerprint. */
export function keepNow(
  { t, report, editor, notice }: Desk,
  what: { readonly name: string; readonly stage?: Stage },
): void {
  const doc = editor?.view.state.doc
  if (doc === undefined) return
  const { fingerprint } = report.versions.keep(doc, what)
  notice(t('versionKept', { fingerprint }))
}

/** 定稿: keeps the text, then has the charter say that it is final. Rejects where the root is not. */
export async function finalise(desk: Desk, name: string): Promise<void> {
  const { t, report, session, editor, notice } = desk
  const doc = editor?.view.state.doc
  if (doc === undefined) return
  const { fingerprint } = report.versions.keep(doc, { name, stage: 'final' })
  await session.flush()
  await session.roll.finalise(fingerprint)
  notice(t('finalDone', { fingerprint }))
}

/** Opens a final text again; who did and why is kept. Rejects where the root is not. */
export async function reopen({ report, session, editor }: Desk, reason: string): Promise<void> {
  const doc = editor?.view.state.doc
  if (doc === undefined) return
  report.versions.reopen(doc, reason)
  await session.flush()
  await session.roll.reopen()
}
