/**
 * Prints a short record by itself, not the paper: from a frame of its own, so that what the
 * page does when it is printed has no part in it.
 *
 * @param entries each a list of lines, the first its head
 */
export function printRecord(
  title: string,
  entries: readonly (readonly string[])[],
  foot: string,
): void {
  const frame = document.createElement('iframe')
  frame.className = 'print-frame'
  frame.setAttribute('aria-hidden', 'true')
  document.body.append(frame)
  const { contentWindow: view, contentDocument: page } = frame
  if (view === null || page === null) {
    frame.remove()
    return
  }
  const line = (name: string, text: string, into: Element): HTMLElement => {
    const element = page.createElement(name)
    element.textContent = text
    into.append(element)
    return element
  }
  page.title = title
  line('h1', title, page.body)
  const list = page.createElement('ol')
  page.body.append(list)
  for (const [head = '', ...lines] of entries) {
    const item = page.createElement('li')
    list.append(item)
    line('strong', head, item)
    for (const one of lines) line('p', one, item)
  }
  line('p', foot, page.body)
  page.body.style.fontFamily = 'FangSong, STFangsong, serif'
  view.addEventListener('afterprint', () => frame.remove(), { once: true })
  view.print()
}
