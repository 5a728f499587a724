import type * as Y from 'yjs'
import { metadataOf, schemaVersion } from './parts'

/** The title of the report as its list shows it; `''` when none is set. */
export function titleOf(text: Y.Doc): string {
  const title = metadataOf(text).get('title')
  return typeof title === 'string' ? title.slice(0, 200) : ''
}

export function setTitle(text: Y.Doc, title: string): void {
  if (titleOf(text) !== title) metadataOf(text).set('title', title.slice(0, 200))
}

/** Whether a newer version wrote the report, so that this one must not write it. */
export function isNewer(text: Y.Doc): boolean {
  const version = metadataOf(text).get('schemaVersion')
  return typeof version === 'number' && version > schemaVersion
}
