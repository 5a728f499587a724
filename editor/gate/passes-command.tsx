import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Pass } from '../model/gate/passes'
import type { Desk, MenuCommand } from '../page/desk'
import { showTime } from '../ui/translator'
import { printRecord } from './print-record'

/** 放行记录: what was let through, by whom and why. */
export const passes: MenuCommand = {
  id: 'passes',
  menu: 'review',
  title: 'passesMenu',
  run: (desk) => desk.openDialog((close) => <PassesDialog desk={desk} onClose={close} />),
}

function PassesDialog({ desk, onClose }: { readonly desk: Desk; readonly onClose: () => void }) {
  const { t, report } = desk
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => dialog.current?.showModal(), [])
  const list = report.passes.all()
  return (
    <dialog
      ref={dialog}
      class="dialog passes-dialog"
      aria-labelledby="passes-title"
      onClose={onClose}
    >
      <h2 id="passes-title">{t('passesTitle')}</h2>
      {list.length === 0 && <p class="empty">{t('passesNone')}</p>}
      <ol class="passes" tabIndex={list.length > 0 ? 0 : undefined}>
        {list.map((pass) => (
          <li key={pass.id} data-pass={pass.purpose}>
            {linesOf(desk, pass).map((line, index) => (
              <p key={index} class={index === 0 ? 'pass-head' : undefined}>
                {line}
              </p>
            ))}
          </li>
        ))}
      </ol>
      <div class="actions">
        <button type="button" onClick={() => dialog.current?.close()}>
          {t('close')}
        </button>
        {list.length > 0 && (
          <button
            type="button"
            data-print-passes
            onClick={() =>
              printRecord(
                t('passesOf', { title: report.title() || t('untitled') }),
                list.map((pass) => linesOf(desk, pass)),
                t('passesPrinted', { time: new Date(desk.now()).toLocaleString(t.locale) }),
              )
            }
          >
            {t('passesPrint')}
          </button>
        )}
      </div>
    </dialog>
  )
}

/** A record as people read it, the first line its head. */
function linesOf({ t, report, now }: Desk, pass: Pass): string[] {
  const { purpose, by, at, reason, hindrances, fingerprint } = pass
  const name = report.members.name(by) ?? t('someone')
  return [
    `${t(`pass-${purpose}`)} · ${t('passBy', { name, time: showTime(at, now(), t.locale) })}`,
    t('passReason', { reason }),
    ...hindrances,
    t('passText', { fingerprint }),
  ]
}
