import type { Node } from 'prosemirror-model'
import type * as Y from 'yjs'
import { isLoose, numberAt, textAt } from '../decode'
import type { Environment } from '../environment'
import type { Figures } from '../figures/figures'
import { automaticBlocksOf, automaticVersionsOf, versionBlocksOf, versionsOf } from '../parts'
import {
  contentOf,
  fingerprintOf,
  nameOfBlock,
  type KeptBlock,
  type VersionContent,
} from './content'
import { isStage, type Stage } from './stages'
import { thinnedOut } from './thinning'
import { observe } from '../listening'

/** 历史版本: how the report stood at a time. */
export interface Version {
  readonly id: string
  /** `automatic`: kept by itself; `reopened`: how it stood when a final text was opened again. */
  readonly kind: 'named' | 'automatic' | 'reopened'
  /** What somebody called it, or why it was reopened; may be empty. */
  readonly name: string
  /** The stage that begins with it; empty for a version within a stage. */
  readonly stage: Stage | ''
  /** Milliseconds since 1970, by the clock of whoever kept it. */
  readonly at: number
  /** Member id. */
  readonly by: string
  /** See `fingerprintOf`. */
  readonly fingerprint: string
}

/**
 * The versions of a report. Named ones and stages stay for good; those that are kept by
 * themselves are thinned out. A block that did not change is kept once for all versions.
 */
export interface Versions {
  /** The newest first. */
  list(): readonly Version[]
  /** The stage that the newest version with a stage begins; 初稿 before any. */
  stage(): Stage
  /** What a version holds; undefined when a part of it has not come or was taken away. */
  content(id: string): VersionContent | undefined
  /** What the report holds now. */
  present(doc: Node): VersionContent
  /** Keeps the report as it is now. */
  keep(doc: Node, what: { readonly name: string; readonly stage?: Stage }): Version
  /** Notes that a final text was opened again, with the reason. */
  reopen(doc: Node, reason: string): Version
  /** Keeps the report by itself; undefined when it is as in the newest version. */
  keepAutomatically(doc: Node): Version | undefined
  onChange(listener: () => void): () => void
}

const longestName = 100
/** A report has far fewer blocks; what a peer wrote beyond is not read. */
const mostBlocks = 20_000

interface Stored extends Version {
  readonly blocks: readonly string[]
  readonly figures: ReadonlyMap<string, string>
}

function read(id: string, stored: unknown, automatic: boolean): Stored | undefined {
  if (!isLoose(stored)) return undefined
  const { blocks, figures, stage } = stored
  if (!Array.isArray(blocks) || blocks.length > mostBlocks) return undefined
  return {
    id,
    kind: automatic ? 'automatic' : stored['kind'] === 'reopened' ? 'reopened' : 'named',
    name: textAt(stored, 'name', longestName),
    stage: isStage(stage) ? stage : '',
    at: numberAt(stored, 'at'),
    by: textAt(stored, 'by', 80),
    fingerprint: textAt(stored, 'fingerprint', 40),
    blocks: blocks.map(String),
    figures: new Map(
      isLoose(figures)
        ? Object.entries(figures).flatMap(([figure, value]) =>
            typeof value === 'string' ? [[figure, value.slice(0, 1000)] as const] : [],
          )
        : [],
    ),
  }
}

export function createVersions(
  text: Y.Doc,
  figures: Pick<Figures, 'shown'>,
  environment: Environment,
  me: () => string,
): Versions {
  const named = versionsOf(text)
  const namedBlocks = versionBlocksOf(text)
  const automatic = automaticVersionsOf(text)
  const automaticBlocks = automaticBlocksOf(text)
  const origin = { versions: true }

  const all = (): Stored[] => [
    ...[...named.entries()].flatMap(([id, stored]) => read(id, stored, false) ?? []),
    ...[...automatic.entries()].flatMap(([id, stored]) => read(id, stored, true) ?? []),
  ]
  const newestFirst = (a: Version, b: Version): number => b.at - a.at || (a.id < b.id ? 1 : -1)
  const find = (id: string): Stored | undefined =>
    read(id, named.get(id), false) ?? read(id, automatic.get(id), true)

  /** The kept blocks by name. What does not have the name it stands under is none: anybody may write. */
  const blocksByName = (wanted: ReadonlySet<string>): Map<string, KeptBlock> => {
    const found = new Map<string, KeptBlock>()
    const take = (name: string, stored: unknown): void => {
      if (!wanted.has(name) || found.has(name) || typeof stored !== 'string') return
      if (nameOfBlock(stored) === name) found.set(name, stored)
    }
    for (const [key, stored] of namedBlocks.entries()) take(key.split('.', 1)[0] ?? '', stored)
    for (const [key, stored] of automaticBlocks.entries()) take(key, stored)
    return found
  }

  const present = (doc: Node): VersionContent => contentOf(doc, (id) => figures.shown(id))

  const entryOf = (
    content: VersionContent,
    what: Pick<Version, 'kind' | 'name' | 'stage'>,
  ): Stored => ({
    id: environment.newId(),
    ...what,
    name: what.name.trim().slice(0, longestName),
    at: environment.now(),
    by: me(),
    fingerprint: fingerprintOf(content),
    blocks: content.blocks.map(nameOfBlock),
    figures: content.figures,
  })

  const toStore = ({ id: _id, kind, name, stage, figures: values, ...rest }: Stored): object => ({
    ...rest,
    ...(kind === 'reopened' ? { kind } : {}),
    ...(name === '' ? {} : { name }),
    ...(stage === '' ? {} : { stage }),
    figures: Object.fromEntries(values),
  })

  const keepNamed = (doc: Node, what: Pick<Version, 'kind' | 'name' | 'stage'>): Version => {
    const content = present(doc)
    const entry = entryOf(content, what)
    const standing = new Set([...namedBlocks.keys()].map((key) => key.split('.', 1)[0] ?? ''))
    text.transact(() => {
      for (const block of new Set(content.blocks)) {
        const name = nameOfBlock(block)
        if (!standing.has(name)) namedBlocks.set(`${name}.${environment.newId()}`, block)
      }
      named.set(entry.id, toStore(entry))
    }, origin)
    return entry
  }

  /** Takes away what has aged, and the blocks that no automatic version holds any more. */
  const thin = (): void => {
    const entries = [...automatic.entries()].flatMap(([id, one]) => read(id, one, true) ?? [])
    const gone = new Set(thinnedOut(entries, environment.now()))
    for (const id of gone) automatic.delete(id)
    const used = new Set(entries.filter(({ id }) => !gone.has(id)).flatMap(({ blocks }) => blocks))
    for (const name of automaticBlocks.keys()) if (!used.has(name)) automaticBlocks.delete(name)
  }

  return {
    list: () => all().sort(newestFirst),
    stage() {
      for (const { stage } of all().sort(newestFirst)) if (stage !== '') return stage
      return 'draft'
    },
    content(id) {
      const version = find(id)
      if (version === undefined) return undefined
      const found = blocksByName(new Set(version.blocks))
      const blocks = version.blocks.flatMap((name) => found.get(name) ?? [])
      return blocks.length === version.blocks.length
        ? { blocks, figures: version.figures }
        : undefined
    },
    present,
    keep: (doc, { name, stage }) => keepNamed(doc, { kind: 'named', name, stage: stage ?? '' }),
    // What was final is a text for review again.
    reopen: (doc, reason) => keepNamed(doc, { kind: 'reopened', name: reason, stage: 'review' }),
    keepAutomatically(doc) {
      const content = present(doc)
      const [newest] = all().sort(newestFirst)
      if (newest?.fingerprint === fingerprintOf(content)) return undefined
      const entry = entryOf(content, { kind: 'automatic', name: '', stage: '' })
      text.transact(() => {
        for (const block of new Set(content.blocks)) {
          const name = nameOfBlock(block)
          if (!automaticBlocks.has(name)) automaticBlocks.set(name, block)
        }
        automatic.set(entry.id, toStore(entry))
        thin()
      }, origin)
      return entry
    },
    onChange(listener) {
      const maps = [named, automatic, namedBlocks, automaticBlocks]
      const stops = maps.map((map) => observe(map, listener))
      return () => {
        for (const stop of stops) stop()
      }
    },
  }
}
