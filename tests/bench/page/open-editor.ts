import * as Y from 'yjs'
import { emptyParts, reportOf, seedReport, type Report } from '../../../editor/model/report'
import { createPresence } from '../../../editor/sync/presence'
import { systemEnvironment } from '../../../editor/system'
import { makeKeyPairs, signerOf } from '../../../editor/trust/keys'
import { createTranslator, type Translator } from '../../../editor/ui/translator'
import { createEditor, type Editor, type EditorSession } from '../../../editor/view/editor'

export interface Opened {
  readonly editor: Editor
  readonly report: Report
  readonly t: Translator
  /** When the editor began to be made, as `performance.now()`. */
  readonly started: number
}

/** Opens a report on `text` as its page does, without network and stores. */
export async function openEditor(
  place: HTMLElement,
  text: string,
  onUpdate: () => void = () => undefined,
): Promise<Opened> {
  const parts = emptyParts()
  seedReport(parts, text, systemEnvironment)
  const report = reportOf(parts, { id: 'bench', environment: systemEnvironment, author: 'me' })
  const presence = await createPresence({
    doc: new Y.Doc(),
    report: 'bench',
    device: await signerOf(await makeKeyPairs()),
    name: 'me',
    kind: 'page',
    admits: () => true,
  })
  const session: EditorSession = {
    report,
    me: 'me',
    presence,
    may: () => true,
    onStatus: () => () => undefined,
    hold: () => () => undefined,
    onBeforeApply: () => () => undefined,
  }
  const none = (): void => undefined
  const t = createTranslator('zh-CN')
  const started = performance.now()
  const editor = createEditor(place, {
    session,
    environment: systemEnvironment,
    t,
    onUpdate,
    onBlank: none,
    onTab: () => false,
    onComment: none,
    onThread: none,
    onProposal: none,
    onPlaces: onUpdate,
    onNotice: none,
    onLost: () => undefined,
    onChecked: none,
    onPages: none,
  })
  return { editor, report, t, started }
}
