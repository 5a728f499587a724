import { packParts, type Part, type Relation } from './package'
import { propertiesPart } from './properties'
import type { Xml } from './xml'

/** Path of the part that holds the text. */
export const mainPart = 'word/document.xml'
export const officeRelation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
export const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml'

/** The parts of a .docx file as they are put together. */
export interface WordFile {
  /** Puts a part beside the text. Returns the id by which the text names it. */
  add(name: string, content: Xml, type: string, relation: string): string
  /** The same for one of the kinds of the standard, such as `styles` and `footer`. */
  office(name: string, content: Xml, kind: string): string
  /** Takes in parts with relations of their own. */
  attach(parts: readonly Part[], relations: readonly Relation[]): void
  /** @param at when it is written, in milliseconds since 1970 */
  pack(document: Xml, title: string, at: number): Uint8Array<ArrayBuffer>
}

export function createWordFile(): WordFile {
  const parts: Part[] = []
  const relations: Relation[] = []
  const add: WordFile['add'] = (name, content, type, relation) => {
    const path = `word/${name}.xml`
    const id = `rId${relations.length + 1}`
    parts.push({ path, content, type })
    relations.push({ owner: mainPart, id, type: relation, target: path })
    return id
  }
  return {
    add,
    office: (name, content, kind) =>
      add(name, content, `${word}.${kind}+xml`, `${officeRelation}/${kind}`),
    attach(more, others) {
      parts.push(...more)
      relations.push(...others)
    },
    pack(document, title, at) {
      parts.unshift({ path: mainPart, content: document, type: `${word}.document.main+xml` })
      parts.push({
        path: 'docProps/core.xml',
        content: propertiesPart(title, at),
        type: 'application/vnd.openxmlformats-package.core-properties+xml',
      })
      relations.push(
        { owner: '', id: 'rId1', type: `${officeRelation}/officeDocument`, target: mainPart },
        {
          owner: '',
          id: 'rId2',
          type: 'http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties',
          target: 'docProps/core.xml',
        },
      )
      return packParts(parts, relations, at)
    },
  }
}
