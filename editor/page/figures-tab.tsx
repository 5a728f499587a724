import { isOpen } from '../model/figures/figures'
import { FigureList } from '../panels/figure-list'
import type { SideTab } from './desk'

/** 待填项: the figures of the text in its order. */
export const figuresTab: SideTab = {
  id: 'figures',
  title: 'figuresTab',
  count: ({ overview }) => overview.figures.filter(({ state }) => isOpen(state)).length,
  View: ({ desk }) => (
    <FigureList
      t={desk.t}
      items={desk.overview.figures}
      active={desk.activeFigure}
      onGo={desk.showFigure}
    />
  ),
}
