import { useEffect, useRef, useState } from 'preact/hooks'
import { strengths, type Finding, type RuleInfo, type Strength } from '../../schema/checks/finding'
import type { CheckResult } from '../model/checks/checks'
import type { Dismissal } from '../model/checks/dismissals'
import { groupBy } from '../model/group-by'
import type { StringKey } from '../ui/strings'
import type { Translator } from '../ui/translator'
import { CheckDismissed, CheckRules } from './check-footer'
import { fixedText, ruleName, sentenceOf, strengthWord } from './check-words'
import { ReasonForm } from './reason-form'

/** So many findings of a rule are drawn at first; the rest on request. */
const page = 20

const notes: Readonly<Record<Strength, StringKey>> = {
  error: 'checkErrorNote',
  warn: 'checkWarnNote',
  info: 'checkInfoNote',
}

/** What can be done with findings. */
export interface CheckActs {
  readonly go: (finding: Finding) => void
  readonly showFigure: (figure: string) => void
  /** Makes a blank of a number that was found; only for findings that say so. */
  readonly toBlank: (finding: Finding) => void
  /** Begins a comment on what was found. */
  readonly comment: (finding: Finding) => void
  readonly fix: (findings: readonly Finding[]) => void
  readonly dismiss: (finding: Finding, reason: string) => void
  readonly restore: (fingerprint: string) => void
  readonly switchRule: (rule: string, off: boolean) => void
}

export interface CheckListProps {
  readonly t: Translator
  /** Null before the first check. */
  readonly result: CheckResult | null
  readonly rules: readonly RuleInfo[]
  readonly isOff: (rule: string) => boolean
  readonly labelOf: (figure: string) => string
  /** Name of a member, and a time, as they are shown. */
  readonly who: (dismissal: Dismissal) => string
  /** The finding at the caret. */
  readonly active: Finding | null
  readonly mayFix: boolean
  readonly mayDismiss: boolean
  /** Whether rules may be switched off, and figures made. */
  readonly maySwitch: boolean
  readonly mayComment: boolean
  readonly acts: CheckActs
}

/** 校核: findings by strength and rule, then what was called no fault, then the rules. */
export function CheckList(props: CheckListProps) {
  const { t, result, mayFix, mayDismiss, maySwitch } = props
  if (result === null)
    return (
      <p class="empty" aria-busy="true" role="status">
        {t('checksRunning')}
      </p>
    )
  return (
    <section class="checks" aria-label={t('checksTab')}>
      {result.open.length === 0 ? (
        <div class="empty" data-checks-none>
          <p class="good">{t('checksNone')}</p>
          <p class="note">{t('checksNoneNote')}</p>
        </div>
      ) : (
        !mayFix && <p class="note">{t('checkReadOnly')}</p>
      )}
      {strengths.map((strength) => (
        <StrengthGroup key={strength} {...props} result={result} strength={strength} />
      ))}
      <CheckDismissed
        t={t}
        dismissed={result.dismissed}
        who={props.who}
        may={mayDismiss}
        onGo={props.acts.go}
        onRestore={props.acts.restore}
      />
      <CheckRules
        t={t}
        rules={props.rules}
        isOff={props.isOff}
        may={maySwitch}
        onSwitch={props.acts.switchRule}
      />
    </section>
  )
}

function StrengthGroup({
  strength,
  ...props
}: CheckListProps & { readonly strength: Strength; readonly result: CheckResult }) {
  const { t, result } = props
  const findings = result.open.filter((one) => one.strength === strength)
  if (findings.length === 0) return null
  return (
    <section class={`check-strength check-${strength}`} data-strength={strength}>
      <h3 class="group">
        <span class="check-sign" aria-hidden="true" />
        {strengthWord(t, strength)}
        <span class="count">{findings.length}</span>
        <small>{t(notes[strength])}</small>
      </h3>
      {[...groupBy(findings, ({ rule }) => rule)].map(([rule, list]) => (
        <RuleGroup key={rule} {...props} rule={rule} findings={list} />
      ))}
    </section>
  )
}

function RuleGroup({
  rule,
  findings,
  ...props
}: CheckListProps & { readonly rule: string; readonly findings: readonly Finding[] }) {
  const { t, mayFix, maySwitch, acts } = props
  const [limit, setLimit] = useState(page)
  const fixable = findings.filter(({ fix }) => fix !== undefined)
  const source = findings[0]?.source ?? ''
  const name = ruleName(t, rule)
  const sentences = new Set(findings.map((one) => sentenceOf(t, one)))
  // What is the same for all is said once.
  const common = sentences.size === 1 ? [...sentences][0] : undefined
  return (
    <section class="check-rule" aria-label={name}>
      <div class="check-rule-head">
        <h4>{name}</h4>
        {mayFix && fixable.length > 1 && (
          <button type="button" class="link" data-fix-all={rule} onClick={() => acts.fix(fixable)}>
            {t('checkFixAll', { count: fixable.length })}
          </button>
        )}
        {maySwitch && (
          <button
            type="button"
            class="icon check-off"
            title={t('checkRuleOff')}
            aria-label={`${t('checkRuleOff')} ${name}`}
            onClick={() => acts.switchRule(rule, true)}
          >
            ⊘
          </button>
        )}
      </div>
      {common !== undefined && <p class="finding-words">{common}</p>}
      {source !== '' && <p class="check-source">{t('checkSource', { source })}</p>}
      <ul>
        {findings.slice(0, limit).map((finding, index) => (
          <FindingItem
            key={`${finding.fingerprint} ${index}`}
            {...props}
            finding={finding}
            words={common === undefined ? sentenceOf(t, finding) : ''}
          />
        ))}
      </ul>
      {findings.length > limit && (
        <button type="button" class="show-more" onClick={() => setLimit(limit + page)}>
          {t('showMore', { count: Math.min(page, findings.length - limit) })}
        </button>
      )}
    </section>
  )
}

function FindingItem({
  finding,
  words,
  t,
  active,
  mayFix,
  mayDismiss,
  maySwitch,
  mayComment,
  labelOf,
  acts,
}: CheckListProps & {
  readonly finding: Finding
  /** What is to be said of this one alone; may be empty. */
  readonly words: string
}) {
  const [asking, setAsking] = useState(false)
  const item = useRef<HTMLLIElement>(null)
  const isActive = active === finding
  useEffect(() => {
    if (isActive) item.current?.scrollIntoView({ block: 'nearest' })
  }, [isActive])
  const { where, fix } = finding
  return (
    <li
      ref={item}
      class={isActive ? 'finding-item active' : 'finding-item'}
      data-finding={finding.rule}
      data-fingerprint={finding.fingerprint}
      aria-current={isActive}
    >
      {where.type === 'text' ? (
        <button type="button" class="finding-go" onClick={() => acts.go(finding)}>
          <Quote {...where} />
        </button>
      ) : where.type === 'figures' ? (
        <span class="finding-figures">
          {where.figures.map((figure) => (
            <button key={figure} type="button" class="chip" onClick={() => acts.showFigure(figure)}>
              {labelOf(figure)}
            </button>
          ))}
        </span>
      ) : (
        <span class="note">{t('checkWhole')}</span>
      )}
      {words !== '' && <p class="finding-words">{words}</p>}
      {asking ? (
        <ReasonForm
          t={t}
          onSave={(reason) => acts.dismiss(finding, reason)}
          onCancel={() => {
            setAsking(false)
            item.current?.querySelector<HTMLElement>('[data-dismiss]')?.focus()
          }}
        />
      ) : (
        <div class="actions">
          {fix !== undefined && mayFix && (
            <button
              type="button"
              data-fix
              title={fixWords(t, finding)}
              onClick={() => acts.fix([finding])}
            >
              {t('checkFix')}
            </button>
          )}
          {fix !== undefined && <span class="finding-fixed">{fixWords(t, finding)}</span>}
          {fix?.type === 'turn' && !mayFix && <span class="note">{t('turnAsk')}</span>}
          {mayFix && maySwitch && finding.rule === 'literal-figure' && (
            <button type="button" data-to-blank onClick={() => acts.toBlank(finding)}>
              {t('checkToBlank')}
            </button>
          )}
          {!mayFix && mayComment && where.type === 'text' && (
            <button type="button" onClick={() => acts.comment(finding)}>
              {t('comment')}
            </button>
          )}
          {mayDismiss && (
            <button type="button" class="link push" data-dismiss onClick={() => setAsking(true)}>
              {t('checkDismiss')}
            </button>
          )}
        </div>
      )}
    </li>
  )
}

/** What the certain fix does. */
function fixWords(t: Translator, finding: Finding): string {
  if (finding.fix?.type === 'number') return t('checkFixNumber')
  if (finding.fix?.type === 'turn')
    return t('checkFixTo', { text: String(finding.values['right']) })
  const text = fixedText(finding)
  if (text === null || finding.where.type !== 'text') return ''
  return text === ''
    ? t('checkFixDelete', { text: finding.where.quote })
    : t('checkFixTo', { text: text.length > 24 ? `${text.slice(0, 24)}…` : text })
}

/** Longest text that is shown whole; of a longer one its ends. */
const quoteLength = 60

function Quote({
  before,
  quote,
  after,
}: {
  readonly before: string
  readonly quote: string
  readonly after: string
}) {
  const short =
    quote.length > quoteLength
      ? `${quote.slice(0, quoteLength / 2)}……${quote.slice(-quoteLength / 2)}`
      : quote
  return (
    <>
      {before}
      <mark>{short}</mark>
      {after}
    </>
  )
}
