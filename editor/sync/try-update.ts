import * as Y from 'yjs'
import { partNames, type PartName } from '../model/parts'
import { emptyParts, reportOf } from '../model/report'
import { inspectUpdate, type Inspected } from './inspect'

/*
 * What is done with an update from outside where it can hang nobody: in a worker, which is
 * ended when it takes too long.
 */

export type TrialRequest =
  | { readonly type: 'inspect'; readonly part: PartName; readonly update: Uint8Array }
  | {
      readonly type: 'apply'
      readonly part: PartName
      /** State of the document as it stands. */
      readonly state: Uint8Array
      readonly update: Uint8Array
    }

export type TrialAnswer =
  | { readonly type: 'inspected'; readonly inspected: Inspected }
  /** Only the document as it stands is read so far; what comes now is the update's own doing. */
  | { readonly type: 'ready' }
  /** The update is in; what comes now is reading all of the document. */
  | { readonly type: 'integrated' }
  | { readonly type: 'applied'; readonly sound: boolean }

/** Does what is asked; `tell` is called once for an inspection, twice for an application. */
export function tryUpdate(request: TrialRequest, tell: (answer: TrialAnswer) => void): void {
  const { part, update } = request
  if (request.type === 'inspect') {
    tell({ type: 'inspected', inspected: inspectUpdate(update, part) })
    return
  }
  const docs = emptyParts()
  Y.applyUpdate(docs[part], request.state)
  const wasReadable = isReadable(docs)
  tell({ type: 'ready' })
  let sound = true
  try {
    Y.applyUpdate(docs[part], update)
  } catch {
    // Whatever it is that it breaks, it must not break it where somebody types.
    sound = false
  }
  tell({ type: 'integrated' })
  tell({ type: 'applied', sound: sound && (isReadable(docs) || !wasReadable) })
  for (const name of partNames) docs[name].destroy()
}

/** Whether all that is made of the documents can be made. */
function isReadable(docs: Record<PartName, Y.Doc>): boolean {
  try {
    const report = reportOf(docs, {
      id: 'trial',
      environment: { now: () => 0, newId: () => 'trial' },
      author: 'trial',
    })
    report.document().check()
    report.summary()
    report.members.all()
    return true
  } catch {
    // A reader of ours that throws is a defect; here it must only be found out.
    return false
  }
}
