import { h, render } from 'preact'
import { bodyOf } from '../../../editor/model/parts'
import { anchorRange } from '../../../editor/model/review/anchors'
import { CommentList } from '../../../editor/panels/comment-list'
import type { ReviewDesk } from '../../../editor/panels/review-desk'
import { openEditor, type Opened } from './open-editor'

/** What stands beside the text: nothing, the list of threads, or their cards at their lines. */
export type ReviewKind = 'closed' | 'list' | 'beside'

/** Opens `text` with `count` comments all over it, and the review beside it. */
export async function openReview(
  place: HTMLElement,
  text: string,
  kind: ReviewKind,
  count: number,
): Promise<Opened> {
  localStorage.setItem('tonggao:threads-beside', JSON.stringify(kind === 'beside'))
  let draw = (): void => undefined
  const opened = await openEditor(place, text, () => draw())
  const { editor, report, t } = opened
  const { text: doc } = report.parts
  const { length } = bodyOf(doc)
  const step = Math.floor((length - 20) / count)
  report.review.batch(() => {
    for (let i = 0; i < count; i++) {
      const from = 10 + i * step
      report.review.create(anchorRange(doc, { from, to: from + 4 }), `请核实第${i}处。`)
    }
  })
  if (kind === 'closed') return opened
  const panel = document.createElement('div')
  panel.className = 'panel'
  panel.style.cssText = 'position: fixed; inset: 0 0 0 auto; width: 328px'
  document.body.append(panel)
  const none = (): void => undefined
  draw = () => {
    const desk: ReviewDesk = {
      t,
      review: report.review,
      members: report.members,
      me: 'me',
      mayReview: true,
      mayDecide: true,
      active: null,
      placeOf: (id) => editor.placeOf(id),
      reading: editor.placesReading(),
      fitOf: ({ id }) => editor.fitOf(id),
      revising: null,
      now: () => Date.now(),
      onGo: none,
      onAccept: none,
      onReject: none,
      onReconsider: none,
      onRevise: none,
      onRevised: () => 'gone',
      onTakeBack: none,
      onMend: none,
      onAttach: none,
    }
    render(
      h(CommentList, {
        desk,
        view: editor.view,
        draft: null,
        targets: () => [],
        posOfAnchor: () => null,
        onCreate: none,
        onCancel: none,
      }),
      panel,
    )
  }
  draw()
  return opened
}
