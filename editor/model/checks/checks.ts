import type { Node } from 'prosemirror-model'
import {
  strengths,
  type Finding,
  type RuleInfo,
  type Strength,
} from '../../../schema/checks/finding'
import type { Dismissal, Dismissals } from './dismissals'
import { providers, type Checked, type CheckProvider } from './providers'
import type { RuleSwitches } from './rule-switches'
import type { Relations } from '../relations/relations'

/** What the checks say of a document. */
export interface CheckResult {
  /** What waits for somebody, in the order of the text; what concerns no place of it last. */
  readonly open: readonly Finding[]
  /** What is still in the text and was called no fault. */
  readonly dismissed: readonly { readonly finding: Finding; readonly dismissal: Dismissal }[]
  /** Open ones by strength. */
  readonly counts: Readonly<Record<Strength, number>>
}

/** 校核: the findings of all providers, less what was dismissed or switched off. */
export interface Checks {
  /** Every rule, by strength. */
  readonly rules: readonly RuleInfo[]
  readonly dismissals: Dismissals
  readonly switches: RuleSwitches
  /**
   * Reads what is new in the text until `enough` says so; true when all is read and `run` is
   * quick. A long text that was just opened takes several goes.
   */
  readAhead(doc: Node, enough: () => boolean): boolean
  /** The same object as long as nothing changed that it depends on. Not for every key. */
  run(doc: Node): CheckResult
  /** What the last run gave, which may be a moment behind the text; null before the first. */
  readonly latest: CheckResult | null
  /** Something other than text and figures changed. Returns a remover. */
  onChange(listener: () => void): () => void
  close(): void
}

export function createChecks(
  looked: Omit<Checked, 'doc'> & { readonly relations: Relations },
  dismissals: Dismissals,
  switches: RuleSwitches,
): Checks {
  let latest: CheckResult | null = null
  /** The document that `latest` is about; null when something else changed since. */
  let seen: Node | null = null
  /** Up to which block each provider has read ahead, in which document: nothing is walked over twice. */
  let ahead: { readonly doc: Node; readonly read: Map<CheckProvider, number> } | null = null
  const forget = (): void => {
    seen = null
    ahead = null
  }
  const stops = [looked.figures, looked.relations, looked.previous, dismissals, switches].map(
    (source) => source.onChange(forget),
  )
  const rules = strengths.flatMap((strength) =>
    providers.flatMap((provider) => provider.rules).filter((rule) => rule.strength === strength),
  )

  const look = (doc: Node): CheckResult => {
    const open: Finding[] = []
    const dismissed: { finding: Finding; dismissal: Dismissal }[] = []
    const counts = { error: 0, warn: 0, info: 0 }
    for (const finding of providers.flatMap((provider) => provider.find({ ...looked, doc }))) {
      if (switches.isOff(finding.rule)) continue
      const dismissal = dismissals.of(finding.fingerprint)
      if (dismissal !== undefined) dismissed.push({ finding, dismissal })
      else {
        open.push(finding)
        counts[finding.strength]++
      }
    }
    return { open: open.sort(byPlace), dismissed, counts }
  }

  return {
    rules,
    dismissals,
    switches,
    readAhead(doc, enough) {
      if (ahead?.doc !== doc) ahead = { doc, read: new Map() }
      const { read } = ahead
      return providers.every((provider) => {
        const from = read.get(provider) ?? 0
        const to = provider.readAhead?.({ ...looked, doc }, from, enough) ?? doc.childCount
        read.set(provider, to)
        return to >= doc.childCount
      })
    },
    run(doc) {
      if (latest === null || seen !== doc) latest = look(doc)
      seen = doc
      return latest
    },
    get latest() {
      return latest
    },
    onChange(listener) {
      const removers = [looked.relations, looked.previous, dismissals, switches].map((source) =>
        source.onChange(() => listener()),
      )
      return () => {
        for (const remove of removers) remove()
      }
    },
    close() {
      for (const stop of stops) stop()
      dismissals.close()
    },
  }
}

function byPlace(a: Finding, b: Finding): number {
  const block = ({ where }: Finding): number => (where.type === 'text' ? where.block : Infinity)
  const from = ({ where }: Finding): number => (where.type === 'text' ? where.from : 0)
  const [left, right] = [block(a), block(b)]
  return left === right ? from(a) - from(b) : left < right ? -1 : 1
}
