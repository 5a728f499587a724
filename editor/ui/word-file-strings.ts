/** Word files that are read. */
export const wordFilesZh = {
  wordReading: '正在读取“{name}”…',
  'word-no-docx': '“{name}”不是 Word 文档（.docx），或文件不完整。',
  'word-old-word': '“{name}”是旧格式（.doc）。请在 Word 或 WPS 里另存为 .docx 再试。',
  'word-locked': '“{name}”设有打开密码。请先在 Word 或 WPS 里取消密码再试。',
  'word-damaged': '“{name}”已损坏，读不出来。请在 Word 或 WPS 里打开并另存一次再试。',
  'word-bomb': '“{name}”解开后大得不正常，为安全起见没有读取。',
  'word-too-long':
    '“{name}”太长（最多 6 万段、800 万字、1 万个待填项、1 万条批注），没有读入。请拆成几个文件。',
  'word-too-slow': '“{name}”读取时间过长，已停止。请拆成几个文件，或复制粘贴文字。',
  'word-broken': '“{name}”读取失败，没有读入任何内容。',
  wordNotes: '以下内容不能原样保留，请核对：',
  'wordNote-table': '{count} 个表格（单格、嵌套或过大）：按行转为文字，各格之间用制表符隔开',
  'wordNote-merged': '{count} 个表格有合并的单元格：已拆开，文字在左上一格',
  'wordNote-picture': '{count} 张图片或图形：没有读入',
  'wordNote-text-box': '{count} 个文本框：文字放在所在段落之后',
  'wordNote-footnote': '{count} 条脚注或尾注：写在原处的括号里',
  'wordNote-tracked': '{count} 处修订：按接受后的文字读入，原样记为批注',
  'wordNote-field': '{count} 处域（目录、页码等）：只保留显示的文字',
  'wordNote-header': '页眉有文字：没有读入',
  'wordNote-hidden': '{count} 处隐藏文字：已作为正文读入',
  'wordNote-formula': '{count} 个公式：只保留文字',
  wordCommentsFound: '另有 {count} 条批注，一并导入。',
  wordValues: '表单里已填的 {count} 项数值一并导入。',
  wordSaid: '【Word 批注 {author} {time}】',
  wordInserted: '【Word 修订】{author} 插入“{text}”',
  wordDeleted: '【Word 修订】{author} 删去“{text}”',
  wordValuesLeft: '有 {count} 项表单数值不符合要求，没有填入，请在待填项中补填。',
}

export const wordFilesEn: Readonly<Record<keyof typeof wordFilesZh, string>> = {
  wordReading: 'Reading “{name}” …',
  'word-no-docx': '“{name}” is not a Word document (.docx), or the file is incomplete.',
  'word-old-word':
    '“{name}” has the old format (.doc). Save it as .docx in Word or WPS and try again.',
  'word-locked': '“{name}” has a password. Remove it in Word or WPS and try again.',
  'word-damaged':
    '“{name}” is damaged and cannot be read. Open it in Word or WPS, save it once, and try again.',
  'word-bomb': '“{name}” unpacks to an abnormal size; to be safe it was not read.',
  'word-too-long':
    '“{name}” is too long (at most 60,000 paragraphs, 8 million characters, 10,000 blanks and 10,000 comments); nothing was taken in. Split it.',
  'word-too-slow': '“{name}” took too long to read. Split it, or copy and paste its text.',
  'word-broken': '“{name}” could not be read; nothing was taken in.',
  wordNotes: 'The following could not be kept as it was; please check:',
  'wordNote-table':
    '{count} table(s), of one cell, in another or too large: each row became a line, its cells apart by tabs',
  'wordNote-merged':
    '{count} table(s) with merged cells: split, with the text in the first of them',
  'wordNote-picture': '{count} picture(s) or drawing(s): not read',
  'wordNote-text-box': '{count} text box(es): their text stands behind their paragraph',
  'wordNote-footnote': '{count} foot or end note(s): written in brackets in their place',
  'wordNote-tracked': '{count} tracked change(s): read as accepted, each noted as a comment',
  'wordNote-field': '{count} field(s), such as contents or page numbers: only their shown text',
  'wordNote-header': 'The page header has text: not read',
  'wordNote-hidden': '{count} hidden passage(s): read as text',
  'wordNote-formula': '{count} formula(s): only their text',
  wordCommentsFound: '{count} comment(s) come along.',
  wordValues: '{count} value(s) in form fields come along.',
  wordSaid: '[Word comment, {author} {time}] ',
  wordInserted: '[Word change] {author} inserted “{text}”',
  wordDeleted: '[Word change] {author} deleted “{text}”',
  wordValuesLeft: '{count} form value(s) do not fit and were left out; fill them among the blanks.',
}
