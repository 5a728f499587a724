import { Fragment, Mark, type Attrs, type Node } from 'prosemirror-model'
import type * as Y from 'yjs'
import { readAlign, schema } from '../../schema/schema'
import type { Environment } from './environment'
import { blockChangesOf, bodyOf, metadataOf } from './parts'

/**
 * The flat text of a report and how it mirrors the ProseMirror document.
 *
 * The body is one Y.Text: characters, block marks and atoms. A block mark is an embed
 * `{ block: id, type, level, … }` at the START of its block; it never changes, so that a
 * split or a join writes one mark and a change of level writes none: later changes of a
 * block's attributes stand in the `blocks` map under `<id>:<attribute>` and win over the
 * embed. A placeholder is an embed `{ figure: id, … }`. Characters before the first mark
 * form an implicit paragraph, so that no state is invalid. What this version does not
 * know (embeds, attributes, block types) is kept and shown as unknown.
 *
 * An `offset` counts UTF-16 units and embeds of the body from 0.
 */

/** A block mark as stored. Only attributes that differ from their default are present. */
export type BlockEmbed = Readonly<Record<string, unknown>> & { readonly block: string }

/** A block's attributes that may change after its mark was written. */
const changing = [
  'type',
  'level',
  'marker',
  'markerAt',
  'gap',
  'table',
  'row',
  'col',
  'head',
  'align',
] as const

const blockDefaults: Readonly<Record<string, unknown>> = {
  level: 1,
  marker: null,
  markerAt: 0,
  gap: '',
  table: '',
  row: '',
  col: '',
  head: false,
  align: '',
}
/** The attributes that mean something on one kind of block only. */
const ofKind: Readonly<Record<string, string>> = {
  level: 'section',
  marker: 'section',
  markerAt: 'section',
  table: 'cell',
  row: 'cell',
  col: 'cell',
  head: 'cell',
  align: 'cell',
}
/** So long may an id of a table, row or column be, in UTF-16 units. */
const idLimit = 60
const atomDefaults: Readonly<Record<string, unknown>> = {
  kind: 'text',
  unit: '',
  label: '',
  mask: '*',
}
const ownBlockKeys = new Set<string>(['block', ...changing])
const ownAtomKeys = new Set(['figure', ...Object.keys(atomDefaults)])

function isRecord(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  )
}

/** Whether an inserted value of the body is a block mark. */
export function isBlockEmbed(value: unknown): value is BlockEmbed {
  return isRecord(value) && typeof value['block'] === 'string'
}

/** The type and attributes of a block: its mark, then what was changed since. Never throws. */
export function blockOf(
  embed: BlockEmbed,
  changes: { get(key: string): unknown },
): { type: string; attrs: Attrs } {
  const read = (key: string): unknown => {
    const changed = changes.get(`${embed.block}:${key}`)
    return changed === undefined ? embed[key] : changed
  }
  const kind = read('type')
  const name = typeof kind === 'string' ? kind : 'paragraph'
  const extra = rest(embed, ownBlockKeys)
  const gap = read('gap')
  const common = { gap: typeof gap === 'string' ? gap : '', extra }
  if (name === 'section') {
    const level = read('level')
    const marker = read('marker')
    const markerAt = read('markerAt')
    return {
      type: name,
      attrs: {
        ...common,
        level: level === 2 || level === 3 || level === 4 ? level : 1,
        marker: typeof marker === 'string' ? marker : null,
        markerAt: typeof markerAt === 'number' ? markerAt : 0,
      },
    }
  }
  if (name === 'cell') {
    const id = (key: string): string => {
      const value = read(key)
      return typeof value === 'string' ? value.slice(0, idLimit) : ''
    }
    return {
      type: name,
      attrs: {
        ...common,
        table: id('table'),
        row: id('row'),
        col: id('col'),
        head: read('head') === true,
        align: readAlign(read('align')),
      },
    }
  }
  const type = schema.nodes[name]
  if (type === undefined || !type.isTextblock || name === 'unknownBlock') {
    return { type: 'unknownBlock', attrs: { ...common, kind: name } }
  }
  return { type: name, attrs: common }
}

/** The mark to store for a block node under the fresh id `id`. */
export function embedOfBlock(node: Node, id: string): BlockEmbed {
  const extra: unknown = node.attrs['extra']
  const embed: Record<string, unknown> = { ...(isRecord(extra) ? extra : {}), block: id }
  const kind = node.type.name === 'unknownBlock' ? String(node.attrs['kind']) : node.type.name
  if (kind !== 'paragraph') embed['type'] = kind
  for (const key of Object.keys(blockDefaults)) {
    const value: unknown = node.attrs[key]
    if (value !== undefined && value !== blockDefaults[key]) embed[key] = value
  }
  return embed as BlockEmbed
}

/** What has to be written to the `blocks` map so that the block of `embed` becomes `node`. */
export function changesOfBlock(
  embed: BlockEmbed,
  changes: Y.Map<unknown>,
  node: Node,
): [string, unknown][] {
  const wanted = embedOfBlock(node, embed.block)
  const list: [string, unknown][] = []
  for (const key of changing) {
    const fallback = key === 'type' ? 'paragraph' : blockDefaults[key]
    const stored = changes.get(`${embed.block}:${key}`) ?? embed[key] ?? fallback
    const value = wanted[key] ?? fallback
    // A level means something only on a section, a row on a cell; leave it for a way back.
    if (stored !== value && (ofKind[key] ?? node.type.name) === node.type.name) {
      list.push([`${embed.block}:${key}`, value])
    }
  }
  return list
}

/** The inline node for a character run or an embed of the body. Never throws. */
export function inlineOf(
  insert: unknown,
  attributes: Readonly<Record<string, unknown>> = {},
): Node {
  const marks = marksOf(attributes)
  if (typeof insert === 'string') return schema.text(insert, marks)
  if (isRecord(insert) && typeof insert['figure'] === 'string') {
    const attrs: Record<string, unknown> = {
      figure: insert['figure'],
      extra: rest(insert, ownAtomKeys),
    }
    for (const [key, fallback] of Object.entries(atomDefaults)) {
      const value = insert[key]
      attrs[key] = typeof value === 'string' ? value : fallback
    }
    return schema.node('placeholder', attrs, undefined, marks)
  }
  return schema.node(
    'unknown',
    { data: isRecord(insert) ? insert : { shared: true } },
    undefined,
    marks,
  )
}

/** The embed to store for an inline atom. */
export function embedOfAtom(node: Node): object {
  if (node.type.name !== 'placeholder') {
    const data: unknown = node.attrs['data']
    return isRecord(data) ? data : {}
  }
  const extra: unknown = node.attrs['extra']
  const embed: Record<string, unknown> = {
    ...(isRecord(extra) ? extra : {}),
    figure: String(node.attrs['figure']),
  }
  for (const [key, fallback] of Object.entries(atomDefaults)) {
    if (node.attrs[key] !== fallback) embed[key] = node.attrs[key]
  }
  return embed
}

/** Text attributes → marks. Attributes that we do not know become `unknownMark`. */
export function marksOf(attributes: Readonly<Record<string, unknown>>): readonly Mark[] {
  const marks: Mark[] = []
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined) continue
    marks.push(key === 'bold' ? schema.mark('bold') : schema.mark('unknownMark', { key, value }))
  }
  return marks.length === 0 ? Mark.none : Mark.setFrom(marks)
}

/** Marks → text attributes. */
export function attributesOf(marks: readonly Mark[]): Record<string, unknown> {
  const attributes: Record<string, unknown> = {}
  for (const mark of marks) {
    if (mark.type.name === 'bold') attributes['bold'] = true
    else attributes[String(mark.attrs['key'])] = mark.attrs['value']
  }
  return attributes
}

function rest(
  value: Readonly<Record<string, unknown>>,
  own: ReadonlySet<string>,
): Record<string, unknown> | null {
  const unknown = Object.entries(value).filter(([key]) => !own.has(key))
  return unknown.length === 0 ? null : Object.fromEntries(unknown)
}

/** One operation of a text delta, as Yjs gives it. */
interface Insert {
  readonly insert?: unknown
  readonly attributes?: Readonly<Record<string, unknown>>
}

/** A document read from a body, and its block marks in order; null for an implicit first block. */
export interface Mirror {
  readonly doc: Node
  readonly marks: (BlockEmbed | null)[]
}

/** Reads the whole body. Pure: never writes to the Y.Doc. */
export function mirrorOf(text: Y.Doc): Mirror {
  const changes = blockChangesOf(text)
  const blocks: Node[] = []
  const marks: (BlockEmbed | null)[] = []
  let inline: Node[] = []
  let open: { type: string; attrs: Attrs } | null = null
  const close = (): void => {
    if (open !== null) blocks.push(schema.node(open.type, open.attrs, Fragment.from(inline)))
    inline = []
  }
  for (const op of bodyOf(text).toDelta() as Insert[]) {
    if (isBlockEmbed(op.insert)) {
      close()
      open = blockOf(op.insert, changes)
      marks.push(op.insert)
    } else {
      if (open === null) {
        open = { type: 'paragraph', attrs: {} }
        marks.push(null)
      }
      inline.push(inlineOf(op.insert, op.attributes))
    }
  }
  close()
  if (blocks.length === 0) {
    blocks.push(schema.node('paragraph'))
    marks.push(null)
  }
  const end: unknown = metadataOf(text).get('end')
  return { doc: schema.node('report', { end: typeof end === 'string' ? end : '' }, blocks), marks }
}

/** The document of a body. */
export function nodeFromBody(text: Y.Doc): Node {
  return mirrorOf(text).doc
}

/** The body operations that insert `blocks` with fresh marks. */
export function deltaOfBlocks(
  blocks: readonly Node[],
  environment: Environment,
): { insert: string | object; attributes?: object }[] {
  const delta: { insert: string | object; attributes?: object }[] = []
  for (const block of blocks) {
    delta.push({ insert: embedOfBlock(block, environment.newId()) })
    block.forEach((node) => {
      const attributes = attributesOf(node.marks)
      const insert = node.isText ? (node.text ?? '') : embedOfAtom(node)
      delta.push(Object.keys(attributes).length === 0 ? { insert } : { insert, attributes })
    })
  }
  return delta
}

/** Writes `doc` into an empty body. Throws a RangeError when the body is not empty. */
export function seedBody(text: Y.Doc, doc: Node, environment: Environment): void {
  const body = bodyOf(text)
  if (body.length > 0) throw new RangeError('The body has content already')
  const blocks: Node[] = []
  doc.forEach((block) => blocks.push(block))
  text.transact(() => {
    body.applyDelta(deltaOfBlocks(blocks, environment))
    if (doc.attrs['end'] !== '') metadataOf(text).set('end', doc.attrs['end'])
  })
}
