/** What is said of a passage that was pasted. */
export const pasteZh = {
  pasteLeft: '已粘贴，以下内容没有带入：{what}。',
  pasteNothing: '剪贴板里没有可以粘贴的文字：{what}。',
  'pasteLeft-picture': '图片 {count} 张',
  'pasteLeft-object': '嵌入对象 {count} 个',
  'pasteLeft-comment': '批注 {count} 条',
  'pasteLeft-deleted': '已删除的文字 {count} 处',
  pasteTables: '{count} 个表格按行转为文字',
  pasteJoined: '已把 {count} 处排版换行接成整段（撤销可恢复）',
  pasteTold: '已粘贴：{what}。',
  pasteAnd: '；',
  'paste-working': '正在粘贴，内容较多，请稍候…',
  'paste-too-large':
    '内容太多，没有粘贴，报告未改动。一次最多 {characters}字、{lines} 段或单元格、{blanks} 个待填项，请分几次粘贴。',
  'paste-file-kind':
    '没有放入：正文只接受 .txt 文字文件。Word 文件请在“我的报告”里新建报告时选择。',
  'paste-file-unreadable': '没有放入：这个文件读不出文字，请另存为 UTF-8 编码的文字文件。',
}

export const pasteEn: Readonly<Record<keyof typeof pasteZh, string>> = {
  pasteLeft: 'Pasted. Left out: {what}.',
  pasteNothing: 'There is no text on the clipboard to paste: {what}.',
  'pasteLeft-picture': '{count} picture(s)',
  'pasteLeft-object': '{count} embedded object(s)',
  'pasteLeft-comment': '{count} comment(s)',
  'pasteLeft-deleted': '{count} deleted passage(s)',
  pasteTables: '{count} table(s) became lines of text',
  pasteJoined: '{count} line break(s) of the layout were joined (undo brings them back)',
  pasteTold: 'Pasted: {what}.',
  pasteAnd: '; ',
  'paste-working': 'Pasting. It is a lot and takes a moment…',
  'paste-too-large':
    'Nothing was pasted and the report is unchanged: it is too much at once. Up to {characters} characters, {lines} paragraphs or cells and {blanks} blanks go in; paste it in parts.',
  'paste-file-kind':
    'Nothing was put in: the text takes only plain text files (.txt). Choose a Word file when making a new report.',
  'paste-file-unreadable':
    'Nothing was put in: this file cannot be read as text. Save it as plain text in UTF-8.',
}
