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
}
