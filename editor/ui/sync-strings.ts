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
  savedOnceHint:
    '这台电脑上只存有一份：浏览器数据库。另外的日志现在打不开，请常从“文件”里导出备份。',
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
  waitingNow: '{count} 批改动在等更早的改动',
  waitingHint: '它们已收下，暂不显示。收到更早的改动后自动接上：联网等待，或请同事导出“全部改动”。',

  // Which changes go into a file
  sinceLegend: '导出哪些',
  sinceAll: '全部改动（{size}）',
  sinceAllHint: '给谁都能用，不论对方以前收到过什么。',
  sinceExport: '上次导出以来（{size}）',
  sinceExportNever: '上次导出以来',
  sinceExportHint: '上次导出：{time}。对方须已有那一份。',
  sinceNever: '这台电脑还没有导出过这份报告的改动。',
  sinceDay: '某日以来（{size}）',
  sinceDayHint: '从这一天零时起到达这台电脑的改动。对方须已有之前的。',
  sinceDayField: '从哪一天起',
  sinceNone: '没有新的改动',
  sinceDayNone: '请先选择日期。',
  sinceNothing: '{time}以来没有新的改动，没有导出文件。',
  sinceFileName: '自{time}以来',
  exportTooLarge: '改动超过 256 MB，一份文件放不下。请选“上次导出以来”或“某日以来”。',
  exportedSince: '已导出{time}以来的改动，请在浏览器的下载里查看。',
  mergedReleased: '先前收下、等着的 {count} 批改动也接上了。',
  mergedWaitExport:
    '这份文件接在{time}的那一份之后，本机还缺那一份或更早的改动。{count} 批改动已收下，暂不显示。请对方把之前的文件也发来，或选“全部改动”再导出一份；并入后这些会自动接上。',
  mergedWaitDay:
    '这份文件只含{time}以来的改动，本机还缺那天以前的。{count} 批改动已收下，暂不显示。请对方选更早的日期或“全部改动”再导出一份；并入后这些会自动接上。',
  mergedWait:
    '这份文件里有 {count} 批改动接在别的改动之后，本机还缺那些改动。已收下，暂不显示。请写它们的同事导出“全部改动”；并入后这些会自动接上。',
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
  savedOnceHint:
    'This computer keeps it once, in the browser’s database: the journal cannot be opened now. Export a backup from Files now and then.',
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
  waitingNow: 'Batches of changes that wait for earlier ones: {count}',
  waitingHint:
    'They are kept here and not shown yet. They go in by themselves once the earlier ones are here: wait online, or ask a colleague to export “All changes”.',

  sinceLegend: 'What to export',
  sinceAll: 'All changes ({size})',
  sinceAllHint: 'Of use to every member, whatever they have received before.',
  sinceExport: 'Since the last export ({size})',
  sinceExportNever: 'Since the last export',
  sinceExportHint: 'Last export: {time}. The other side must have that one.',
  sinceNever: 'No changes of this report have been exported on this computer yet.',
  sinceDay: 'Since a day ({size})',
  sinceDayHint:
    'What reached this computer from the beginning of that day on. The other side must have what was before.',
  sinceDayField: 'From which day on',
  sinceNone: 'nothing new',
  sinceDayNone: 'Choose a day first.',
  sinceNothing: 'Nothing is new since {time}; no file was exported.',
  sinceFileName: 'since-{time}',
  exportTooLarge:
    'The changes are more than 256 MB, too much for one file. Choose “Since the last export” or “Since a day”.',
  exportedSince: 'Changes since {time} exported; see the downloads of your browser.',
  mergedReleased: 'Batches that had waited here and went in too: {count}. ',
  mergedWaitExport:
    'This file follows on from the one of {time}; that one, or one before it, is missing here. Batches kept and not shown yet: {count}. Ask for the earlier files, or for an export of “All changes”; these then go in by themselves.',
  mergedWaitDay:
    'This file begins with {time}; something from before that day is missing here. Batches kept and not shown yet: {count}. Ask for an export since an earlier day, or of “All changes”; these then go in by themselves.',
  mergedWait:
    'Some of this file follows on from changes that are missing here. Batches kept and not shown yet: {count}. Ask whoever wrote the missing ones for an export of “All changes”; these then go in by themselves.',
}
