/** What is said when copies of a report cannot agree any more. */
export const syncZh = {
  stranded:
    '本机有改动未被采纳：写它的人在别人收到之前已无权修改。重新打开后，本机与大家的内容一致；您自己填写和批注的内容会保留。',
  strandedReopen: '重新打开',
  strandedCopy: '复制现有文字',
  mishap:
    '本页有一部分出了错，显示的内容可能不是最新的。正文照常保存；状态栏显示“已存本机”后，重新载入即可恢复。',
  mishapReload: '重新载入',
}

export const syncEn: Record<keyof typeof syncZh, string> = {
  stranded:
    'Some changes on this machine were not accepted: whoever wrote them lost the right to do so before the others received them. Open the report again to have the same as everybody; what you have filled in and commented yourself stays.',
  strandedReopen: 'Open again',
  strandedCopy: 'Copy the text as it is',
  mishap:
    'A part of this page has failed, and what it shows may be out of date. The text is still being saved; once the status line says “Saved here”, load the page again to put it right.',
  mishapReload: 'Load again',
}
