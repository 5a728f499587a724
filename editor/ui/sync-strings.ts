/** What is said when copies of a report cannot agree any more. */
export const syncZh = {
  syncNoAnswer: '连不上中继（改动已存本机，会继续尝试）',
  syncNoAnswerHint:
    '网络是通的，中继没有应答：可能没有开机，也可能设置里的地址不对，或者要求令牌而地址里没有。',
  syncNoRelayHint: '在设置里填写中继地址后，才能与协作者同步。',
  syncWaitingHint: '中继已连上，现在没有别的成员在线。改动会在他们上线后送达。',
  syncSyncedHint: '现在在线的每一位成员都有全部改动。不在线的人上线后收到。',
  syncAdmission: '已连接，等待加入',
  syncOut: '未参加这份报告，不再同步',
  savedHint: '这台电脑上存有两份：浏览器数据库和另外的日志。',
  seenByAll: '在线 {total} 人，均已收到全部改动',
  seenByHint: '看每位成员收到了没有、上次何时在线',
  onlineHasAll: '在线，已收到全部改动',
  onlineBehind: '在线，正在同步',
  stranded:
    '本机有改动未被采纳：写它的人在别人收到之前已无权修改。重新打开后，本机与大家的内容一致；您自己填写和批注的内容会保留。',
  strandedReopen: '重新打开',
  strandedCopy: '复制现有文字',
  mishap:
    '本页有一部分出了错，显示的内容可能不是最新的。正文照常保存；状态栏显示“已存本机”后，重新载入即可恢复。',
  mishapReload: '重新载入',
}

export const syncEn: Record<keyof typeof syncZh, string> = {
  syncNoAnswer: 'The relay does not answer (changes are saved here; it keeps trying)',
  syncNoAnswerHint:
    'There is a network, but the relay does not answer: it may be switched off, its address in the settings may be wrong, or it wants a token that the address lacks.',
  syncNoRelayHint: 'Set the address of a relay in the settings to sync with others.',
  syncWaitingHint:
    'The relay is reached, and no other member is here now. They get the changes when they come.',
  syncSyncedHint:
    'Everybody who is here now has every change. Whoever is absent gets them on coming back.',
  syncAdmission: 'Connected, waiting to be let in',
  syncOut: 'Not a member, no longer in sync',
  savedHint: 'This computer keeps it twice: in the browser’s database and in a journal of its own.',
  seenByAll: 'Everybody here ({total}) has every change',
  seenByHint: 'See who has what, and when each member was last here',
  onlineHasAll: 'here, has every change',
  onlineBehind: 'here, syncing',
  stranded:
    'Some changes on this machine were not accepted: whoever wrote them lost the right to do so before the others received them. Open the report again to have the same as everybody; what you have filled in and commented yourself stays.',
  strandedReopen: 'Open again',
  strandedCopy: 'Copy the text as it is',
  mishap:
    'A part of this page has failed, and what it shows may be out of date. The text is still being saved; once the status line says “Saved here”, load the page again to put it right.',
  mishapReload: 'Load again',
}
