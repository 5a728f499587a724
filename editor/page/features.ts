import type { ComponentType } from 'preact'
import { AuthorsBar, whoWrote } from '../authors/authors-bar'
import { AwayCard } from '../away/away-card'
import { passes } from '../gate/passes-command'
import { blankToWords, insertBlank, numberToBlank } from './blank-commands'
import { checksTab, findingMarks, nextFinding, previousFinding } from './checks-tab'
import { copyReport } from './copy-command'
import { exchangeFile } from './exchange-command'
import { commentsTab } from './comments-tab'
import type { Desk, MenuCommand, SideTab } from './desk'
import { figuresTab } from './figures-tab'
import { historyTab } from '../versions/history-tab'
import { KeepAutomatically } from '../versions/keep-automatically'
import { findCommands } from '../find/find-commands'
import { FilledLayer } from '../capture/filled-layer'
import { FindLayer } from '../find/find-layer'
import { lookCommand, LookLayer } from '../look/look-dialog'
import { keySheet } from './key-sheet'
import { NewBlankLayer } from './new-blank-layer'
import { reviewCommands } from './review-commands'
import { LastYearLayer } from '../relations/last-year-layer'
import { lastYearCommand } from '../relations/last-year-command'
import { tableCommands } from '../tables/table-commands'
import { RenumberOffer, renumberHere } from './renumber-commands'
import { reviewSheet, reviewSheetWord } from './review-sheet'
import { Doorway } from './standing'
import { sectionCommands } from './section-commands'
import { exportText, exportWord } from './paper-commands'
import { pageLines, pageView } from '../sheet/page-count'
import { printReport, PrintLayer } from '../sheet/print-command'

/** The panels beside the text, from left to right. */
export const sideTabs: readonly SideTab[] = [figuresTab, commentsTab, checksTab, historyTab]

/** What the menus hold, in their order. */
export const commands: readonly MenuCommand[] = [
  exportWord,
  printReport,
  exportText,
  exchangeFile,
  copyReport,
  lastYearCommand,
  insertBlank,
  numberToBlank,
  blankToWords,
  ...tableCommands,
  ...reviewCommands,
  renumberHere,
  nextFinding,
  previousFinding,
  findingMarks,
  reviewSheet,
  reviewSheetWord,
  whoWrote,
  pageLines,
  pageView,
  passes,
  ...sectionCommands,
  ...findCommands,
  lookCommand,
  keySheet,
]

/** What is drawn over the page all the time, such as a bar that opens by a key. */
export const layers: readonly ComponentType<{ readonly desk: Desk }>[] = [
  Doorway,
  NewBlankLayer,
  RenumberOffer,
  FindLayer,
  LookLayer,
  KeepAutomatically,
  LastYearLayer,
  PrintLayer,
  AwayCard,
  FilledLayer,
  AuthorsBar,
]
