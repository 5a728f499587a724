import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Assignee, Assignment } from '../model/figures/assignments'
import type { Members } from '../model/members'
import type { Translator } from '../ui/translator'

/** 指派: who is to fill figures, and by when. */
export function AssignDialog({
  t,
  figures,
  present,
  members,
  departments,
  onAssign,
  onWithdraw,
  onClose,
}: {
  readonly t: Translator
  readonly figures: readonly string[]
  /** The assignment that all of them have, if they have one. */
  readonly present: Assignment | undefined
  readonly members: Members
  /** Names that are in use already. */
  readonly departments: readonly string[]
  readonly onAssign: (to: Assignee, due: string) => void
  readonly onWithdraw: () => void
  readonly onClose: () => void
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => dialog.current?.showModal(), [])
  const people = members.all()
  const [to, setTo] = useState(
    present === undefined
      ? ''
      : present.to.type === 'department'
        ? present.to.name
        : (members.name(present.to.member) ?? ''),
  )
  const [due, setDue] = useState(present?.due ?? '')
  const [missing, setMissing] = useState(false)
  const list = useId()
  const person = people.find(({ name }) => name === to.trim())
  return (
    <dialog
      ref={dialog}
      class="dialog assign-dialog"
      aria-labelledby={`${list}-title`}
      onClose={onClose}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (to.trim() === '') {
            setMissing(true)
            return
          }
          onAssign(
            person === undefined
              ? { type: 'department', name: to }
              : { type: 'person', member: person.id },
            due,
          )
          dialog.current?.close()
        }}
      >
        <h2 id={`${list}-title`}>{t('assignTitle', { count: figures.length })}</h2>
        <label>
          {t('assignTo')}
          <input
            name="to"
            list={list}
            maxLength={60}
            autocomplete="off"
            aria-invalid={missing}
            value={to}
            onInput={(event) => {
              setTo(event.currentTarget.value)
              setMissing(false)
            }}
          />
        </label>
        <datalist id={list}>
          {departments.map((name) => (
            <option key={name} value={name} />
          ))}
          {people.map(({ id, name }) => (
            <option key={id} value={name} />
          ))}
        </datalist>
        <p class="hint">
          {to.trim() !== '' && t(person === undefined ? 'assignDepartment' : 'assignPerson')}
        </p>
        {missing && (
          <p class="error" role="alert">
            {t('assignNeeded')}
          </p>
        )}
        <label>
          {t('assignDue')}
          <input
            type="date"
            name="due"
            value={due}
            onInput={(event) => setDue(event.currentTarget.value)}
          />
        </label>
        <div class="actions">
          <button type="button" onClick={() => dialog.current?.close()}>
            {t('cancel')}
          </button>
          {present !== undefined && (
            <button
              type="button"
              onClick={() => {
                onWithdraw()
                dialog.current?.close()
              }}
            >
              {t('assignWithdraw')}
            </button>
          )}
          <button type="submit" class="primary">
            {t('assign')}
          </button>
        </div>
      </form>
    </dialog>
  )
}
