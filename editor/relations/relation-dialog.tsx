import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { rational } from '../../schema/relations/rational'
import {
  isSound,
  type Operand,
  type Relation,
  type RelationKind,
} from '../../schema/relations/relation'
import type { FigureItem } from '../panels/overview'
import type { StringKey } from '../ui/strings'
import type { Translator } from '../ui/translator'
import { OperandPicker } from './operand-picker'

export interface RelationDialogProps {
  readonly t: Translator
  /** The figure from whose form it was opened. */
  readonly figure: string
  readonly items: readonly FigureItem[]
  /** The relation that is changed; null for a new one. */
  readonly present: Relation | null
  readonly onSave: (relation: Relation) => void
  readonly onClose: () => void
}

interface Shape {
  readonly title: StringKey
  /** Names of the operands of either side; the last one of `many` may be repeated. */
  readonly left: readonly StringKey[]
  readonly right: readonly StringKey[]
  readonly many?: 'left' | 'right'
}

/** The kinds that a person makes by hand, with what they ask for. */
const shapes: Readonly<Partial<Record<RelationKind, Shape>>> = {
  sum: {
    title: 'kindSum',
    left: ['operandTotal'],
    right: ['operandPart', 'operandPart'],
    many: 'right',
  },
  difference: {
    title: 'kindDifference',
    left: ['operandResult'],
    right: ['operandMinuend', 'operandSubtrahend'],
    many: 'right',
  },
  part: {
    title: 'kindPart',
    left: ['operandPart'],
    right: ['operandTotal'],
    many: 'left',
  },
  share: {
    title: 'kindShare',
    left: ['operandShare'],
    right: ['operandPart', 'operandWhole'],
  },
  order: { title: 'kindOrder', left: ['operandSmall'], right: ['operandLarge'] },
  change: {
    title: 'kindChange',
    left: ['operandRate'],
    right: ['operandNow', 'operandLast'],
  },
  range: { title: 'kindRange', left: ['operandValue'], right: [] },
  same: { title: 'kindSame', left: ['operandValue', 'operandValue'], right: [], many: 'left' },
}
const kinds = Object.keys(shapes) as RelationKind[]

type Side = readonly (Operand | null)[]

function emptySides(kind: RelationKind, figure: string): { left: Side; right: Side } {
  const shape = shapes[kind]
  return {
    left: (shape?.left ?? []).map((_, index) => (index === 0 ? { figure } : null)),
    right: (shape?.right ?? []).map(() => null),
  }
}

/** A relation that a person makes or changes. */
export function RelationDialog({
  t,
  figure,
  items,
  present,
  onSave,
  onClose,
}: RelationDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => dialog.current?.showModal(), [])
  const [kind, setKind] = useState<RelationKind>(present?.kind ?? 'sum')
  const [{ left, right }, setSides] = useState<{ left: Side; right: Side }>(() =>
    present === null ? emptySides('sum', figure) : { left: present.left, right: present.right },
  )
  const [sense, setSense] = useState<'up' | 'down'>(present?.sense ?? 'up')
  const [strict, setStrict] = useState(present?.strict ?? false)
  const [low, setLow] = useState(present?.low ?? '')
  const [high, setHigh] = useState(present?.high ?? '')
  const [tolerance, setTolerance] = useState(present?.tolerance ?? '')
  const [problem, setProblem] = useState<StringKey | null>(null)
  const shape = shapes[kind]

  const choose = (side: 'left' | 'right', index: number, operand: Operand | null): void => {
    setProblem(null)
    setSides({
      left: side === 'left' ? left.with(index, operand) : left,
      right: side === 'right' ? right.with(index, operand) : right,
    })
  }
  const more = (side: 'left' | 'right'): void =>
    setSides({
      left: side === 'left' ? [...left, null] : left,
      right: side === 'right' ? [...right, null] : right,
    })

  const save = (): void => {
    const filled = (side: Side): Operand[] => side.filter((one): one is Operand => one !== null)
    // What stands in fields that this kind does not show is of no concern.
    const bad = (kind === 'range' ? [low, high] : [tolerance]).some(
      (text) => text.trim() !== '' && rational(text.trim()) === null,
    )
    if (bad) {
      setProblem('relationBadNumber')
      return
    }
    const relation: Relation = {
      kind,
      left: filled(left),
      right: filled(right),
      ...(kind === 'change' ? { sense } : {}),
      ...(kind === 'order' && strict ? { strict } : {}),
      ...(kind === 'range' && low.trim() !== '' ? { low: low.trim() } : {}),
      ...(kind === 'range' && high.trim() !== '' ? { high: high.trim() } : {}),
      ...(kind === 'range' || tolerance.trim() === '' ? {} : { tolerance: tolerance.trim() }),
    }
    if (!isSound(relation)) setProblem('relationIncomplete')
    else {
      onSave(relation)
      dialog.current?.close()
    }
  }

  const pickers = (side: 'left' | 'right', operands: Side) => (
    <>
      {operands.map((operand, index) => {
        const names = shape?.[side] ?? []
        return (
          <OperandPicker
            key={`${kind} ${side} ${index}`}
            t={t}
            label={t(names[Math.min(index, names.length - 1)] ?? 'operandValue')}
            items={items}
            chosen={operand}
            withPrevious={kind === 'change' && side === 'right'}
            onChoose={(next) => choose(side, index, next)}
          />
        )
      })}
      {shape?.many === side && (
        <button type="button" class="link" data-more onClick={() => more(side)}>
          {t('relationMore')}
        </button>
      )}
    </>
  )
  return (
    <dialog
      ref={dialog}
      class="dialog relation-dialog"
      aria-labelledby="relation-title"
      onClose={onClose}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <h2 id="relation-title">{t(present === null ? 'relationNew' : 'relationChange')}</h2>
        <label>
          {t('relationKind')}
          <select
            name="kind"
            value={kind}
            onChange={(event) => {
              const next = kinds.find((one) => one === event.currentTarget.value) ?? 'sum'
              setKind(next)
              setSides(emptySides(next, figure))
              setProblem(null)
            }}
          >
            {(present !== null && shape === undefined ? [kind, ...kinds] : kinds).map((one) => (
              <option key={one} value={one}>
                {t(shapes[one]?.title ?? 'kindOther')}
              </option>
            ))}
          </select>
        </label>
        {pickers('left', left)}
        {pickers('right', right)}
        {kind === 'change' && (
          <label>
            {t('relationSense')}
            <select
              name="sense"
              value={sense}
              onChange={(event) => setSense(event.currentTarget.value === 'down' ? 'down' : 'up')}
            >
              <option value="up">{t('senseUp')}</option>
              <option value="down">{t('senseDown')}</option>
            </select>
          </label>
        )}
        {kind === 'order' && (
          <label class="check">
            <input
              type="checkbox"
              checked={strict}
              onChange={(event) => setStrict(event.currentTarget.checked)}
            />
            {t('relationStrict')}
          </label>
        )}
        {kind === 'range' ? (
          <div class="relation-limits">
            <label>
              {t('relationLow')}
              <input
                name="low"
                inputMode="decimal"
                value={low}
                onInput={(event) => setLow(event.currentTarget.value)}
              />
            </label>
            <label>
              {t('relationHigh')}
              <input
                name="high"
                inputMode="decimal"
                value={high}
                onInput={(event) => setHigh(event.currentTarget.value)}
              />
            </label>
          </div>
        ) : (
          <label>
            {t('relationTolerance')}
            <input
              name="tolerance"
              inputMode="decimal"
              placeholder={t('relationToleranceHint')}
              value={tolerance}
              onInput={(event) => setTolerance(event.currentTarget.value)}
            />
          </label>
        )}
        <p class="error" role="alert">
          {problem !== null && t(problem)}
        </p>
        <div class="actions">
          <button type="button" onClick={() => dialog.current?.close()}>
            {t('cancel')}
          </button>
          <button type="submit" class="primary">
            {t('save')}
          </button>
        </div>
      </form>
    </dialog>
  )
}
