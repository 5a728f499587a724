import { strFromU8, unzipSync } from 'fflate'
import { SaxesParser } from 'saxes'
import type { VNode } from 'preact'
import { describe, expect, it } from 'vitest'
import * as sheetJs from 'xlsx'
import { readText, schema, writeText } from '../../schema/index'
import { withoutHandlers } from '../../editor/clipboard/without-handlers'
import { plainLines } from '../../editor/clipboard/plain-lines'
import { createReport } from '../../editor/index'
import { cleanName } from '../../editor/model/members'
import { readDetail, safeLink } from '../../editor/model/figures/source'
import { mirrorOf } from '../../editor/model/text'
import { bodyOf } from '../../editor/model/parts'
import { LinkedText } from '../../editor/panels/linked-text'
import { writeDocx } from '../../editor/paper/docx/write-docx'
import { figureOn, printedReport } from '../../editor/paper/from-report'
import { readDocx } from '../../editor/paper/read/read-docx'
import { writeList } from '../../editor/spreadsheet/write-list'
import { createTranslator } from '../../editor/ui/translator'
import { figureItem } from '../support/figure-items'
import { formulas, injections, planted } from '../support/injections'
import { hostileWordFile } from '../support/word-file'

/* What turns words into something else, without a browser: words that would run stay words. */

const all = injections().map(({ html }) => html)

/** The outlines of what a document would be drawn as: names of elements, and their attributes. */
function drawn(spec: unknown, found: [string, string, unknown][] = []): typeof found {
  if (!Array.isArray(spec)) return found
  const [name, ...rest] = spec as unknown[]
  found.push([String(name), '', ''])
  const [attributes] = rest
  if (typeof attributes === 'object' && attributes !== null && !Array.isArray(attributes))
    for (const [key, value] of Object.entries(attributes)) found.push([String(name), key, value])
  for (const child of rest) drawn(child, found)
  return found
}

describe('words that would run', () => {
  it('[CO16] are five hundred and more, each another', () => {
    expect(new Set(all).size).toBeGreaterThanOrEqual(700)
    expect(all.filter((one) => !/alert|planted|PHNjcmlwdD|position:fixed/.test(one))).toEqual([])
  })

  it('[CO17] HTML is read without attributes that run something; words of the text are left alone', () => {
    const cases = {
      '<p onclick=a>once=1 on x=2</p>': '<p x-onclick=a>once=1 on x=2</p>',
      '<a b="c"onload=d>': '<a b="c"x-onload=d>',
      '<a/ONLOAD = "d">e': '<a/x-ONLOAD = "d">e',
      "<a b='<i onx=1>'>": "<a b='<i x-onx=1>'>",
      '<style a="</style><img onerror=x>">': '<style a="</style><img x-onerror=x>">',
      '<!--><img onerror=x>': '<!--><img x-onerror=x>',
      '<base href=x><bases>': '<x-base href=x><bases>',
      '3 < 5 on a=b > c': '3 < 5 on a=b > c',
      '<p title="onclick=x">': '<p title="onclick=x">',
      '<a b="<c d=\'<e on=1': '<a b="<c d=\'<e x-on=1',
    }
    for (const [html, tame] of Object.entries(cases)) expect(withoutHandlers(html)).toBe(tame)
    for (const html of all) {
      expect(withoutHandlers(html).replaceAll('x-', '')).toBe(html.replaceAll('x-', ''))
      expect(withoutHandlers(withoutHandlers(html))).toBe(withoutHandlers(html))
    }
    const long = '<a "<b \'<c '.repeat(100_000)
    expect(withoutHandlers(long)).toBe(long)
  })

  it('[CO18] as plain text and as a template they stay what they are, in nodes of ours', () => {
    const { doc } = readText(all.join('\n').replaceAll(/[\r\f]/g, ' '))
    doc.check()
    expect(writeText(doc)).toContain('alert(700)')
    const lines = plainLines(all.join('\n')).lines.map(({ text }) => text)
    expect(lines.join('\n')).toContain('alert(700)')
  })

  it('[CO19] attributes that are lists or objects draw no element and no attribute of theirs', () => {
    const odd: unknown[] = [
      ['script', { src: planted }, 'x'],
      { onclick: 'alert(1)' },
      null,
      7,
      true,
    ]
    const report = createReport({ id: 'r', author: 'a', text: '报告' })
    const body = bodyOf(report.parts.text)
    body.applyDelta(
      [...odd, ...all].flatMap((value) => [
        {
          insert: {
            block: 'b',
            type: value,
            level: value,
            table: value,
            row: value,
            align: value,
            onclick: value,
            style: value,
          },
        },
        {
          insert: {
            block: 'c',
            type: 'cell',
            table: value,
            row: value,
            col: value,
            head: value,
            align: value,
          },
        },
        {
          insert: {
            figure: value,
            kind: value,
            unit: value,
            label: value,
            mask: value,
            onclick: value,
          },
        },
        {
          insert: {
            figure: 'f',
            kind: value,
            unit: value,
            label: value,
            mask: value,
            extra: value,
          },
        },
        { insert: { script: value } },
        {
          insert: '字',
          attributes: { bold: value, onclick: value, [String(value).slice(0, 40) || 'x']: value },
        },
      ]),
    )
    const { doc } = mirrorOf(report.parts.text)
    doc.check()
    const found: [string, string, unknown][] = []
    doc.descendants((node) => {
      if (node.isText)
        for (const mark of node.marks) drawn(mark.type.spec.toDOM?.(mark, true), found)
      else drawn(node.type.spec.toDOM?.(node), found)
    })
    expect(new Set(found.map(([name]) => name))).toEqual(new Set(['p', 'span', 'strong']))
    expect(found.filter(([, key]) => key !== '' && !/^data-[a-z-]+$/.test(key))).toEqual([])
    expect(found.filter(([, , value]) => typeof value !== 'string')).toEqual([])
    expect(Object.keys(schema.nodes)).not.toContain('script')
  })

  it('[CO21] addresses that may be followed are those of the web and of mail; names are one short line', () => {
    const links = all.flatMap((html) => [
      safeLink(html),
      ...[...html.matchAll(/(?:href|src|action|data|url\()=?["']?([^"'>)]+)/g)].map(
        ([, one = '']) => safeLink(one),
      ),
      readDetail({ link: html, attachments: [html] }).link,
    ])
    for (const link of links)
      expect(link === '' || /^https:\/\/planted\.invalid/.test(link)).toBe(true)
    for (const html of all) {
      expect([...cleanName(html).replaceAll(/[\u2068\u2069]/g, '')].length).toBeLessThanOrEqual(32)
      const hrefs: unknown[] = []
      const walk = (node: unknown): void => {
        if (Array.isArray(node)) node.forEach(walk)
        else if (typeof node === 'object' && node !== null) {
          const { type, props } = node as VNode<{
            href?: unknown
            children?: unknown
            dangerouslySetInnerHTML?: unknown
          }>
          expect(props.dangerouslySetInnerHTML).toBeUndefined()
          if (type === 'a') hrefs.push(props.href)
          walk(props.children)
        }
      }
      walk(LinkedText({ text: html }))
      for (const href of hrefs) expect(String(href)).toMatch(/^(?:https?:\/\/|mailto:)/i)
    }
  })

  it('[CO22] a Word file: its links, fields, names and properties leave nothing behind but words', () => {
    const read = readDocx(hostileWordFile(all), 'w')
    if (!read.ok) throw new Error(read.reason)
    const { doc } = read.document
    doc.check()
    expect(doc.textContent).toContain('alert(700)')
    expect(JSON.stringify(doc.toJSON())).not.toMatch(/INCLUDEPICTURE|DDEAUTO|HYPERLINK/)
  })

  it('[CO23] what goes out as a Word file is XML of ours with their words in it', () => {
    const report = createReport({
      id: 'report0123456789',
      author: 'a',
      text: `报告\n${all.join('\n').replaceAll(/[\r\f]/g, ' ')}`,
    })
    report.members.setName('a', all[0] ?? '')
    const words = {
      someone: '某人',
      withdrawn: '',
      lost: (one: string) => one,
      suggests: (one: string, other: string) => one + other,
    }
    const bytes = writeDocx(
      {
        id: report.id,
        title: all[9] ?? '',
        ...printedReport(report, words, { comments: true, suggestions: 'tracked' }),
        figureOf: figureOn(report),
        at: 1,
      },
      { numbers: 'real', marked: true, returnable: true, seal: false },
    )
    let said = ''
    const foreign = new Set<string>()
    for (const [name, part] of Object.entries(unzipSync(bytes))) {
      if (!/\.(?:xml|rels)$/.test(name)) continue
      const parser = new SaxesParser({ xmlns: true })
      parser.on('opentag', ({ uri, local, attributes }) => {
        if (!uri.startsWith('http://schemas.') && !/purl\.org|tonggao/.test(uri))
          foreign.add(`${uri} ${local}`)
        if (/^(?:script|svg|img|iframe|hyperlink|object)$/i.test(local)) foreign.add(local)
        for (const key of Object.keys(attributes)) if (/^on/i.test(key)) foreign.add(key)
        if (attributes['TargetMode']?.value === 'External') foreign.add('TargetMode')
      })
      parser.on('text', (text) => {
        said += text
      })
      parser.write(strFromU8(part)).close()
    }
    expect([...foreign]).toEqual([])
    expect(said).toContain('<script>alert(')
  })

  it('[CO24] what goes out as a spreadsheet holds no formula and no link, whatever a cell begins with', async () => {
    const items = [...formulas, ...all.slice(0, 100)].map((value, at) =>
      figureItem(`f${at}`, {
        label: value,
        value,
        shown: value,
        state: 'filled',
        source: value,
        by: value,
        unit: value,
        headings: [value],
        path: [value],
        before: value,
        after: value,
      }),
    )
    const bytes = await writeList(items, formulas[1] ?? '', createTranslator('zh-CN'))
    for (const [name, part] of Object.entries(unzipSync(bytes)))
      expect(strFromU8(part), name).not.toMatch(/<f[ >]|<hyperlink|TargetMode="External"|<script/)
    const book = sheetJs.read(bytes, { cellFormula: true })
    let seen = 0
    for (const sheet of Object.values(book.Sheets))
      for (const [at, cell] of Object.entries(sheet)) {
        if (at.startsWith('!')) continue
        const { t, f, v } = cell as sheetJs.CellObject
        expect(f).toBeUndefined()
        if (typeof v === 'string' && /^[=+\-@]/.test(v)) {
          expect(t).toBe('s')
          seen++
        }
      }
    expect(seen).toBeGreaterThanOrEqual(7)
  })
})
