import { useMemo, useState } from 'preact/hooks'
import { NodeSelection } from 'prosemirror-state'
import { placeholdersOf } from '../../schema/content'
import { aroundBlank } from '../../schema/course'
import { createAttachments } from '../attachments/attachments'
import type { Prepared } from '../attachments/files'
import type { FillDetails, Filled } from '../model/figures/figures'
import { together } from '../model/undoable'
import { FigureForm } from '../panels/figure-form'
import { isComputed } from '../model/relations/derived'
import { alarm } from '../relations/alarm'
import { ComputedNote, FigureRelations } from '../relations/figure-relations'
import { LastYear } from '../relations/last-year'
import { TypedOver } from '../relations/typed-over'
import type { Desk } from './desk'

/** A form that is open: for which figure, and where its blank stood then. */
export interface Filling {
  readonly figure: string
  readonly pos: number
  /** What was typed on the blank already. */
  readonly typed?: string
  /** Makes a new form for each blank. */
  readonly key: number
}

/** What was typed into the form. */
interface TypedValue {
  readonly raw: string
  readonly details: FillDetails
  readonly files: readonly Prepared[]
}

/** The form of a blank of the text, over the text or the table. */
export function FigureDialog({
  desk,
  filling,
}: {
  readonly desk: Desk
  readonly filling: Filling
}) {
  const { t, session, report, editor, record } = desk
  const { figure } = filling
  /** What somebody typed over a computed value, with its source. */
  const [over, setOver] = useState<TypedValue | null>(null)
  const attachments = useMemo(
    () =>
      createAttachments(
        report.parts.figures,
        desk.options.environment,
        session.me,
        (device) =>
          session.status().role === 'owner' ||
          report.members.person(device) === report.members.person(session.me),
      ),
    [report, session],
  )
  const form = useMemo(() => {
    const view = editor?.view
    const node = view?.state.doc.nodeAt(filling.pos)
    if (view === undefined || node === null || node === undefined) return null
    const $pos = view.state.doc.resolve(filling.pos)
    let occurrences = 0
    view.state.doc.forEach((block) => {
      for (const one of placeholdersOf(block)) if (one.figure === figure) occurrences++
    })
    const { kind, unit, label, mask } = node.attrs
    const dom = view.nodeDOM(filling.pos)
    return {
      ...aroundBlank($pos.parent, $pos.parentOffset),
      occurrences,
      at: desk.shows === 'text' && dom instanceof Element ? dom.getBoundingClientRect() : null,
      info: report.figures.info(figure) ?? {
        id: figure,
        kind,
        unit: String(unit),
        label: String(label),
        mask: String(mask),
        hint: '',
      },
    }
  }, [filling])
  if (form === null) return null

  /** Where the blank is now: a colleague may have typed before it. */
  const placeNow = (): number | null => {
    const selection = editor?.view.state.selection
    const selected = selection instanceof NodeSelection ? selection : null
    return selected?.node.attrs['figure'] === figure ? (selected?.from ?? null) : null
  }

  /** Gives one blank a figure of its own. */
  const splitOff = (): void => {
    const view = editor?.view
    const pos = placeNow()
    const node = pos === null ? null : view?.state.doc.nodeAt(pos)
    if (view === undefined || pos === null || node === null || node === undefined) return
    const fresh = desk.options.environment.newId()
    report.figures.define([{ ...form.info, id: fresh }])
    const next = node.type.create({ ...node.attrs, figure: fresh }, undefined, node.marks)
    const tr = view.state.tr.replaceWith(pos, pos + 1, next)
    view.dispatch(tr.setSelection(NodeSelection.create(tr.doc, pos)))
    desk.openForm(pos)
  }

  /** Fills the figure, and attaches what its source brings, in one step. */
  const fill = ({ raw, details, files }: TypedValue): Filled =>
    report.figures.batch(() => {
      const result = report.figures.fill(figure, raw, details)
      return !result.ok || files.length === 0
        ? result
        : { ...result, act: together([attachments.add(files), result.act]) }
    })

  return (
    <FigureForm
      t={t}
      {...form}
      typed={session.may('figures') ? filling.typed : undefined}
      figures={report.figures}
      verifications={report.verifications}
      assignment={report.assignments.of(figure)}
      mayVerify={session.may('review')}
      onVerify={(entry, holds) =>
        record(
          holds
            ? report.verifications.verify(figure, entry)
            : report.verifications.withdraw(figure, entry),
        )
      }
      onAssign={() => desk.assign([figure])}
      onDescribe={(words) => report.figures.describe(figure, words)}
      members={report.members}
      now={desk.now}
      readOnly={!session.may('figures')}
      mayComment={session.may('review')}
      maySplit={session.may('text')}
      mayFill={(raw, details, files) => {
        const computed = report.figures.values(figure).find(isComputed)
        if (computed === undefined || computed.value === raw.trim()) return true
        setOver({ raw, details, files })
        return false
      }}
      attachments={attachments}
      onFill={(raw, details, files) => {
        const result = fill({ raw, details, files })
        if (!result.ok) return result
        record(result.act)
        alarm(desk, figure)
        return { ok: true, value: raw }
      }}
      onAttachmentRemoved={record}
      onClear={() => {
        record(report.figures.clear(figure))
        desk.openForm(placeNow() ?? filling.pos)
      }}
      onNotApplicable={() => {
        record(report.figures.setNotApplicable(figure))
        desk.closeForm()
      }}
      onChoose={(entry) => {
        record(report.figures.choose(figure, entry))
        desk.closeForm()
      }}
      onSplit={splitOff}
      onComment={() => desk.comment({ type: 'figure', figure, quote: form.info.label })}
      onNext={(direction) => {
        if (!desk.openNext(direction, placeNow() ?? filling.pos)) desk.closeForm()
      }}
      onClose={desk.closeForm}
    >
      {over !== null && (
        <TypedOver
          {...{ desk, figure, typed: over.raw }}
          fill={() => fill(over)}
          onDone={() => setOver(null)}
        />
      )}
      <ComputedNote desk={desk} figure={figure} />
      <LastYear desk={desk} figure={figure} />
      <FigureRelations desk={desk} figure={figure} />
    </FigureForm>
  )
}
