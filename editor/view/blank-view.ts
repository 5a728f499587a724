import type { Node } from 'prosemirror-model'
import type { NodeView } from 'prosemirror-view'
import type { FigureState, Figures } from '../model/figures/figures'
import type { StringKey } from '../ui/strings'
import type { Translator } from '../ui/translator'

const stateKeys: Readonly<Record<FigureState, StringKey>> = {
  missing: 'stateMissing',
  filled: 'stateFilled',
  unverified: 'stateUnverified',
  verified: 'stateVerified',
  conflict: 'stateConflict',
  'not-applicable': 'stateNotApplicable',
}

export function stateWord(t: Translator, state: FigureState): string {
  return t(stateKeys[state])
}

/** Every blank that is drawn, by figure: a change of a value redraws only where it stands. */
export class BlankViews {
  private readonly drawn = new Map<string, Set<BlankView>>()
  readonly figures: Figures
  readonly t: Translator
  private readonly stop: () => void

  constructor(figures: Figures, t: Translator) {
    this.figures = figures
    this.t = t
    this.stop = figures.onChange((ids) => {
      for (const id of ids) for (const view of this.drawn.get(id) ?? []) view.draw()
    })
  }

  create(node: Node): NodeView {
    return new BlankView(this, node)
  }

  add(figure: string, view: BlankView): void {
    const set = this.drawn.get(figure) ?? new Set<BlankView>()
    set.add(view)
    this.drawn.set(figure, set)
  }

  remove(figure: string, view: BlankView): void {
    this.drawn.get(figure)?.delete(view)
  }

  close(): void {
    this.stop()
  }
}

/** 待填项 in the text: its value, or the mask while it is missing. */
class BlankView implements NodeView {
  readonly dom: HTMLElement
  private node: Node
  private readonly all: BlankViews

  constructor(all: BlankViews, node: Node) {
    this.all = all
    this.node = node
    this.dom = document.createElement('span')
    this.dom.className = 'blank'
    this.dom.setAttribute('role', 'button')
    this.dom.contentEditable = 'false'
    all.add(this.figure, this)
    this.draw()
  }

  private get figure(): string {
    return String(this.node.attrs['figure'])
  }

  draw(): void {
    const { figures, t } = this.all
    const state = figures.state(this.figure)
    const shown = figures.shown(this.figure)
    const info = figures.info(this.figure)
    const label = info?.label || String(this.node.attrs['label'])
    const unit = String(this.node.attrs['unit'])
    const { dom } = this
    dom.dataset['figure'] = this.figure
    dom.dataset['state'] = state
    dom.dataset['label'] = label
    dom.dataset['unit'] = unit
    dom.textContent = shown ?? (String(this.node.attrs['mask']) || '＊')
    const value = shown === undefined || state === 'not-applicable' ? '' : `${shown}${unit}，`
    dom.setAttribute('aria-label', `${label}，${value}${stateWord(t, state)}`)
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false
    if (node.attrs['figure'] !== this.figure) {
      this.all.remove(this.figure, this)
      this.all.add(String(node.attrs['figure']), this)
    }
    this.node = node
    this.draw()
    return true
  }

  selectNode(): void {
    this.dom.classList.add('selected')
  }

  deselectNode(): void {
    this.dom.classList.remove('selected')
  }

  ignoreMutation(): boolean {
    return true
  }

  destroy(): void {
    this.all.remove(this.figure, this)
  }
}
