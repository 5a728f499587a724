import { CommentList } from '../panels/comment-list'
import type { SideTab } from './desk'

/** 批注: the threads of the report. */
export const commentsTab: SideTab = {
  id: 'comments',
  title: 'commentsTab',
  count: ({ report }) => report.review.threads().filter(({ resolved }) => !resolved).length,
  View: ({ desk }) => {
    const { t, report, session, editor, draft } = desk
    return (
      <CommentList
        t={t}
        review={report.review}
        members={report.members}
        me={session.me}
        readOnly={!session.may('review')}
        active={desk.activeThread}
        draft={draft}
        hasPlace={(id) => editor?.hasPlace(id) ?? false}
        now={desk.now}
        onGo={desk.showThread}
        onCreate={(body) => {
          if (draft === null) return
          const id = report.review.create(draft, body)
          desk.comment(null)
          desk.showThread(id)
        }}
        onCancel={() => {
          desk.comment(null)
          editor?.view.focus()
        }}
      />
    )
  },
}
