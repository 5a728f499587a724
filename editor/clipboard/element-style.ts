/** What the style attribute of an element says, as far as it matters for its words. */

/** The style of an element as written; CSS of the page itself does not come with a clipboard. */
export function styleOf(element: Element): string {
  return element.getAttribute('style') ?? ''
}

/** A property of the style attribute, lower case, without `!important`; undefined when it is not there. */
export function propertyOf(element: Element, name: string): string | undefined {
  const found = new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([^;]*)`, 'i').exec(styleOf(element))?.[1]
  return found
    ?.replace(/!\s*important/i, '')
    .trim()
    .replaceAll(/^['"]|['"]$/g, '')
    .toLowerCase()
}

/** Whether nobody sees what stands in an element. */
export function isHidden(element: Element): boolean {
  if (element.hasAttribute('hidden')) return true
  if (styleOf(element) === '') return false
  const is = (name: string, value: RegExp): boolean => value.test(propertyOf(element, name) ?? '')
  return (
    is('display', /^none$/) ||
    is('visibility', /^(?:hidden|collapse)$/) ||
    is('mso-hide', /^all$/) ||
    is('font-size', /^0(?:\.0*)?(?:px|pt|em|rem|%)?$/) ||
    is('opacity', /^0(?:\.0*)?%?$/)
  )
}

const blocks = new Set(
  (
    'ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CAPTION CENTER DD DETAILS DIR DIV DL DT FIELDSET ' +
    'FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HGROUP HR LEGEND LI MAIN MENU NAV ' +
    'OL P PRE SECTION SUMMARY TABLE TBODY TD TFOOT TH THEAD TR UL'
  ).split(' '),
)

/** Whether an element stands on lines of its own. */
export function isBlock(element: Element): boolean {
  const display = propertyOf(element, 'display')
  if (display === undefined || display === '') return blocks.has(element.tagName)
  if (/^inline(?:-|$)/.test(display)) return /^inline-(?:table|grid|flex)$/.test(display)
  return display !== 'contents'
}

/** Whether an element makes its text bold; undefined when it says nothing of it. */
export function weightOf(element: Element): boolean | undefined {
  const weight = propertyOf(element, 'font-weight')
  if (weight !== undefined) return /^(?:bold|bolder|[6-9]00)$/.test(weight)
  return /^(?:B|STRONG)$/.test(element.tagName) ? true : undefined
}

/** Whether an element underlines its text itself. */
export function isUnderlined(element: Element): boolean {
  if (element.tagName === 'U') return true
  const line = propertyOf(element, 'text-decoration') ?? propertyOf(element, 'text-underline')
  return line !== undefined && /underline|single|double|thick/.test(line)
}
