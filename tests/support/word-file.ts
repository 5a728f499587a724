import { strToU8, zipSync } from 'fflate'

const namespaces =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ' +
  'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" ' +
  'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" ' +
  'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" ' +
  'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'

/** A .docx file as another program might write it: the body's XML, and other parts by name. */
export function wordFile(
  body: string,
  parts: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const part = (root: string, content: string): Uint8Array =>
    strToU8(`<?xml version="1.0" encoding="UTF-8"?><w:${root} ${namespaces}>${content}</w:${root}>`)
  const roots: Readonly<Record<string, string>> = { header1: 'hdr' }
  return zipSync({
    '[Content_Types].xml': strToU8('<Types/>'),
    'word/document.xml': part('document', `<w:body>${body}<w:sectPr/></w:body>`),
    ...Object.fromEntries(
      Object.entries(parts).map(([name, content]) => [
        `word/${name}.xml`,
        name === 'commentsExtended'
          ? strToU8(`<w15:commentsEx ${namespaces}>${content}</w15:commentsEx>`)
          : part(roots[name] ?? name, content),
      ]),
    ),
  })
}

/** A paragraph; `properties` is the XML in its `pPr`. */
export function para(content: string, properties = ''): string {
  const inner = content.startsWith('<') ? content : run(content)
  return `<w:p>${properties === '' ? '' : `<w:pPr>${properties}</w:pPr>`}${inner}</w:p>`
}

export function run(text: string, properties = ''): string {
  return `<w:r>${properties === '' ? '' : `<w:rPr>${properties}</w:rPr>`}<w:t xml:space="preserve">${text}</w:t></w:r>`
}

const escaped = (text: string): string =>
  text
    // What XML 1.0 has no place for.
    .replace(/[^\t\n\r -\uD7FF\uE000-\uFFFD]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

/** A .docx file with each of these as text, and in turn as link, field, bookmark, alias, style, comment, property. */
export function hostileWordFile(pieces: readonly string[]): Uint8Array<ArrayBuffer> {
  const forms: readonly ((text: string, at: number) => string)[] = [
    (text) => para(run(text)),
    (text, at) =>
      para(
        `<w:hyperlink r:id="rId${at}" w:tooltip="${text}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">${run(text)}</w:hyperlink>`,
      ),
    (text) =>
      para(`<w:fldSimple w:instr=" HYPERLINK &quot;${text}&quot; ">${run(text)}</w:fldSimple>`),
    (text) =>
      para(
        `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDEPICTURE "${text}" DDEAUTO c</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>${run(text)}<w:r><w:fldChar w:fldCharType="end"/></w:r>`,
      ),
    (text, at) =>
      para(
        `<w:bookmarkStart w:id="${at}" w:name="${text}"/>${run(text)}<w:bookmarkEnd w:id="${at}"/>`,
      ),
    (text) =>
      `<w:sdt><w:sdtPr><w:alias w:val="${text}"/><w:tag w:val="${text}"/></w:sdtPr><w:sdtContent>${para(run(text))}</w:sdtContent></w:sdt>`,
    (text) =>
      para(
        run(
          text,
          `<w:rStyle w:val="${text}"/><w:rFonts w:ascii="${text}"/><w:color w:val="${text}"/>`,
        ),
        `<w:pStyle w:val="${text}"/>`,
      ),
    (text, at) =>
      para(`<w:commentRangeStart w:id="${at}"/>${run(text)}<w:commentRangeEnd w:id="${at}"/>`),
  ]
  const body = pieces.map((piece, at) => forms[at % forms.length]?.(escaped(piece), at) ?? '')
  const comments = pieces.flatMap((piece, at) => {
    const text = escaped(piece)
    return at % forms.length === 7
      ? [
          `<w:comment w:id="${at}" w:author="${text.slice(0, 30).replace(/&\w*$/, '')}" w:date="${text}"><w:p>${run(text)}</w:p></w:comment>`,
        ]
      : []
  })
  return wordFile(para(run('工作报告')) + body.join(''), { comments: comments.join('') })
}
