import type { Random } from './random'
import { para, run, wordFile } from './word-file'
import { hostileZip, type HostileEntry } from './zip-file'
import { partsOf } from './docx'

/** A file that is not what it should be. */
export interface Malformed {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Why it must be refused, any of these; '' where it must be read; left out where it may be read as far as it makes sense. */
  readonly refused?: readonly string[]
}

const head =
  '<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
const tail = '</w:body></w:document>'

/** A .docx around the XML of a document part, packed or as it is. */
function around(xml: string, others: readonly HostileEntry[] = []): Uint8Array<ArrayBuffer> {
  return hostileZip([
    { name: '[Content_Types].xml', data: '<Types/>' },
    { name: 'word/document.xml', data: xml },
    ...others,
  ])
}
const zeros = (megabytes: number): Uint8Array => new Uint8Array(megabytes * 1024 * 1024)

/** What archives can lie about; `main` is the part without which the file is none. */
export function hostileArchives(main: string, content: string): Malformed[] {
  const good = { name: main, data: content }
  const broken = ['damaged', 'bomb', 'no-docx', 'no-spreadsheet']
  const zip = (
    name: string,
    entries: readonly HostileEntry[],
    end: Parameters<typeof hostileZip>[1] = {},
    refused: readonly string[] = broken,
  ): Malformed => ({ name: `archive: ${name}`, bytes: hostileZip(entries, end), refused })
  const nested = (depth: number): Uint8Array =>
    depth === 0
      ? hostileZip([{ name: main, data: zeros(1) }])
      : hostileZip([{ name: main, data: nested(depth - 1) }])
  const one = hostileZip([good])
  return [
    zip('a wrong sum', [{ ...good, says: { crc: 1 } }]),
    zip('30 MB of zeros', [{ name: main, data: zeros(30) }], {}, ['bomb']),
    zip('30 MB of zeros beside it', [good, { name: 'word/styles.xml', data: zeros(30) }], {}, [
      'bomb',
    ]),
    zip(
      'a hundred times a megabyte',
      [
        good,
        ...Array.from({ length: 100 }, (_, index) => ({
          name: `word/p${index}.xml`,
          data: zeros(1),
        })),
      ],
      {},
      ['bomb'],
    ),
    ...[0, 1, 10, content.length - 1, content.length + 1, 2 ** 31, 2 ** 32 - 1].map((size) =>
      zip(`says that it unpacks to ${size}`, [{ ...good, says: { size } }]),
    ),
    ...[0, 1, 2 ** 20, 2 ** 31, 2 ** 32 - 2].map((packed) =>
      zip(`says that it is packed to ${packed}`, [{ ...good, says: { packed } }]),
    ),
    zip('says that zeros unpack to little', [{ name: main, data: zeros(30), says: { size: 900 } }]),
    zip('says that zeros unpack to nothing', [{ name: main, data: zeros(90), says: { size: 0 } }]),
    zip('entries that share their bytes', [
      good,
      ...Array.from({ length: 1500 }, (_, index) => ({
        name: `word/p${index}.xml`,
        data: '',
        says: { at: 0, crc: 0, size: content.length, packed: 100 },
      })),
    ]),
    zip(
      'one entry many times',
      Array.from({ length: 50 }, () => ({ ...good, says: { at: 0 } })),
    ),
    zip(
      '2,001 entries',
      [
        good,
        ...Array.from({ length: 2000 }, (_, index) => ({
          name: `x/${index}`,
          data: '',
          method: 0,
        })),
      ],
      {},
      ['bomb'],
    ),
    zip('says 65,534 entries', [good], { count: 65_534 }),
    zip('says no entry', [good], { count: 0 }),
    zip('a list that begins elsewhere', [good], { at: 3 }),
    zip('a list beyond the end', [good], { at: 2 ** 32 - 2 }),
    zip('an archive in it in place of XML, five deep', [{ name: main, data: nested(5) }]),
    zip('sealed with a password', [{ ...good, says: { flags: 1 } }], {}, ['locked']),
    ...[1, 9, 12, 14, 93, 99, 65_535].map((method) =>
      zip(`packed by method ${method}`, [{ ...good, says: { method } }]),
    ),
    zip('stored, but said to be packed', [{ ...good, method: 0, says: { method: 8 } }]),
    zip('packed, but said to be stored', [{ ...good, says: { method: 0 } }]),
    zip('a stream that never ends', [{ ...good, packed: new Uint8Array(2000).fill(0xaa) }]),
    zip('a stream of stored blocks that lie', [
      { ...good, packed: new Uint8Array([0, 0xff, 0xff, 0, 0, 1, 2, 3]) },
    ]),
    ...[0n, 1n, 2n ** 31n, 2n ** 53n, 2n ** 64n - 1n].flatMap((size) => [
      zip(`ZIP64 that says ${size} unpacked`, [
        { ...good, wide: { size, packed: BigInt(one.length) } },
      ]),
      zip(`ZIP64 that says ${size} packed`, [
        { ...good, wide: { size: BigInt(content.length), packed: size } },
      ]),
      zip(`ZIP64 that says it begins at ${size}`, [
        { ...good, wide: { size: 10n, packed: 10n, at: size === 0n ? 5n : size } },
      ]),
      zip(`ZIP64 with ${size} entries`, [good], { wide: { count: size === 1n ? 3n : size } }),
      zip(`ZIP64 with its list at ${size}`, [good], { wide: { count: 1n, at: size } }),
    ]),
    { name: 'archive: ZIP64 that is honest', bytes: hostileZip([good], { wide: { count: 1n } }) },
    { name: 'archive: another archive in its note', bytes: hostileZip([good], { note: one }) },
    {
      name: 'archive: names that go up',
      bytes: hostileZip([
        good,
        { name: '../../word/document.xml', data: 'x' },
        { name: '__proto__', data: 'x' },
        { name: 'constructor', data: 'x' },
      ]),
    },
    {
      name: 'archive: a name of 60,000 characters',
      bytes: hostileZip([good, { name: 'n'.repeat(60_000), data: 'x' }]),
    },
  ]
}

/** Entities, deep and wide XML: what hurts whoever reads it. */
function hostileXml(): Malformed[] {
  const laughs = `<!DOCTYPE d [<!ENTITY a "${'哈'.repeat(10)}">${[...'bcdefghij'].map((name, index) => `<!ENTITY ${name} "${`&${'abcdefghi'[index]};`.repeat(10)}">`).join('')}]>`
  const damaged = ['damaged']
  const xml = (name: string, source: string, refused?: readonly string[]): Malformed => ({
    name: `XML: ${name}`,
    bytes: around(source),
    ...(refused === undefined ? {} : { refused }),
  })
  const nest = (name: string, depth: number, inner = run('字')): string =>
    `<w:${name}>`.repeat(depth) + inner + `</w:${name}>`.repeat(depth)
  const deep = [10, 100, 390, 1000, 20_000]
  return [
    xml(
      'a billion laughs',
      `${laughs}<document><body><p><r><t>&j;</t></r></p></body></document>`,
      damaged,
    ),
    xml(
      'a file of the machine',
      `<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>${head}<w:p><w:r><w:t>&a;</w:t></w:r></w:p>${tail}`,
      damaged,
    ),
    xml('an address', `<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd">${head}${tail}`, damaged),
    xml(
      'parameter entities',
      `<!DOCTYPE d [<!ENTITY % a "<!ENTITY b 'c'>">%a;]>${head}${tail}`,
      damaged,
    ),
    xml(
      'an entity that nobody declared',
      `${head}<w:p><w:r><w:t>&nbsp;</w:t></w:r></w:p>${tail}`,
      damaged,
    ),
    xml('no root', '', damaged),
    xml('two roots', '<a/><b/>', damaged),
    xml('not closed', `${head}<w:p>`, damaged),
    xml('a NUL', `${head}<w:p><w:r><w:t>a\0b</w:t></w:r></w:p>${tail}`, damaged),
    xml('no body', '<w:document xmlns:w="x"/>', ['no-docx']),
    xml('HTML', '<html><body><script>alert(1)</script></body></html>'),
    xml('bytes that are no UTF-8', `${head}\uFFFD\uFFFE${tail}`),
    xml('another root with a body', '<root><body><p><r><t>字</t></r></p></body></root>'),
    ...deep.map((depth) =>
      xml(
        `sdt ${depth} deep`,
        head +
          `<w:sdt><w:sdtContent>`.repeat(depth / 2) +
          para('字') +
          `</w:sdtContent></w:sdt>`.repeat(depth / 2) +
          tail,
        depth > 400 ? damaged : undefined,
      ),
    ),
    ...deep.map((depth) =>
      xml(
        `inline sdt ${depth} deep`,
        `${head}<w:p>${'<w:sdt><w:sdtContent>'.repeat(depth / 2)}${run('字')}${'</w:sdtContent></w:sdt>'.repeat(depth / 2)}</w:p>${tail}`,
        depth > 400 ? damaged : undefined,
      ),
    ),
    ...deep.map((depth) =>
      xml(
        `tables ${depth} deep`,
        head +
          '<w:tbl><w:tr><w:tc>'.repeat(depth / 3) +
          para('字') +
          '</w:tc></w:tr></w:tbl>'.repeat(depth / 3) +
          tail,
        depth > 405 ? damaged : undefined,
      ),
    ),
    ...[
      'ins',
      'del',
      'smartTag',
      'customXml',
      'hyperlink',
      'fldSimple',
      'r',
      'p',
      'pict',
      'AlternateContent',
      'txbxContent',
      'drawing',
      'sdtContent',
      'oMath',
      'unheardOf',
    ].flatMap((name) => [
      xml(`${name} 300 deep`, `${head}<w:p>${nest(name, 300)}</w:p>${tail}`),
      xml(`${name} 5,000 deep`, `${head}<w:p>${nest(name, 5000)}</w:p>${tail}`, damaged),
      xml(
        `${name} empty, 20,000 times`,
        `${head}<w:p>${`<w:${name}/>`.repeat(20_000)}</w:p>${tail}`,
      ),
      xml(`${name} in the body`, `${head}<w:${name}>${para('字')}</w:${name}>${tail}`),
    ]),
    xml('a million empty runs', `${head}<w:p>${'<w:r/>'.repeat(1_000_000)}</w:p>${tail}`),
    xml('two million empty runs', `${head}<w:p>${'<w:r/>'.repeat(2_000_000)}</w:p>${tail}`, [
      'damaged',
      'bomb',
    ]),
    xml(
      '300,000 paragraphs',
      `${head}${'<w:p><w:r><w:t>字</w:t></w:r></w:p>'.repeat(300_000)}${tail}`,
      ['too-long', 'bomb', 'damaged'],
    ),
    xml(
      '65,536 columns',
      `${head}<w:tbl><w:tr>${'<w:tc><w:p/></w:tc>'.repeat(65_536)}</w:tr></w:tbl>${tail}`,
    ),
    xml(
      'cells over 65,536 columns',
      `${head}<w:tbl><w:tr>${'<w:tc><w:tcPr><w:gridSpan w:val="65536"/></w:tcPr><w:p/></w:tc>'.repeat(300)}</w:tr></w:tbl>${tail}`,
    ),
    xml(
      '65,536 rows',
      `${head}<w:tbl>${'<w:tr><w:tc><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr>'.repeat(65_536)}</w:tbl>${tail}`,
    ),
    xml(
      '20,000 tables',
      `${head}${'<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>'.repeat(20_000)}${tail}`,
    ),
    xml(
      '100,000 attributes',
      `${head}<w:p ${Array.from({ length: 100_000 }, (_, index) => `a${index}="1"`).join(' ')}/>${tail}`,
    ),
    xml('the same attribute twice', `${head}<w:p a="1" a="2"/>${tail}`, damaged),
    xml('an attribute of 4 MB', `${head}<w:p a="${'值'.repeat(1_300_000)}"/>${tail}`),
    xml('one word of 6 MB', `${head}${para('字'.repeat(2_000_000))}${tail}`),
    xml('a name of 2 MB', `<w${'x'.repeat(2_000_000)}/>`),
    xml(
      'a prototype',
      `${head}<w:p __proto__="1" constructor="2"><w:__proto__/><w:constructor/></w:p>${tail}`,
    ),
    xml(
      'numbers that are none',
      `${head}${['NaN', '-1', '1e999', '99999999999999999999', '0x10', ''].map((value) => `<w:p><w:pPr><w:numPr><w:ilvl w:val="${value}"/><w:numId w:val="${value}"/></w:numPr><w:outlineLvl w:val="${value}"/></w:pPr>${run('字')}</w:p>`).join('')}${tail}`,
    ),
    xml(
      'controls that are none',
      `${head}${['', 'tonggao::', 'tonggao:x:__proto__', 'tonggao:x:constructor', '\u202E'].map((tag) => `<w:p><w:sdt><w:sdtPr><w:tag w:val="${tag}"/><w:alias w:val="${tag}"/></w:sdtPr><w:sdtContent>${run('字')}</w:sdtContent></w:sdt></w:p>`).join('')}${tail}`,
    ),
    xml(
      '50,000 controls',
      `${head}<w:p>${`<w:sdt><w:sdtPr><w:tag w:val="t"/></w:sdtPr><w:sdtContent><w:r><w:t>1</w:t></w:r></w:sdtContent></w:sdt>`.repeat(50_000)}</w:p>${tail}`,
    ),
    xml('50,000 blanks in a line', `${head}${para('检查*次，'.repeat(50_000))}${tail}`, [
      'too-long',
    ]),
    xml(
      'fields that never end',
      `${head}<w:p>${'<w:r><w:fldChar w:fldCharType="begin"/></w:r>'.repeat(20_000)}${run('字')}</w:p>${tail}`,
    ),
    xml(
      'fields that only end',
      `${head}<w:p>${'<w:r><w:fldChar w:fldCharType="end"/></w:r>'.repeat(20_000)}${run('字')}</w:p>${tail}`,
    ),
    xml(
      'symbols that are none',
      `${head}<w:p>${['', 'zzzz', 'D800', 'FFFFFFFF', '-1', '0'].map((char) => `<w:r><w:sym w:char="${char}"/></w:r>`).join('')}</w:p>${tail}`,
    ),
  ]
}

/** Other parts than the document: styles that inherit from each other, comments without end. */
function hostileParts(): Malformed[] {
  const file = (
    name: string,
    parts: Readonly<Record<string, string>>,
    content = para('字'),
  ): Malformed => ({
    name: `part: ${name}`,
    bytes: wordFile(content, parts),
  })
  const style = (id: string, base: string): string =>
    `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${id}"/><w:basedOn w:val="${base}"/></w:style>`
  const styled = '<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>字</w:t></w:r></w:p>'
  const comment = (id: number): string =>
    `<w:comment w:id="${id}" w:author="甲"><w:p><w:r><w:t>核</w:t></w:r></w:p></w:comment>`
  const level = (text: string, format = 'decimal'): string =>
    `<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="2147483647"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>`
  const counted = `<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>${run('字')}</w:p>`
  return [
    file('a style of itself', { styles: style('a', 'a') }, styled),
    file('styles in a ring', { styles: style('a', 'b') + style('b', 'a') }, styled),
    file(
      '10,000 styles in a row',
      {
        styles: Array.from({ length: 10_000 }, (_, index) =>
          style(index === 0 ? 'a' : `s${index}`, `s${index + 1}`),
        ).join(''),
      },
      styled,
    ),
    file(
      'a style that is a prototype',
      { styles: style('__proto__', 'constructor') },
      styled.replace('"a"', '"__proto__"'),
    ),
    {
      ...file('20,000 comments', {
        comments: Array.from({ length: 20_000 }, (_, index) => comment(index)).join(''),
      }),
      refused: ['too-long'],
    },
    {
      ...file('5,000 comments', {
        comments: Array.from({ length: 5000 }, (_, index) => comment(index)).join(''),
      }),
      refused: [''],
    },
    file('comments of one id', { comments: comment(1).repeat(500) }),
    file('comments that answer each other', {
      comments: comment(1) + comment(2),
      commentsExtended:
        '<w15:commentEx w15:paraId="1" w15:paraIdParent="2"/><w15:commentEx w15:paraId="2" w15:paraIdParent="1"/>',
    }),
    file('a comment of 10 MB', {
      comments: `<w:comment w:id="1" w:author="${'名'.repeat(100_000)}">${para('话'.repeat(3_000_000))}</w:comment>`,
    }),
    file(
      'a note in itself',
      {
        footnotes: `<w:footnote w:id="1"><w:p>${run('注')}<w:r><w:footnoteReference w:id="1"/></w:r></w:p></w:footnote>`,
      },
      `<w:p>${run('字')}<w:r><w:footnoteReference w:id="1"/></w:r></w:p>`,
    ),
    file(
      'one note 20,000 times',
      { footnotes: `<w:footnote w:id="1">${para('注'.repeat(1000))}</w:footnote>` },
      `<w:p>${'<w:r><w:footnoteReference w:id="1"/></w:r>'.repeat(20_000)}</w:p>`,
    ),
    ...['decimal', 'chineseCounting', 'lowerRoman', 'upperLetter', 'unheardOf', '__proto__'].map(
      (format) =>
        file(
          `numbers from two thousand million as ${format}`,
          { numbering: level('%1%2%9%0', format) },
          counted.repeat(20),
        ),
    ),
    file(
      'a number of 100,000 characters',
      { numbering: level('第%1'.repeat(30_000)) },
      counted.repeat(50),
    ),
    ...[
      'styles',
      'numbering',
      'comments',
      'commentsExtended',
      'footnotes',
      'endnotes',
      'header1',
      'settings',
    ].flatMap((name): Malformed[] => [
      {
        name: `part: ${name} is no XML`,
        bytes: around(`${head}${para('字')}${tail}`, [{ name: `word/${name}.xml`, data: '<<<' }]),
      },
      {
        name: `part: ${name} with entities`,
        bytes: around(`${head}${para('字')}${tail}`, [
          { name: `word/${name}.xml`, data: '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>' },
        ]),
      },
      {
        name: `part: ${name} with a wrong sum`,
        bytes: around(`${head}${para('字')}${tail}`, [
          { name: `word/${name}.xml`, data: '<a/>', says: { crc: 7 } },
        ]),
        refused: ['damaged'],
      },
      {
        name: `part: ${name} is something else`,
        bytes: around(`${head}${para('字')}${tail}`, [
          { name: `word/${name}.xml`, data: `${head}${para('字')}${tail}` },
        ]),
      },
    ]),
    ...[
      '{"version":1,"blocks":[]}',
      '{"version":1,"figures":{"__proto__":{"label":"x"}}}',
      '[[[[',
      '{"version":1,"report":{"a":1},"end":[1],"blocks":{"a":{"type":["x"],"attrs":[1]}}}',
      `{"version":1,"end":"${'长'.repeat(100_000)}"}`,
    ].map((json, index): Malformed => ({
      name: `part: what we would have written ourselves, ${index}`,
      bytes: around(
        `${head}<w:p w14:paraId="a">${run('字')}</w:p>${tail}`.replace(
          '<w:document ',
          '<w:document xmlns:w14="x" ',
        ),
        [
          {
            name: 'customXml/item1.xml',
            data: `<t xmlns="https://tonggao.invalid/origin">${json.replaceAll('"', '&quot;')}</t>`,
          },
        ],
      ),
    })),
    {
      name: 'part: content types that lie',
      bytes: hostileZip([
        {
          name: '[Content_Types].xml',
          data: '<Types><Override PartName="/word/document.xml" ContentType="application/x-msdownload"/></Types>',
        },
        { name: 'word/document.xml', data: `${head}${para('字')}${tail}` },
      ]),
    },
    {
      name: 'part: no content types',
      bytes: hostileZip([{ name: 'word/document.xml', data: `${head}${para('字')}${tail}` }]),
    },
    {
      name: 'part: no document',
      bytes: hostileZip([{ name: '[Content_Types].xml', data: '<Types/>' }]),
      refused: ['no-docx'],
    },
    {
      name: 'part: the document under another name',
      bytes: hostileZip([{ name: 'Word/Document.xml', data: head + tail }]),
      refused: ['no-docx'],
    },
  ]
}

/** A sound file cut at `count` places, and with bytes flipped in its XML. */
function damagedFiles(r: Random, cuts: number, flips: number): Malformed[] {
  const sound = wordFile(para('年度工作报告') + para('一、工作') + para('检查*次。').repeat(60), {
    styles: '<w:style/>',
    comments: `<w:comment w:id="1" w:author="甲">${para('核')}</w:comment>`,
  })
  const parts = Object.entries(partsOf(sound))
  return [
    ...Array.from({ length: cuts }, (_, index): Malformed => {
      const at = Math.floor(((index + 1) * (sound.length - 1)) / (cuts + 1))
      return { name: `cut at ${at}`, bytes: sound.slice(0, at), refused: ['no-docx', 'damaged'] }
    }),
    ...Array.from({ length: flips }, (_, index): Malformed => ({
      name: `XML with characters changed, ${index}`,
      bytes: hostileZip(
        parts.map(([name, content]) => {
          const characters = [...content]
          for (let turn = 1 + r.below(6); turn > 0; turn--)
            characters[r.below(characters.length)] = r.pick([
              '<',
              '>',
              '&',
              '"',
              '/',
              'w',
              '\0',
              '字',
              ' ',
            ])
          return { name, data: characters.join('') }
        }),
      ),
    })),
  ]
}

/** Some three hundred and fifty Word files that are hostile or broken. */
export function malformedDocx(r: Random): Malformed[] {
  const content = `${head}${para('年度工作报告')}${para('检查*次。').repeat(50)}${tail}`
  return [
    ...damagedFiles(r, 100, 60),
    ...hostileArchives('word/document.xml', content),
    ...hostileXml(),
    ...hostileParts(),
  ]
}
