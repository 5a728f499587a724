import { showValue } from '../../schema/values'
import { showDay } from '../board/reminder'
import type { FigureState } from '../model/figures/figures'
import type { Report } from '../model/report'
import { showTime, type Translator } from '../ui/translator'
import { stateWord } from './blank-view'

/** What a card says of a figure, in the words of the interface. */
export interface BlankFacts {
  readonly label: string
  readonly state: FigureState
  readonly stateWord: string
  /** Each value with its unit, and where it comes from; several when they differ, none while it is missing. */
  readonly values: readonly { readonly text: string; readonly lines: readonly FactLine[] }[]
  /** What holds for the figure whatever its value: who is to fill it, the note for whoever does. */
  readonly lines: readonly FactLine[]
}

export interface FactLine {
  readonly name: string
  readonly text: string
}

/** What is known of a figure at present. `fallback`: what the blank itself says, for a figure nobody defined. */
export function factsOf(
  figure: string,
  fallback: { readonly label: string; readonly unit: string },
  report: Pick<Report, 'figures' | 'assignments' | 'verifications' | 'members'>,
  t: Translator,
  now: number,
): BlankFacts {
  const { figures, assignments, verifications, members } = report
  const info = figures.info(figure)
  const unit = info?.unit ?? fallback.unit
  const state = figures.state(figure)
  const who = (member: string): string => members.name(member) ?? t('someone')
  const line = (name: string, text: string): FactLine[] => (text === '' ? [] : [{ name, text }])
  const values = figures.values(figure).map((value) => ({
    text: value.notApplicable ? t('stateNotApplicable') : showValue(value.value, unit),
    lines: [
      ...line(t('source'), value.source),
      ...line(t('basis'), value.basis),
      ...line(t('period'), value.period),
      ...line(t('cutoff'), value.cutoff),
      {
        name: t('cardFilled'),
        text: t('filledBy', { name: who(value.by), time: showTime(value.at, now, t.locale) }),
      },
    ],
  }))
  const tick = figures.entries(figure).flatMap((entry) => verifications.of(entry) ?? [])[0]
  const assignment = assignments.of(figure)
  const to =
    assignment === undefined
      ? ''
      : assignment.to.type === 'department'
        ? assignment.to.name
        : who(assignment.to.member)
  return {
    label: info?.label || fallback.label || t('figuresTab'),
    state,
    stateWord: stateWord(t, state),
    values,
    lines: [
      ...(tick === undefined
        ? []
        : [
            {
              name: t('stateVerified'),
              text: t('filledBy', { name: who(tick.by), time: showTime(tick.at, now, t.locale) }),
            },
          ]),
      ...line(
        t('columnTo'),
        to === '' || assignment === undefined || assignment.due === ''
          ? to
          : t('cardDue', { to, day: showDay(assignment.due, t) }),
      ),
      ...line(t('figureHint'), info?.hint ?? ''),
    ],
  }
}

/** The facts in one sentence, for whoever hears the page: label, value, unit, state, source, who. */
export function spokenFacts({ label, values, stateWord, lines }: BlankFacts): string {
  const said = values.map(({ text, lines }) =>
    [text, ...lines.map((one) => `${one.name} ${one.text}`)].join('，'),
  )
  return [label, stateWord, ...said, ...lines.map((one) => `${one.name} ${one.text}`)].join('，')
}
