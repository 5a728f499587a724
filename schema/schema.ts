import { Schema, type Node, type NodeSpec } from 'prosemirror-model'

/**
 * The document language. A report is flat: a row of blocks, each a textblock.
 * What a block *means* (which part it opens, what number it carries) is derived
 * in `sections.ts` and `numbering.ts`, never stored.
 *
 * Every attribute has a default, so that a document written by an older or newer
 * version can always be built. What this version does not know is kept in `extra`
 * (unknown attributes), `unknown` (inline), `unknownBlock` and `unknownMark`.
 */

/** What a blank stands for. `text` is the kind of last resort. */
export type FigureKind =
  | 'organisation'
  | 'place'
  | 'count'
  | 'duration'
  | 'percent'
  | 'date'
  | 'text'

const figureKinds: readonly FigureKind[] = [
  'organisation',
  'place',
  'count',
  'duration',
  'percent',
  'date',
  'text',
]

export function isFigureKind(value: unknown): value is FigureKind {
  return figureKinds.some((kind) => kind === value)
}

export type SectionLevel = 1 | 2 | 3 | 4

/** How the text of a cell stands; `''` leaves it to the reader: centred in a head, else by its length. */
export type CellAlign = '' | 'left' | 'center' | 'right'

export function readAlign(value: unknown): CellAlign {
  return value === 'left' || value === 'center' || value === 'right' ? value : ''
}

/** Attributes that every block carries. */
const blockAttrs: NodeSpec['attrs'] = {
  /**
   * What stood between the previous line and this one in the text that was read,
   * for example `'\n'` for one blank line. Written back as it was; never shown.
   */
  gap: { default: '' },
  /** Attributes that a newer version wrote, as a JSON object, or null. */
  extra: { default: null },
}

function block(name: string, attrs: NodeSpec['attrs'] = {}): NodeSpec {
  return {
    group: 'block',
    content: 'inline*',
    marks: '_',
    attrs: { ...blockAttrs, ...attrs },
    toDOM: (node) => [name === 'title' ? 'h1' : 'p', { 'data-block': name, ...domAttrs(node) }, 0],
    parseDOM: [
      {
        tag: `[data-block=${name}]`,
        getAttrs: (dom) => attrsOfDom(name, dom as DomElement),
      },
      ...(name === 'paragraph' ? [{ tag: 'p' }] : []),
      // A number is derived; what was copied carries it for other programs.
      ...(name === 'section' ? [{ tag: 'span[data-number]', ignore: true }] : []),
    ],
  }
}

/** The one DOM method that parse rules use; this room is compiled without the DOM. */
interface DomElement {
  getAttribute(name: string): string | null
}

/** What the DOM of a block says of its attributes. */
function domAttrs({ type, attrs }: Node): Record<string, string> {
  if (type.name === 'section') return { 'data-level': String(attrs['level']) }
  if (type.name !== 'cell') return {}
  return {
    'data-table': String(attrs['table']),
    'data-row': String(attrs['row']),
    'data-col': String(attrs['col']),
    ...(attrs['head'] === true ? { 'data-head': 'true' } : {}),
    ...(attrs['align'] === '' ? {} : { 'data-align': String(attrs['align']) }),
  }
}

function attrsOfDom(name: string, dom: DomElement): Record<string, unknown> | null {
  if (name === 'section') return { level: readLevel(dom.getAttribute('data-level')) }
  if (name !== 'cell') return null
  return {
    table: dom.getAttribute('data-table') ?? '',
    row: dom.getAttribute('data-row') ?? '',
    col: dom.getAttribute('data-col') ?? '',
    head: dom.getAttribute('data-head') === 'true',
    align: readAlign(dom.getAttribute('data-align')),
  }
}

function readLevel(value: unknown): SectionLevel {
  const level = Number(value)
  return level === 2 || level === 3 || level === 4 ? level : 1
}

function readJson(text: string | null): unknown {
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export const schema = new Schema({
  topNode: 'report',
  nodes: {
    report: {
      content: 'block+',
      attrs: {
        /** What follows the last line of the text that was read, for example `'\n'`. */
        end: { default: '' },
      },
    },
    paragraph: block('paragraph'),
    /** 标题. */
    title: block('title'),
    /** 主送机关: one line under the title, flush left, with a full-width colon. */
    salutation: block('salutation'),
    /**
     * A block that opens a part. Its heading runs to the first 。 or to the end of
     * the block; what follows the 。 in the same block is body text (run-in heading).
     * The number is not in the text: it is derived from level and order.
     */
    section: block('section', {
      level: { default: 1 },
      /** The number as it was written, for example `㈠` or `（一）、`; null when ours. */
      marker: { default: null },
      /**
       * The order (from 1, among its siblings) at which `marker` was read; `marker` is
       * written while the section still has that order, else the standard number.
       */
      markerAt: { default: 0 },
    }),
    /** 落款: name of the issuing office. */
    signature: block('signature'),
    /** 成文日期. */
    date: block('date'),
    /** 附件说明. */
    attachment: block('attachment'),
    /**
     * 单元格: a cell of a table. A table is a row of cells that name it, one after another,
     * row by row; what it looks like is derived in `tables.ts`, so that no order is invalid.
     * Row and column are ids, not numbers: to insert one changes no other cell.
     */
    cell: block('cell', {
      table: { default: '' },
      row: { default: '' },
      col: { default: '' },
      /** Whether it belongs to a head row, which is repeated on each page. */
      head: { default: false },
      align: { default: '' },
    }),
    /** A block of a kind that only a newer version knows. */
    unknownBlock: block('unknownBlock', { kind: { default: '' } }),
    /**
     * 待填项: a reference to a figure. The value is not here: it lives in the
     * figures part under the id `figure`, so a fill never collides with typing.
     */
    placeholder: {
      group: 'inline',
      inline: true,
      atom: true,
      selectable: true,
      draggable: false,
      attrs: {
        figure: { default: '' },
        kind: { default: 'text' },
        /** The text after the blank that measures it (次, 万件, ％); it stays in the text. */
        unit: { default: '' },
        label: { default: '' },
        /** The blank as the template wrote it; an unfilled blank is written back so. */
        mask: { default: '*' },
        extra: { default: null },
      },
      leafText: (node) => String(node.attrs['mask']),
      toDOM: (node) => [
        'span',
        {
          'data-figure': String(node.attrs['figure']),
          'data-kind': String(node.attrs['kind']),
          'data-unit': String(node.attrs['unit']),
          'data-label': String(node.attrs['label']),
          'data-mask': String(node.attrs['mask']),
          ...(node.attrs['extra'] === null
            ? {}
            : { 'data-extra': JSON.stringify(node.attrs['extra']) }),
        },
        String(node.attrs['mask']),
      ],
      parseDOM: [
        {
          tag: 'span[data-figure]',
          getAttrs: (node) => {
            const dom = node as DomElement
            return {
              figure: dom.getAttribute('data-figure') ?? '',
              kind: dom.getAttribute('data-kind') ?? 'text',
              unit: dom.getAttribute('data-unit') ?? '',
              label: dom.getAttribute('data-label') ?? '',
              mask: dom.getAttribute('data-mask') ?? '*',
              extra: readJson(dom.getAttribute('data-extra')),
            }
          },
        },
      ],
    },
    /** Inline content that only a newer version knows; shown as a grey chip, kept as it is. */
    unknown: {
      group: 'inline',
      inline: true,
      atom: true,
      selectable: true,
      attrs: { data: { default: null } },
      leafText: () => '',
      toDOM: (node) => ['span', { 'data-unknown': JSON.stringify(node.attrs['data']) }, '？'],
      parseDOM: [
        {
          tag: 'span[data-unknown]',
          getAttrs: (node) => ({
            data: readJson((node as DomElement).getAttribute('data-unknown')),
          }),
        },
      ],
    },
    text: { group: 'inline' },
  },
  marks: {
    bold: {
      toDOM: () => ['strong', 0],
      parseDOM: [{ tag: 'strong' }, { tag: 'b' }],
    },
    /** A text attribute that only a newer version knows. */
    unknownMark: {
      attrs: { key: { default: '' }, value: { default: null } },
      excludes: '',
      inclusive: false,
      toDOM: (mark) => ['span', { 'data-unknown-mark': String(mark.attrs['key']) }, 0],
    },
  },
})
