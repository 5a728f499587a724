import { useState } from 'preact/hooks'
import { groupBy } from '../model/group-by'
import { stages } from '../model/versions/stages'
import type { Version } from '../model/versions/versions'
import type { Desk, SideTab } from '../page/desk'
import { showTime } from '../ui/translator'
import { openCompare } from './compare-dialog'
import { KeepDialog, StageDialog } from './keep-dialogs'
import { useVersions } from './use-versions'

/** 历史: the stage, and the versions that were kept. */
export const historyTab: SideTab = { id: 'history', title: 'historyTab', View: History }

function History({ desk }: { readonly desk: Desk }) {
  const { t, session, report, editor, now } = desk
  const list = useVersions(report.versions)
  const [automaticShown, setAutomaticShown] = useState(false)
  const stage = session.roll.final === undefined ? report.versions.stage() : 'final'
  const may = session.may('text') && editor !== null
  const automatic = list.filter(({ kind }) => kind === 'automatic').length
  const shown = automaticShown ? list : list.filter(({ kind }) => kind !== 'automatic')
  const days = groupBy(shown, ({ at }) =>
    new Date(at).toLocaleDateString(t.locale, { year: 'numeric', month: 'long', day: 'numeric' }),
  )
  return (
    <section class="history-list" aria-label={t('historyTab')}>
      <ol class="stages" aria-label={t('stageNow', { stage: t(`stage-${stage}`) })}>
        {stages.map((one) => (
          <li key={one} data-stage={one} aria-current={one === stage ? 'step' : undefined}>
            {t(`stage-${one}`)}
          </li>
        ))}
      </ol>
      <div class="history-acts">
        <button
          type="button"
          data-keep-version
          disabled={!may}
          onClick={() => desk.openDialog((close) => <KeepDialog desk={desk} onClose={close} />)}
        >
          {t('keepVersion')}
        </button>
        <button
          type="button"
          data-next-stage
          disabled={!may}
          onClick={() => desk.openDialog((close) => <StageDialog desk={desk} onClose={close} />)}
        >
          {t('stageNext')}
        </button>
      </div>
      {list.length === 0 && <p class="empty">{t('versionsNone')}</p>}
      {[...days].map(([day, versions]) => (
        <div key={day}>
          <h3>{day}</h3>
          <ul>
            {versions.map((version) => (
              <VersionItem key={version.id} desk={desk} version={version} now={now()} />
            ))}
          </ul>
        </div>
      ))}
      {automatic > 0 && (
        <label class="check">
          <input
            type="checkbox"
            checked={automaticShown}
            onChange={(event) => setAutomaticShown(event.currentTarget.checked)}
          />
          {t('versionsAutomaticShown', { count: automatic })}
        </label>
      )}
    </section>
  )
}

function VersionItem({
  desk,
  version,
  now,
}: {
  readonly desk: Desk
  readonly version: Version
  readonly now: number
}) {
  const { t, report } = desk
  const { id, kind, name, stage, at, by, fingerprint } = version
  return (
    <li>
      <button
        type="button"
        class={`version version-${kind}`}
        data-version={id}
        onClick={() => openCompare(desk, id)}
      >
        <span class="version-name">
          {kind === 'automatic' ? t('versionAutomatic') : name || t('versionUnnamed')}
          {kind === 'reopened' && <span class="tag warn">{t('reopened')}</span>}
          {kind === 'named' && stage !== '' && <span class="tag">{t(`stage-${stage}`)}</span>}
        </span>
        <small>
          {t('filledBy', {
            name: report.members.name(by) ?? t('someone'),
            time: showTime(at, now, t.locale),
          })}
          {kind !== 'automatic' && ` · ${t('versionPrint', { fingerprint })}`}
        </small>
      </button>
    </li>
  )
}
