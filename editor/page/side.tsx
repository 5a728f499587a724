import type { Desk } from './desk'
import { sideTabs } from './features'

/** The panels beside the text. */
export function Side({ desk }: { readonly desk: Desk }) {
  const open = sideTabs.find(({ id }) => id === desk.tab) ?? sideTabs[0]
  const move = (event: KeyboardEvent, index: number): void => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const next = by === 0 ? undefined : sideTabs[(index + by + sideTabs.length) % sideTabs.length]
    if (next === undefined) return
    event.preventDefault()
    desk.openTab(next.id)
    document.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus()
  }
  return (
    <aside class="side" hidden={desk.shows === 'board'}>
      <div class="tabs" role="tablist">
        {sideTabs.map(({ id, title, count }, index) => {
          const waiting = count?.(desk) ?? 0
          return (
            <button
              key={id}
              type="button"
              role="tab"
              id={`tab-${id}`}
              data-tab={id}
              aria-selected={open?.id === id}
              aria-controls="side-panel"
              tabIndex={open?.id === id ? 0 : -1}
              onKeyDown={(event) => move(event, index)}
              onClick={() => desk.openTab(id)}
            >
              {desk.t(title)}
              {waiting > 0 && <span class="count">{waiting}</span>}
            </button>
          )
        })}
      </div>
      <div
        class="panel"
        id="side-panel"
        role="tabpanel"
        aria-labelledby={`tab-${open?.id ?? ''}`}
        data-panel={open?.id}
      >
        {open !== undefined && <open.View key={open.id} desk={desk} />}
      </div>
    </aside>
  )
}
