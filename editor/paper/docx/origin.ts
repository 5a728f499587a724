import type { Node } from 'prosemirror-model'
import type { PaperBlock } from '../content'
import { softBreak } from '../pieces'
import { paragraphId } from './body'
import { commentParagraphId, type NumberedThread } from './comments'
import { element, text, xmlFile, type Xml } from './xml'

/** The namespace of the part that says what the file came from. */
export const originNamespace = 'urn:tonggao:origin'

/**
 * What the file came from, for the way back: what Word cannot say of blocks, figures and
 * comments. Whoever reads it takes the text from the document and only what is missing
 * there from here, because the document may have been edited.
 */
export interface Origin {
  readonly version: 1
  readonly report: string
  /** What stood behind the last line. */
  readonly end: string
  /** What each block is, by the `w14:paraId` of its paragraph. */
  readonly blocks: Readonly<Record<string, OriginBlock>>
  /** Attributes of the placeholders of each figure. */
  readonly figures: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** Thread and message of each comment, by the `w14:paraId` of its last paragraph. */
  readonly comments: Readonly<
    Record<string, { readonly thread: string; readonly message: string; readonly at: number }>
  >
}

export interface OriginBlock {
  readonly type: string
  readonly attrs: Readonly<Record<string, unknown>>
  /** Whether somebody typed line breaks into it; else those in the file are the paper's. */
  readonly broken?: true
}

export function originOf(
  report: string,
  doc: Node,
  blocks: readonly PaperBlock[],
  threads: readonly NumberedThread[],
): Origin {
  const figures: Record<string, Readonly<Record<string, unknown>>> = {}
  for (const { pieces } of blocks)
    for (const piece of pieces)
      if (piece.type === 'blank') figures[piece.figure] ??= given(piece.node, ['figure'])
  const comments: Record<string, Origin['comments'][string]> = {}
  for (const { thread, ids } of threads)
    thread.messages.forEach(({ id, at }, index) => {
      comments[commentParagraphId(ids[index] ?? 0)] = { thread: thread.id, message: id, at }
    })
  return {
    version: 1,
    report,
    end: String(doc.attrs['end'] ?? ''),
    blocks: Object.fromEntries(
      blocks.map(({ index, node }) => [
        paragraphId(index),
        {
          type: node.type.name,
          attrs: given(node, []),
          ...(node.textContent.includes(softBreak) ? { broken: true as const } : {}),
        },
      ]),
    ),
    figures,
    comments,
  }
}

/** Attributes that differ from their default, without those named. */
function given(node: Node, without: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(node.attrs).filter(
      ([key, value]) =>
        !without.includes(key) && value !== node.type.spec.attrs?.[key]?.['default'],
    ),
  )
}

export function originPart(origin: Origin): Xml {
  return xmlFile(element('origin', { xmlns: originNamespace }, text(JSON.stringify(origin))))
}

/** The id by which Word keeps the part; the same in every file. */
const storeItem = '{7B1C6A52-9B6E-4E0C-8F5D-2D1F6B7A3C90}'

export function originPropertiesPart(): Xml {
  const namespace = 'http://schemas.openxmlformats.org/officeDocument/2006/customXml'
  return xmlFile(
    element(
      'ds:datastoreItem',
      { 'ds:itemID': storeItem, 'xmlns:ds': namespace },
      element('ds:schemaRefs', {}, element('ds:schemaRef', { 'ds:uri': originNamespace })),
    ),
  )
}
