import { useEffect, useRef } from 'preact/hooks'
import type { Desk, MenuCommand } from '../page/desk'
import { gateOf } from '../gate/gate'
import { commentWords } from '../panels/comment-words'
import { readPaperOptions } from '../panels/paper-options'
import { showTime } from '../ui/translator'
import { showPrinted } from './print'
import { endLeave, hasLeave } from './print-leave'
import { PrintDialog } from './print-dialog'

/** 打印 / 存为 PDF. */
export const printReport: MenuCommand = {
  id: 'print',
  menu: 'file',
  title: 'printReport',
  key: 'Mod-p',
  run: (desk) => desk.openDialog((close) => <PrintDialog desk={desk} onClose={close} />),
}

/** Whenever the browser prints, by our key or its own menu, it prints the paper and not the page. */
export function PrintLayer({ desk }: { readonly desk: Desk }) {
  const { report, t, now } = desk
  const latest = useRef(desk)
  latest.current = desk
  useEffect(() => {
    let remove: (() => void) | null = null
    let pageTitle = ''
    const before = (): void => {
      remove?.()
      const { purpose, comments, seal, faces } = readPaperOptions()
      const isDraft = purpose === 'draft'
      // The browser's own menu asks nobody: what was not let through prints as a draft.
      const isFinal = !isDraft && (hasLeave() || gateOf(latest.current).isOpen)
      remove = showPrinted(
        report,
        {
          marked: isDraft,
          comments: isDraft && comments,
          seal,
          faces,
          mark: isFinal ? '' : t('printDraftMark'),
        },
        commentWords(t),
        { heading: t('printComments'), when: (at) => showTime(at, now(), t.locale) },
      )
      // The name of the PDF file is the title of the page.
      pageTitle = document.title
      document.title = report.title() || t('untitled')
    }
    const after = (): void => {
      endLeave()
      if (remove === null) return
      remove()
      remove = null
      document.title = pageTitle
    }
    addEventListener('beforeprint', before)
    addEventListener('afterprint', after)
    return () => {
      removeEventListener('beforeprint', before)
      removeEventListener('afterprint', after)
      after()
    }
  }, [report, t])
  return null
}
