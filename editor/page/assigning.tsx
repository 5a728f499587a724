import { AssignDialog } from '../board/assign-dialog'
import type { Assignment } from '../model/figures/assignments'
import type { Desk } from './desk'

/** Asks who is to fill these figures, and by when. */
export function Assigning({
  desk,
  figures,
  onClose,
}: {
  readonly desk: Desk
  readonly figures: readonly string[]
  readonly onClose: () => void
}) {
  const { t, report, record } = desk
  return (
    <AssignDialog
      t={t}
      figures={figures}
      present={common(figures.map((id) => report.assignments.of(id)))}
      members={report.members}
      departments={report.assignments.departments()}
      onAssign={(to, due) => record(report.assignments.assign(figures, to, due))}
      onWithdraw={() => record(report.assignments.withdraw(figures))}
      onClose={onClose}
    />
  )
}

/** The assignment that all have. */
function common([first, ...rest]: readonly (Assignment | undefined)[]): Assignment | undefined {
  const same = (one: Assignment | undefined): boolean =>
    JSON.stringify([one?.to, one?.due]) === JSON.stringify([first?.to, first?.due])
  return rest.every(same) ? first : undefined
}
