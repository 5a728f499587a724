import type { Node } from 'prosemirror-model'
import type { SeenMemory } from '../away/seen'
import type { InviteRequest } from '../panels/new-invite'
import type { Environment } from '../model/environment'
import type { PendingFill } from '../model/pending'
import type { Draft } from '../model/report'
import type { ReportSummary } from '../model/summary'
import type { Session } from '../session'
import type { JournalEntry } from '../storage/journal-file'
import type { Translator } from '../ui/translator'

/** What a page is opened at. */
export interface Target {
  readonly figure?: string
  readonly thread?: string
}

/** What the page of a report gets from whoever shows it. */
export interface PageOptions {
  readonly session: Session
  readonly environment: Environment
  readonly t: Translator
  /** What the report is called in the list of this device, for as long as its text is not here. */
  readonly title: string
  /** Name of whoever sits here. */
  readonly myName: string
  readonly hasRelay: boolean
  readonly target?: Target
  /** Text of last year's report, to be looked at once the page is there. */
  readonly lastYear?: string
  /** Said when the page opens; may be empty. */
  readonly notice: string
  /** Values that were chosen outside the page and have reached the report. One listener. */
  readonly filled: {
    listen(listener: (fills: readonly PendingFill[]) => void): () => void
  }
  /** Called some time after every change, for popup and badge; with the document as it was then. */
  readonly onSummary: (summary: ReportSummary, doc: Node) => void
  /** Where this device keeps what was seen last of the report. */
  readonly seen: SeenMemory
  readonly onHome: () => void
  /** Makes a new report of this one and opens it. */
  readonly onCopy: (copy: {
    readonly draft: Draft
    readonly values: ReadonlyMap<string, string>
    /** Empty: the title in the text. */
    readonly title: string
  }) => Promise<void>
  readonly onSettings: () => void
  /** What opens the report on another machine, for a backup. */
  readonly access: () => JournalEntry
  /** Opens an invitation; resolves to its code. */
  readonly makeInvite: (request: InviteRequest) => Promise<string>
  /** Makes a link for another device of whoever sits here; resolves to its code. */
  readonly linkDevice: (expires: number) => Promise<string>
}
