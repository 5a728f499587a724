/** What is said when copies of a report cannot agree any more. */
export const syncZh = {
  stranded:
    '本机有改动未被采纳：写它的人在别人收到之前已无权修改。重新打开后，本机与大家的内容一致；您自己填写和批注的内容会保留。',
  strandedReopen: '重新打开',
  strandedCopy: '复制现有文字',
}

export const syncEn: Record<keyof typeof syncZh, string> = {
  stranded:
    'Some changes on this machine were not accepted: whoever wrote them lost the right to do so before the others received them. Open the report again to have the same as everybody; what you have filled in and commented yourself stays.',
  strandedReopen: 'Open again',
  strandedCopy: 'Copy the text as it is',
}
