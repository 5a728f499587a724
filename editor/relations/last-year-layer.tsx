import { useEffect, useRef } from 'preact/hooks'
import type { Desk } from '../page/desk'
import { LastYearDialog } from './last-year-dialog'

/** Shows what last year's report says, when its text was given together with the template. */
export function LastYearLayer({ desk }: { readonly desk: Desk }) {
  const shown = useRef(false)
  const { options, overview, session } = desk
  const text = options.lastYear ?? ''
  const isReady = desk.editor !== null && overview.figures.length > 0
  useEffect(() => {
    if (!isReady || shown.current || text.trim() === '' || !session.may('figures')) return
    shown.current = true
    desk.openDialog((close) => <LastYearDialog desk={desk} initial={text} onClose={close} />)
  }, [isReady])
  return null
}
