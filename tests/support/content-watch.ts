import type { CDPSession, Page } from 'puppeteer-core'
import type { Profile } from './chromium'

/** What a page shows that no drawing of ours makes, and what it refused to run or to fetch. */
export interface Findings {
  /** Elements and attributes. */
  readonly drawn: readonly string[]
  /** Violations of the policy, each as `directive: address`. */
  readonly refused: readonly string[]
}

/** Elements that the interface and the report consist of. */
const elements =
  'a i article aside b blockquote body br button caption code col colgroup dd del details dialog div dl dt em ' +
  'fieldset figcaption figure footer form h1 h2 h3 h4 head header hr html img input ins kbd label ' +
  'legend li link main mark menu meta meter nav ol optgroup option output p path circle line rect ' +
  'polyline progress g section select small span strong style sub summary sup svg table tbody td ' +
  'textarea tfoot th thead time title tr u ul script'

/**
 * Looks at the pages of an extension from outside for what must not come of words: dialogs,
 * requests, refusals of the policy, elements and attributes that none of ours has.
 */
export class ContentWatch {
  readonly dialogs: string[] = []
  /** Addresses that any of its pages or workers asked for, its own files and the relay left out. */
  readonly requests: string[] = []
  readonly #sessions: CDPSession[] = []
  readonly #profile: Profile
  readonly #relay: string

  constructor(profile: Profile, relay: string) {
    this.#profile = profile
    this.#relay = relay
  }

  /** Listens to the network of all contexts that are there now: pages, popup, offscreen document, background. */
  async listen(): Promise<number> {
    for (const target of this.#profile.browser.targets()) {
      if (!target.url().startsWith(this.#profile.address('')) || target.url().includes('/assets/'))
        continue
      const session = await target.createCDPSession()
      session.on('Network.requestWillBeSent', ({ request }) => this.#note(request.url))
      session.on('Network.webSocketCreated', ({ url }) => this.#note(url))
      await session.send('Network.enable')
      this.#sessions.push(session)
    }
    return this.#sessions.length
  }

  #note(url: string): void {
    const own = [this.#profile.address(''), 'data:image/', `blob:${this.#profile.address('')}`]
    if (this.#relay !== '') own.push(this.#relay)
    if (!own.some((one) => url.startsWith(one))) this.requests.push(url.slice(0, 200))
  }

  /** Watches a page that is open. */
  async watch(page: Page): Promise<void> {
    page.on('dialog', (dialog) => {
      this.dialogs.push(dialog.message())
      void dialog.dismiss()
    })
    await page.evaluate(() => {
      const seen = ((globalThis as { refused?: string[] }).refused ??= [])
      document.addEventListener('securitypolicyviolation', (event) =>
        seen.push(`${event.effectiveDirective}: ${event.blockedURI.slice(0, 100)}`),
      )
    })
  }

  /** What a page shows now that it should not, and what it has refused so far. */
  async look(page: Page, within = 'html'): Promise<Findings> {
    return await page.evaluate(
      (allowed, root) => {
        const names = new Set(allowed.split(' '))
        const drawn = new Set<string>()
        const own = new Set(['chrome-extension:', 'blob:'])
        for (const element of document.querySelectorAll(`${root}, ${root} *`)) {
          const tag = element.localName
          // A frame of our own, to measure in, that shows nothing of its own.
          const isOwn = tag === 'iframe' && !element.hasAttribute('src')
          if (!names.has(tag) && !isOwn) drawn.add(`<${tag}>`)
          if (tag === 'script' && element.closest('head') === null)
            drawn.add('<script> in the body')
          if (tag === 'script' && element.textContent !== '') drawn.add('<script> with words')
          if ((tag === 'meta' || tag === 'link' || tag === 'title') && !element.closest('head'))
            drawn.add(`<${tag}> in the body`)
          for (const { name, value } of element.attributes) {
            const at = `<${tag} ${name}="${value.slice(0, 80)}">`
            const isAddress = ['href', 'xlink:href', 'src', 'srcset', 'poster', 'data'].includes(
              name,
            )
            if (
              /^on|^(?:srcdoc|formaction|action|ping|background|http-equiv|is|cite|srcset|nonce)$/i.test(
                name,
              )
            )
              drawn.add(at)
            else if (
              name === 'style' &&
              /url\(|image-set\(|expression\(|@import|(?:behavior|binding|position)\s*:/i.test(
                value,
              )
            )
              drawn.add(at)
            else if (isAddress && !(element instanceof SVGElement && value.startsWith('#'))) {
              const parsed = URL.parse(value, document.baseURI)
              const followed =
                tag === 'a' && ['http:', 'https:', 'mailto:'].includes(parsed?.protocol ?? '')
              const shown = tag === 'img' && value.startsWith('data:image/')
              if (!followed && !shown && !own.has(parsed?.protocol ?? '')) drawn.add(at)
              if (followed && !(element.getAttribute('rel') ?? '').includes('noopener'))
                drawn.add(at)
            }
          }
        }
        for (const sheet of document.styleSheets)
          for (const rule of sheet.cssRules)
            if (/planted|alert\(/.test(rule.cssText)) drawn.add(rule.cssText.slice(0, 100))
        const { refused = [] } = globalThis as { refused?: string[] }
        return { drawn: [...drawn].slice(0, 20), refused: refused.slice(0, 20) }
      },
      elements,
      within,
    )
  }

  async close(): Promise<void> {
    for (const session of this.#sessions.splice(0)) await session.detach().catch(() => undefined)
  }
}
