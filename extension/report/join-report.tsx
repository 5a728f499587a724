import { useState } from 'preact/hooks'
import { reasonWords } from '../../editor/panels/reason-words'
import { systemEnvironment } from '../../editor/system'
import { readInvite, type InviteProblem } from '../../editor/trust/invite'
import type { StringKey } from '../../editor/ui/strings'
import type { Translator } from '../../editor/ui/translator'
import { putReport, readLibrary, touchReport } from '../platform/library'
import { readSignalling, writeSignalling } from '../platform/settings'

const problems: Readonly<Record<InviteProblem, StringKey>> = {
  none: 'joinNone',
  damaged: 'joinDamaged',
  newer: 'joinNewer',
}

/** Takes part in somebody else's report by the invitation that they sent. */
export function JoinReport({
  t,
  code,
  onOpen,
}: {
  readonly t: Translator
  readonly code: string
  readonly onOpen: (id: string) => void
}) {
  const [text, setText] = useState(code)
  const [problem, setProblem] = useState('')
  const join = async (): Promise<void> => {
    const invite = readInvite(text)
    if (!invite.ok) {
      setProblem(t(problems[invite.code]))
      return
    }
    const { reportId, secret, root, seed, title, signalling, expires = 0, uses = 0 } = invite.value
    const by = { inviteSeed: seed, inviteTerms: { expires, uses } }
    const known = (await readLibrary()).find(({ id }) => id === reportId)
    const now = systemEnvironment.now()
    await writeSignalling([...(await readSignalling()), ...signalling])
    if (known === undefined) {
      const access = { secret, root, ...by }
      await putReport({
        id: reportId,
        title,
        access,
        createdAt: now,
        openedAt: now,
        archived: false,
      })
    } else if (known.access.root === root) {
      await touchReport(reportId, { access: { ...known.access, ...by } })
    }
    onOpen(reportId)
  }
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault()
        join().catch((error: unknown) =>
          setProblem(t('storageFailed', { reason: reasonWords(t, error) })),
        )
      }}
    >
      <h2>{t('joinReport')}</h2>
      <textarea
        name="invite"
        rows={3}
        aria-label={t('joinHint')}
        placeholder={t('joinHint')}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value)
          setProblem('')
        }}
      />
      <p class="error" role="alert">
        {problem}
      </p>
      <div class="actions">
        <button type="submit" class="primary">
          {t('join')}
        </button>
      </div>
    </form>
  )
}
