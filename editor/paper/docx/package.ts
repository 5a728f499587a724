import { strToU8, zipSync } from 'fflate'
import { element, xmlFile, type Xml } from './xml'

/** A part of the package: its path, what it is, and what its owner calls it. */
export interface Part {
  /** From the root, without a slash in front. */
  readonly path: string
  readonly content: Xml
  /** MIME type; undefined for what any reader knows by its ending. */
  readonly type?: string
}

/** That one part belongs to another. */
export interface Relation {
  /** Path of the owner; `''` for the package. */
  readonly owner: string
  readonly id: string
  readonly type: string
  /** Path from the root. */
  readonly target: string
}

/** Packs parts by the Open Packaging Conventions. @param at the time stamp of all entries */
export function packParts(
  parts: readonly Part[],
  relations: readonly Relation[],
  at: number,
): Uint8Array<ArrayBuffer> {
  const files: Record<string, Uint8Array> = {
    '[Content_Types].xml': strToU8(contentTypes(parts)),
  }
  for (const owner of new Set(relations.map((one) => one.owner)))
    files[relationsPath(owner)] = strToU8(
      relationsOf(relations.filter((one) => one.owner === owner)),
    )
  for (const { path, content } of parts) files[path] = strToU8(content)
  // A zip file knows the years from 1980; the clock of a machine may stand anywhere.
  const mtime = Math.min(Math.max(at, Date.UTC(1981, 0)), Date.UTC(2098, 0))
  return new Uint8Array(zipSync(files, { level: 6, mtime }))
}

function contentTypes(parts: readonly Part[]): Xml {
  return xmlFile(
    element(
      'Types',
      { xmlns: 'http://schemas.openxmlformats.org/package/2006/content-types' },
      element('Default', {
        Extension: 'rels',
        ContentType: 'application/vnd.openxmlformats-package.relationships+xml',
      }),
      element('Default', { Extension: 'xml', ContentType: 'application/xml' }),
      ...parts.map(({ path, type }) =>
        type === undefined ? '' : element('Override', { PartName: `/${path}`, ContentType: type }),
      ),
    ),
  )
}

function relationsPath(owner: string): string {
  const cut = owner.lastIndexOf('/') + 1
  return `${owner.slice(0, cut)}_rels/${owner.slice(cut)}.rels`
}

function relationsOf(relations: readonly Relation[]): Xml {
  return xmlFile(
    element(
      'Relationships',
      { xmlns: 'http://schemas.openxmlformats.org/package/2006/relationships' },
      ...relations.map(({ id, type, target }) =>
        element('Relationship', { Id: id, Type: type, Target: `/${target}` }),
      ),
    ),
  )
}
