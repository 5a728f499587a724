import { NodeSelection, Plugin } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import type { Report } from '../model/report'
import type { Translator } from '../ui/translator'
import { factsOf, spokenFacts, type BlankFacts, type FactLine } from './blank-facts'

/** Milliseconds of rest over a blank until its card comes, and off it until the card goes. */
const showAfter = 260
const hideAfter = 180

let count = 0

/**
 * A card with what is known of a blank: label, value, source, who. It comes when the pointer
 * rests on the blank or the keyboard selects it, stays while the pointer is on it, and goes
 * with Escape. It stands outside the text, so it never touches what is being composed.
 */
export function blankCard(options: {
  readonly report: Pick<Report, 'figures' | 'assignments' | 'verifications' | 'members'>
  readonly t: Translator
  readonly now: () => number
  /** Whether whoever sits here may fill; the card then says with which keys. */
  readonly mayFill: () => boolean
}): Plugin {
  return new Plugin({ view: (view) => new BlankCard(view, options) })
}

type Reason = 'pointer' | 'keyboard'

class BlankCard {
  private readonly view: EditorView
  private readonly options: Parameters<typeof blankCard>[0]
  private readonly box = document.createElement('div')
  private readonly voice = document.createElement('div')
  private readonly stops: (() => void)[] = []
  private subject: HTMLElement | null = null
  private reason: Reason = 'pointer'
  /** A blank that was clicked or dismissed shows no card until the pointer has left it. */
  private quiet: HTMLElement | null = null
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(view: EditorView, options: Parameters<typeof blankCard>[0]) {
    this.view = view
    this.options = options
    this.box.className = 'blank-card'
    this.box.id = `blank-card-${++count}`
    this.box.setAttribute('role', 'tooltip')
    this.box.hidden = true
    this.voice.className = 'unseen'
    this.voice.setAttribute('aria-live', 'polite')
    document.body.append(this.box, this.voice)
    this.listen(view.dom, 'pointerover', this.onOver)
    this.listen(view.dom, 'pointerout', this.onOut)
    this.listen(view.dom, 'pointerdown', (event) => {
      this.quiet = blankAt(event.target)
      this.hide()
    })
    this.listen(view.dom, 'compositionstart', () => this.hide())
    this.listen(view.dom, 'keydown', () => {
      if (this.reason === 'pointer') this.hide()
    })
    this.listen(view.dom, 'focus', () => this.follow())
    this.listen(view.dom, 'blur', () => {
      if (this.reason === 'keyboard') this.hide()
    })
    this.listen(this.box, 'pointerenter', () => clearTimeout(this.timer))
    this.listen(this.box, 'pointerleave', () => this.hideSoon())
    this.listen(document, 'scroll', this.onScroll, true)
    this.listen(document, 'keydown', this.onKey, true)
    this.stops.push(
      options.report.figures.onChange((ids) => {
        if (this.subject !== null && ids.has(figureOf(this.subject))) this.draw(this.subject)
      }),
    )
  }

  update(view: EditorView, before: EditorView['state']): void {
    if (this.subject?.isConnected === false) this.hide()
    if (!before.selection.eq(view.state.selection) || before.doc !== view.state.doc) this.follow()
  }

  destroy(): void {
    clearTimeout(this.timer)
    for (const stop of this.stops) stop()
    this.box.remove()
    this.voice.remove()
  }

  private listen(
    target: EventTarget,
    type: string,
    listener: (event: Event) => void,
    capture = false,
  ): void {
    target.addEventListener(type, listener, capture)
    this.stops.push(() => target.removeEventListener(type, listener, capture))
  }

  /** Shows the card of the blank that is selected, if the keyboard is in the text. */
  private follow(): void {
    const { selection } = this.view.state
    const selected =
      selection instanceof NodeSelection && selection.node.type.name === 'placeholder'
        ? this.view.nodeDOM(selection.from)
        : null
    if (selected instanceof HTMLElement && this.view.hasFocus()) {
      if (selected !== this.quiet) this.show(selected, 'keyboard')
    } else if (this.reason === 'keyboard') {
      this.quiet = null
      this.hide()
    }
  }

  private readonly onOver = (event: Event): void => {
    const blank = blankAt(event.target)
    if (blank === null || blank === this.quiet) return
    clearTimeout(this.timer)
    if (blank === this.subject) return
    this.timer = setTimeout(() => {
      if (blank.isConnected && !this.isInForm(blank)) this.show(blank, 'pointer')
    }, showAfter)
  }

  /** Whether a blank's own form is open, which says all that the card would. */
  private isInForm(blank: HTMLElement): boolean {
    const { selection } = this.view.state
    return (
      selection instanceof NodeSelection &&
      this.view.nodeDOM(selection.from) === blank &&
      document.querySelector('.figure-form') !== null
    )
  }

  private readonly onOut = (event: Event): void => {
    if (blankAt(event.target) === null) return
    this.quiet = null
    clearTimeout(this.timer)
    if (this.subject !== null && this.reason === 'pointer') this.hideSoon()
  }

  private readonly onScroll = (): void => {
    if (this.subject === null) return
    if (this.reason === 'pointer') this.hide()
    else place(this.box, this.subject)
  }

  private readonly onKey = (event: Event): void => {
    if (!(event instanceof KeyboardEvent) || event.isComposing || event.key !== 'Escape') return
    if (this.subject === null) return
    this.quiet = this.subject
    this.hide()
  }

  private show(blank: HTMLElement, reason: Reason): void {
    if (this.view.composing) return
    clearTimeout(this.timer)
    if (this.subject !== blank) this.subject?.removeAttribute('aria-describedby')
    this.subject = blank
    this.reason = reason
    blank.setAttribute('aria-describedby', this.box.id)
    this.draw(blank)
  }

  private hideSoon(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      this.hide()
      this.follow()
    }, hideAfter)
  }

  private hide(): void {
    clearTimeout(this.timer)
    this.subject?.removeAttribute('aria-describedby')
    this.subject = null
    this.box.hidden = true
    this.voice.textContent = ''
  }

  private draw(blank: HTMLElement): void {
    const { report, t, now, mayFill } = this.options
    const { figure = '', label = '', unit = '' } = blank.dataset
    const facts = factsOf(figure, { label, unit }, report, t, now())
    this.box.replaceChildren(...contentOf(facts))
    if (mayFill()) this.box.append(element('p', 'card-keys', t('cardKeys')))
    this.box.hidden = false
    if (this.reason === 'keyboard') {
      const spoken = spokenFacts(facts)
      if (this.voice.textContent !== spoken) this.voice.textContent = spoken
    }
    place(this.box, blank)
  }
}

function contentOf({ label, state, stateWord, values, lines }: BlankFacts): HTMLElement[] {
  const head = document.createElement('header')
  head.append(element('strong', '', label), element('span', `state state-${state}`, stateWord))
  const parts = [head]
  for (const value of values)
    parts.push(element('div', 'card-value', value.text), ...listOf(value.lines))
  parts.push(...listOf(lines))
  return parts
}

function listOf(lines: readonly FactLine[]): HTMLElement[] {
  if (lines.length === 0) return []
  const list = document.createElement('dl')
  for (const { name, text } of lines) list.append(element('dt', '', name), element('dd', '', text))
  return [list]
}

function element(tag: string, className: string, text: string): HTMLElement {
  const dom = document.createElement(tag)
  if (className !== '') dom.className = className
  dom.textContent = text
  return dom
}

function blankAt(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('.blank') : null
}

function figureOf(blank: HTMLElement): string {
  return blank.dataset['figure'] ?? ''
}

/** Under the blank where there is room, else above it. */
function place(box: HTMLElement, blank: HTMLElement): void {
  const at = blank.getBoundingClientRect()
  const { offsetWidth: width, offsetHeight: height } = box
  const below = at.bottom + 6 + height <= innerHeight - 8
  box.style.left = `${Math.max(8, Math.min(at.left - 12, innerWidth - width - 8))}px`
  box.style.top = `${below ? at.bottom + 6 : Math.max(8, at.top - height - 6)}px`
}
