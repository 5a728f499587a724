import { hindrancesOf, isClear, type Hindrances } from '../model/gate/hindrances'
import type { Desk } from '../page/desk'

/** What a dialog needs to know before a text leaves as final. */
export interface Gate {
  readonly hindrances: Hindrances
  /** The text was made final already, and this was looked at then. */
  readonly isFinal: boolean
  /** Whether nothing stands in the way, or the text is final. */
  readonly isOpen: boolean
}

/** Looks at what stands in the way now. */
export function gateOf({ report, session, editor }: Desk): Gate {
  const doc = editor?.view.state.doc ?? report.document()
  const hindrances = hindrancesOf(report, doc, {
    writers: session.roll
      .members()
      .filter(({ device, role }) => device !== session.me && role !== 'reader')
      .map(({ device }) => device),
    present: new Set(session.presence.others().map(({ member }) => member)),
    lastMet: (device) => session.lastMet(device),
  })
  const isFinal = session.roll.final !== undefined
  return { hindrances, isFinal, isOpen: isFinal || isClear(hindrances) }
}
