import type * as Y from 'yjs'

/**
 * The only file that names a Yjs root. A report is three Yjs documents, one per
 * part, because a part is the unit of permission.
 */
export type PartName = 'text' | 'figures' | 'review'

export const partNames: readonly PartName[] = ['text', 'figures', 'review']

/** Version of the stored forms. A report with a newer one opens read-only. */
export const schemaVersion = 1

/** The report's text: characters, block marks and placeholders in one sequence. */
export function bodyOf(text: Y.Doc): Y.Text {
  return text.getText('body')
}

/**
 * What changed on block marks since they were inserted, keyed `<block id>:<attribute>`.
 * A block mark itself is immutable, so that it never moves text.
 */
export function blockChangesOf(text: Y.Doc): Y.Map<unknown> {
  return text.getMap('blocks')
}

/** Title, stage, schema version of the report. */
export function metadataOf(text: Y.Doc): Y.Map<unknown> {
  return text.getMap('meta')
}

/** 历史版本 that somebody named or that end a stage, keyed by version id. Grows only. */
export function versionsOf(text: Y.Doc): Y.Map<unknown> {
  return text.getMap('versions')
}

/** The blocks of `versionsOf`, keyed `<name>.<id>`: whoever keeps one writes it under a fresh id. Grows only. */
export function versionBlocksOf(text: Y.Doc): Y.Map<unknown> {
  return text.getMap('versionBlocks')
}

/** Versions that were kept by themselves, keyed by version id; thinned out as they age. */
export function automaticVersionsOf(text: Y.Doc): Y.Map<unknown> {
  return text.getMap('automaticVersions')
}

/** The blocks of `automaticVersionsOf`, keyed by their name. */
export function automaticBlocksOf(text: Y.Doc): Y.Map<unknown> {
  return text.getMap('automaticBlocks')
}

/** Who writes under a Yjs client, and when, keyed by the client's id. */
export function writersOf(text: Y.Doc): Y.Map<unknown> {
  return text.getMap('writers')
}

/** What is known of each figure (kind, unit, label, mask, hint), keyed by figure id. */
export function figureInfosOf(figures: Y.Doc): Y.Map<unknown> {
  return figures.getMap('infos')
}

/** The multi-value register: one entry per value that nobody has replaced yet, keyed by entry id. */
export function figureEntriesOf(figures: Y.Doc): Y.Map<unknown> {
  return figures.getMap('entries')
}

/** Every value ever set, in no particular order, keyed by entry id. Grows only. */
export function ledgerOf(figures: Y.Doc): Y.Map<unknown> {
  return figures.getMap('ledger')
}

/** Files and pictures that sources name, in pieces; keys begin with the device that attached them. */
export function attachmentsOf(figures: Y.Doc): Y.Map<unknown> {
  return figures.getMap('attachments')
}

/** Who is to fill a figure and by when, keyed by figure id. */
export function assignmentsOf(figures: Y.Doc): Y.Map<unknown> {
  return figures.getMap('assignments')
}

/** What a person decided of relations between figures, keyed by the relation's key. */
export function relationsOf(figures: Y.Doc): Y.Map<unknown> {
  return figures.getMap('relations')
}

/** Values of last year's report, keyed by figure id. */
export function previousOf(figures: Y.Doc): Y.Map<unknown> {
  return figures.getMap('previous')
}

/**
 * Findings that are no fault, with reason and author, keyed by the finding's fingerprint, as
 * earlier versions stored them. Read only: a dismissal is an event of the review.
 */
export function dismissalsOf(figures: Y.Doc): Y.Map<unknown> {
  return figures.getMap('dismissals')
}

/** Rules of the checks that are switched off for this report, keyed by rule id. */
export function ruleSwitchesOf(figures: Y.Doc): Y.Map<unknown> {
  return figures.getMap('ruleSwitches')
}

/** Events of the review (thread, reply, resolve …), keyed by event id. Grows only. */
export function reviewEventsOf(review: Y.Doc): Y.Map<unknown> {
  return review.getMap('events')
}

/** Who takes part: name by member id. Untrusted text. */
export function membersOf(review: Y.Doc): Y.Map<unknown> {
  return review.getMap('members')
}
