import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { Transaction } from 'prosemirror-state'
import { sectionsOf, type SectionInfo } from '../../schema/sections'
import { Outline, type OutlineActs } from '../panels/outline'
import { foldedBlocks, foldsOf, toggleFold } from '../view/folding'
import {
  moveBlocks,
  moveSection,
  sectionAt,
  sectionBlocks,
  shiftSection,
} from '../view/move-blocks'
import type { Desk } from './desk'

interface Wanted {
  readonly block: number
  readonly heading: string
}

/** 大纲 beside the text. Drawn anew only when what it shows has changed. */
export function OutlineView({ desk }: { readonly desk: Desk }) {
  const { t, editor, overview, session } = desk
  const state = editor?.view.state
  const folds = state === undefined ? undefined : foldsOf(state)
  const current = state === undefined ? null : sectionAt(state.doc, state.selection.$head.index(0))
  const readOnly = !session.may('text')
  /** The entry that gets the keyboard once the outline shows it where it is now. */
  const wanted = useRef<Wanted | null>(null)
  useEffect(() => {
    const { block, heading } = wanted.current ?? { block: -1, heading: '' }
    const drawn = overview.outline.some(
      ({ section }) => section.block === block && section.heading === heading,
    )
    if (!drawn) return
    wanted.current = null
    document.querySelector<HTMLElement>(`.outline [data-section-item="${block}"]`)?.focus()
  }, [overview.outline])
  return useMemo(() => {
    const folded = state === undefined ? new Set<number>() : foldedBlocks(state)
    return (
      <Outline
        t={t}
        entries={overview.outline}
        folded={folded}
        current={current}
        readOnly={readOnly}
        acts={actsOf(desk, (next) => {
          wanted.current = next
        })}
      />
    )
  }, [t, editor, overview.outline, folds, current, readOnly])
}

function actsOf(
  { t, editor, notice, showBlock }: Desk,
  onChanged: (wanted: Wanted) => void,
): OutlineActs {
  /** Whether the text still has this section there: a colleague may have changed it since it was drawn. */
  const stands = (section: SectionInfo): boolean =>
    editor !== null &&
    sectionsOf(editor.view.state.doc).some(
      ({ block, heading, level, end }) =>
        block === section.block &&
        heading === section.heading &&
        level === section.level &&
        end === section.end,
    )
  const change = (
    section: SectionInfo,
    tr: () => Transaction | null,
    why: 'moveNowhere' | 'shiftNowhere',
  ): void => {
    if (editor === null) return
    const made = stands(section) ? tr() : null
    if (made === null) {
      notice(t(why))
      return
    }
    const block = why === 'moveNowhere' ? made.selection.$head.index(0) : section.block
    onChanged({ block, heading: section.heading })
    editor.undo.separate()
    editor.view.dispatch(made)
  }
  return {
    onGo: ({ block }) => showBlock(block),
    onFold(section) {
      if (editor !== null && stands(section)) toggleFold(editor.view, section.block)
    },
    onMove: (section, by) =>
      change(
        section,
        () => (editor === null ? null : moveSection(editor.view.state, section.block, by)),
        'moveNowhere',
      ),
    onShift: (section, by) =>
      change(
        section,
        () => (editor === null ? null : shiftSection(editor.view.state, section.block, by)),
        'shiftNowhere',
      ),
    onDrop: (section, target, behind) =>
      change(
        section,
        () => {
          if (editor === null || !stands(target)) return null
          const { state } = editor.view
          const own = sectionBlocks(state.doc, section.block)
          const other = sectionBlocks(state.doc, target.block)
          if (own === null || other === null) return null
          return moveBlocks(state, own.from, own.to, behind ? other.to : other.from)
        },
        'moveNowhere',
      ),
  }
}
