import { browser } from 'wxt/browser'
import { readCaptured, type Captured } from './captured-text'
import { drop, readDropped } from './dropped'
import { readHold } from './kept'

/** Keeps a selection for the window that asks for its blank; on a device that is locked, beyond the session. */
export async function keepCaptured(id: string, captured: Captured): Promise<void> {
  await browser.storage.session.set({ [`capture:${id}`]: captured })
  if ((await readHold()).state === 'locked') await drop(id, captured)
}

export async function findCaptured(id: string): Promise<Captured | undefined> {
  const key = `capture:${id}`
  const here = readCaptured((await browser.storage.session.get(key))[key])
  if (here !== undefined || (await readHold()).state === 'locked') return here
  return (await readDropped()).find((one) => one.id === id)?.captured
}

/**
 * Reads the selection with what stands around it. Runs in the page, so it is whole in itself and
 * trusts nothing: whatever the page does to it, it returns texts.
 */
export function readSelection(): Omit<Captured, 'at'> | null {
  const around = 60
  const line = (text: string): string => text.replace(/\s+/g, ' ')
  const page = { title: document.title.slice(0, 400), address: location.href.slice(0, 2000) }
  const field = document.activeElement
  if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
    const [from, to] = [field.selectionStart ?? 0, field.selectionEnd ?? 0]
    // What a password field shows is nobody's source.
    if (to > from && !(field instanceof HTMLInputElement && field.type === 'password'))
      return {
        ...page,
        text: field.value.slice(from, to).slice(0, 400),
        before: line(field.value.slice(Math.max(0, from - around), from)),
        after: line(field.value.slice(to, to + around)),
        heads: '',
      }
  }
  const selection = getSelection()
  if (selection === null || selection.rangeCount === 0 || selection.isCollapsed) return null
  const range = selection.getRangeAt(0)
  const start =
    range.startContainer instanceof Element
      ? range.startContainer
      : range.startContainer.parentElement
  const block =
    start?.closest('td,th,p,li,dd,dt,h1,h2,h3,h4,h5,h6,blockquote,pre,figcaption,caption') ??
    start?.closest('div,section,article,main,body') ??
    document.body
  const side = (edge: 'before' | 'after'): string => {
    const one = document.createRange()
    one.selectNodeContents(block)
    try {
      if (edge === 'before') one.setEnd(range.startContainer, range.startOffset)
      else one.setStart(range.endContainer, range.endOffset)
    } catch {
      // The selection ends outside the block.
      return ''
    }
    const text = line(one.toString())
    return edge === 'before' ? text.slice(-around) : text.slice(0, around)
  }
  const heads: string[] = []
  const cell = start?.closest('td,th')
  const row = cell?.closest('tr')
  const table = row?.closest('table')
  if (cell instanceof HTMLTableCellElement && row instanceof HTMLTableRowElement && table) {
    let column = 0
    for (const one of row.cells) {
      if (one === cell) break
      column += one.colSpan
    }
    const first = row.cells[0]
    if (first !== undefined && first !== cell) heads.push(first.textContent ?? '')
    for (const above of [...table.rows].slice(0, row.rowIndex).slice(0, 3)) {
      let at = 0
      for (const one of above.cells) {
        at += one.colSpan
        if (at <= column) continue
        heads.push(one.textContent ?? '')
        break
      }
    }
    heads.push(table.caption?.textContent ?? '')
    // 单位：万件 often stands right above a table.
    heads.push(table.previousElementSibling?.textContent?.slice(-around) ?? '')
  }
  return {
    ...page,
    text: selection.toString().slice(0, 400),
    before: side('before'),
    after: side('after'),
    heads: line(heads.join(' ')).slice(0, 400),
  }
}
