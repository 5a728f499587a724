import type { ComponentChild, ComponentType } from 'preact'
import type { Report } from '../model/report'
import type { Anchor } from '../model/review/anchors'
import type { Undoable } from '../model/undoable'
import type { Revising } from '../panels/review-desk'
import type { Overview } from '../panels/overview'
import type { Session, SessionStatus } from '../session'
import type { StringKey } from '../ui/strings'
import type { Translator } from '../ui/translator'
import type { Editor } from '../view/editor'
import type { PageOptions } from './options'

/** Something that a notice offers; the notice goes when it is done. */
export interface NoticeAct {
  /** For tests and styles. */
  readonly id: string
  readonly title: string
  readonly run: () => void
}

/** What every part of the report page works with; made anew at each drawing. */
export interface Desk {
  readonly t: Translator
  readonly session: Session
  readonly report: Report
  readonly options: PageOptions
  /** Everything that the menus hold. */
  readonly commands: readonly MenuCommand[]
  /** Null until the text is drawn. */
  readonly editor: Editor | null
  /** Figures and outline, up to date a moment after every change. */
  readonly overview: Overview
  readonly status: SessionStatus
  readonly shows: 'text' | 'board'
  /** Id of the tab that is open. */
  readonly tab: string
  /** The figure whose form is open. */
  readonly activeFigure: string | null
  /** The thread that is being read. */
  readonly activeThread: string | null
  /** What a comment that is being written is about. */
  readonly draft: Anchor | null
  /** One's own suggestion that is being written anew. */
  readonly revising: Revising | null
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Puts an act that was just done on the stack of undo. */
  readonly record: (act: Undoable | undefined) => void
  /** Says something for a few seconds; longer when it offers to do something. */
  readonly notice: (text: string, acts?: readonly NoticeAct[]) => void
  readonly show: (what: 'text' | 'board') => void
  readonly openTab: (id: string) => void
  /** Shows a dialog until it calls `close`. One at a time. */
  readonly openDialog: (draw: (close: () => void) => ComponentChild) => void
  /** Goes to a figure in the text and opens its form. */
  readonly showFigure: (id: string) => void
  readonly showThread: (id: string) => void
  /** Opens one's own suggestion to be written anew in its card, at an offset of what it proposes; null: no more. */
  readonly revise: (thread: string | null, caret?: number) => void
  /** Goes to a block, by its index in the document. */
  readonly showBlock: (index: number) => void
  /** Selects a range of the document (document positions) and shows it. */
  readonly select: (from: number, to: number) => void
  /** Begins a comment on `anchor`, or ends the one that was begun. */
  readonly comment: (anchor: Anchor | null) => void
  /** Opens the form of the blank at a document position. */
  readonly openForm: (pos: number) => void
  /** Opens the next open blank behind (1) or before (-1) `from`; false when there is none. */
  readonly openNext: (direction: 1 | -1, from?: number) => boolean
  readonly closeForm: () => void
  /** Asks who is to fill these figures. */
  readonly assign: (figures: readonly string[]) => void
}

/** A panel beside the text. */
export interface SideTab {
  readonly id: string
  readonly title: StringKey
  /** What waits there; shown when it is more than none. */
  readonly count?: (desk: Desk) => number
  readonly View: ComponentType<{ readonly desk: Desk }>
}

export type MenuName = 'file' | 'insert' | 'review' | 'view'

/** Something that can be done with a report; stands in a menu of the page. */
export interface MenuCommand {
  readonly id: string
  readonly menu: MenuName
  readonly title: StringKey
  /** Its key, such as `Mod-Alt-f`; Mod is Ctrl, or Cmd on a Mac. Works wherever the page has the focus. */
  readonly key?: string
  /** Whether it stands in the toolbar too. */
  readonly inToolbar?: boolean
  /** Whether whoever sits here may do it now; without it, always. */
  readonly may?: (desk: Desk) => boolean
  /** For a command that switches something: whether it is on. */
  readonly isOn?: (desk: Desk) => boolean
  readonly run: (desk: Desk) => void
}
