import { hindranceKinds, type HindranceKind, type Hindrances } from '../model/gate/hindrances'
import type { Desk } from '../page/desk'
import { showTime } from '../ui/translator'

/** So many are named of each kind; of the rest only the number is said. */
const mostNamed = 8

/** What is said of one kind of hindrance. */
export interface HindranceWords {
  readonly kind: HindranceKind
  /** The kind and how many. */
  readonly head: string
  /** Which ones, where they have names; may be empty. */
  readonly names: string
}

/** What stands in the way, in words. */
export function wordsOf(
  { t, report, now }: Pick<Desk, 't' | 'report' | 'now'>,
  hindrances: Hindrances,
): HindranceWords[] {
  const label = (figure: string): string => report.figures.info(figure)?.label || '＊'
  const absent = ({ device, lastMet }: Hindrances['absent'][number]): string => {
    const name = report.members.name(device) ?? t('someone')
    return lastMet === undefined
      ? t('gateNeverMet', { name })
      : t('gateLastMet', { name, time: showTime(lastMet, now(), t.locale) })
  }
  return hindranceKinds.flatMap((kind) => {
    const count = hindrances[kind].length
    if (count === 0) return []
    const names =
      kind === 'absent'
        ? hindrances.absent.map(absent)
        : kind === 'missing' || kind === 'conflicts' || kind === 'unverified'
          ? hindrances[kind].map(label)
          : []
    const shown = names.slice(0, mostNamed).join('、')
    return [
      {
        kind,
        head: t(`gate-${kind}`, { count }),
        names: names.length > mostNamed ? `${shown} ${t('gateMore')}` : shown,
      },
    ]
  })
}
