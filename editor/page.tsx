import { render } from 'preact'
import type { PageOptions, Target } from './page/options'
import { ReportPage } from './page/report-page'

/** The door of the room for pages: shows an open report. */
export type { PageOptions, Target } from './page/options'

export interface Page {
  goTo(target: Target): void
  close(): void
}

/** Shows an open report in `element`. */
export function mountReport(element: HTMLElement, options: PageOptions): Page {
  let go: ((target: Target) => void) | null = null
  render(
    <ReportPage
      {...options}
      expose={(next) => {
        go = next
      }}
    />,
    element,
  )
  return {
    goTo: (target) => go?.(target),
    close: () => render(null, element),
  }
}
