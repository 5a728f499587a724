import type { Node } from 'prosemirror-model'
import * as Y from 'yjs'
import { readText, type Figure } from '../../schema/read-text'
import { writeText } from '../../schema/write-text'
import { listBlanks, type BlankList } from './blank-list'
import { createChecks, type Checks } from './checks/checks'
import { createDismissals } from './checks/dismissals'
import { createRuleSwitches } from './checks/rule-switches'
import type { Environment } from './environment'
import { createAssignments, type Assignments } from './figures/assignments'
import type { FigureInfo } from './figures/entries'
import { createFigures, type Figures } from './figures/figures'
import { createPasses, type Passes } from './gate/passes'
import { createMembers, type Members } from './members'
import { isNewer, setTitle, titleOf } from './metadata'
import { metadataOf, partNames, schemaVersion, type PartName } from './parts'
import { withDerived } from './relations/derived'
import { createPreviousValues, type PreviousValues } from './relations/previous'
import { createRelations, type Relations } from './relations/relations'
import { createStandingRelations, type StandingRelations } from './relations/standing'
import { createReview, type Review } from './review/review'
import { createVerifications, type Verifications } from './review/verifications'
import { summarise } from './summarise'
import type { ReportSummary } from './summary'
import { nodeFromBody, seedBody } from './text'
import { createVersions, type Versions } from './versions/versions'
import { newDoc } from './listening'

/** A report: its three documents and what they mean. */
export interface Report {
  readonly id: string
  readonly parts: Readonly<Record<PartName, Y.Doc>>
  readonly figures: Figures
  readonly assignments: Assignments
  readonly verifications: Verifications
  readonly review: Review
  readonly members: Members
  readonly checks: Checks
  /** What was let through though something stood in the way. */
  readonly passes: Passes
  readonly versions: Versions
  /** What people decided of relations between figures. */
  readonly relations: Relations
  /** The relations as they are now, those found in the text included. */
  readonly standing: StandingRelations
  /** Last year's values. */
  readonly previous: PreviousValues
  /** Whether a newer version wrote it, so that this one must not. */
  readonly readOnly: boolean
  title(): string
  /** The document as it is now, read afresh. */
  document(): Node
  /** The plain text, with the values filled in; what is missing stays a blank. */
  toText(): string
  /** `doc`: the document if it is at hand already. */
  summary(doc?: Node): ReportSummary
  /** Every blank, for whoever fills one while the report is closed. `doc` as above. */
  blankList(mayFill: boolean, doc?: Node): BlankList
  /** Each part as one Yjs update. */
  encode(): Record<PartName, Uint8Array>
  /** Lets go of the documents. */
  close(): void
}

export interface ReportOptions {
  readonly id: string
  readonly environment: Environment
  /** Member id of whoever works here. */
  readonly author: string
}

/** Wraps documents that exist, possibly empty ones that will be filled from storage. */
export function reportOf(parts: Readonly<Record<PartName, Y.Doc>>, options: ReportOptions): Report {
  const { id, environment, author } = options
  const me = (): string => author
  const verifications = createVerifications(parts.review, environment, me)
  const relations = createRelations(parts.figures, environment, me)
  const previous = createPreviousValues(parts.figures, environment, me)
  const figures = withDerived(
    createFigures(parts.figures, environment, me, verifications),
    relations,
    previous,
    verifications,
  )
  const standing = createStandingRelations(figures, relations, previous)
  const assignments = createAssignments(parts.figures, environment, me)
  const review = createReview(parts.review, environment, me)
  const members = createMembers(parts.review)
  const checks = createChecks(
    { figures, relations, standing, previous },
    createDismissals(parts, environment, me),
    createRuleSwitches(parts.figures, environment, me),
  )
  const document = (): Node => nodeFromBody(parts.text)
  const title = (): string => titleOf(parts.text)
  return {
    id,
    parts,
    figures,
    assignments,
    verifications,
    review,
    members,
    checks,
    passes: createPasses(parts.review, environment, me),
    versions: createVersions(parts.text, figures, environment, me),
    relations,
    standing,
    previous,
    get readOnly() {
      return isNewer(parts.text)
    },
    title,
    document,
    toText() {
      const doc = document()
      const values = new Map<string, string>()
      doc.descendants((node) => {
        if (node.type.name !== 'placeholder') return
        const figure = String(node.attrs['figure'])
        const shown = figures.shown(figure)
        if (shown !== undefined) values.set(figure, shown)
      })
      return writeText(doc, values)
    },
    summary: (doc = document()) =>
      summarise({
        reportId: id,
        title: title(),
        doc,
        figures,
        assignments,
        review,
        members,
        me: author,
        at: environment.now(),
      }),
    blankList: (mayFill, doc = document()) =>
      listBlanks({
        reportId: id,
        doc,
        figures,
        assignments,
        members,
        me: author,
        mayFill,
        at: environment.now(),
      }),
    encode: () => ({
      text: Y.encodeStateAsUpdate(parts.text),
      figures: Y.encodeStateAsUpdate(parts.figures),
      review: Y.encodeStateAsUpdate(parts.review),
    }),
    close() {
      checks.close()
      standing.close()
      figures.close()
      relations.close()
      verifications.close()
      review.close()
      for (const part of partNames) parts[part].destroy()
    },
  }
}

/** Documents of the three parts, empty. */
export function emptyParts(): Record<PartName, Y.Doc> {
  return { text: newDoc(), figures: newDoc(), review: newDoc() }
}

/** What the figures part should know of blanks that were read. */
export function infosOf(figures: readonly Figure[]): FigureInfo[] {
  return figures.map(({ id, kind, unit, label, mask }) => ({
    id,
    kind,
    unit,
    label,
    mask,
    hint: '',
  }))
}

/** A document with what is known of its blanks, such as one that was read from a file. */
export interface Draft {
  readonly doc: Node
  readonly figures: readonly FigureInfo[]
}

/** Reads a template's text. */
export function draftOf(text: string): Draft {
  const { doc, figures } = readText(text)
  return { doc, figures: infosOf(figures) }
}

/** Writes a template, as text or read, into empty documents: the body, its blanks, the title. */
export function seedReport(
  parts: Readonly<Record<PartName, Y.Doc>>,
  template: string | Draft,
  environment: Environment,
  title?: string,
): void {
  const { doc, figures } = typeof template === 'string' ? draftOf(template) : template
  seedBody(parts.text, doc, environment)
  metadataOf(parts.text).set('schemaVersion', schemaVersion)
  setTitle(parts.text, title ?? titleFrom(doc))
  const scratch = createFigures(parts.figures, environment, () => '')
  scratch.define(figures)
  scratch.close()
}

/** The title of a document: its title block, else the start of its first line with text. */
export function titleFrom(doc: Node): string {
  let first = ''
  let title = ''
  doc.forEach((block) => {
    // A break that somebody put into a title is none in a list.
    const text = block.textContent
      .replace(/[\u2028\n]/g, '')
      .trim()
      .slice(0, 80)
    if (first === '') first = text
    if (title === '' && block.type.name === 'title') title = text
  })
  return title === '' ? first : title
}
