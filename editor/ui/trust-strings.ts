/** What is said of changes that are refused and of devices that do not keep to the rules. */
export const trustZh = {
  refusedNote:
    '这些改动没有进入报告，其他人那里也会被拦下。原因消除后（例如改了角色）会重新判断；从文件带来的，到时请再并入一次。',
  partText: '正文',
  partFigures: '数据',
  partReview: '批注',
  partUnknown: '报告',
  inviteStateAsks: '须我同意；',
  doorway: '加入报告',
  doorwayOffline: '现在连不上网或中继，连上后会自动继续。',
  'act-not-owner': '只有统稿人能这样做，而且要在统稿人自己的电脑上',
  'act-not-member': '您还不是（或已不再是）这份报告的成员',
  'act-list-full': '成员名单已满，放不下了。请先关闭用不着的邀请、移除已离开的成员，再试',
  'act-invites-full': '没有关闭的邀请已有 100 个。请先关闭用不着的邀请，再试',
  'act-key-missing': '本机缺少这份报告以前的密钥。请先与其他成员同步，或打开备份，再试',
  'reason-storage-full': '磁盘或浏览器的存储空间已满',
  'reason-storage-blocked': '浏览器的存储没有响应',
  'reason-storage-failed': '浏览器的存储出错',
  'reason-unreadable': '文件读不了：它可能已被移走、改名，或正被别的程序占用',
  'reason-denied': '浏览器没有允许',
  'reason-unknown': '程序出错，请重新载入本页再试（{detail}）',
  mergedPeople: '成员信息已更新。',
  mergedRefused: '{count} 处改动被拦下、未采用，原因见页面底部。',
  standingUsedUp: '这份邀请的名额已用完，请向统稿人要一份新的。',
  standingRunOut: '这份邀请已过有效期，请向统稿人要一份新的。',
  standingClosed: '统稿人已关闭这份邀请，请向统稿人要一份新的。',
  standingTurnedAway: '统稿人没有同意这次申请。如有误会，请与统稿人联系，要一份新的邀请。',
  roleChanged: '统稿人把您的角色由{before}改为{role}。',
  roleLost: '改角色时您正在输入的这些字没有写进正文：',
  'refusal-slow': '处理它会让程序长时间停住',
  'refusal-forked': '这台设备对不同的人发出了互相矛盾的改动，已停用',
  'refusal-contradicts': '与这里已有的原文说法不一，未采用',
  forkOwner:
    '{name}的设备对不同的人发出了互相矛盾的改动，两份原件均已保存。它之后的改动已停用，请决定：移出这台设备（{name}可凭新邀请重新加入），或者恢复使用。两种情况下都以您这里的内容为准。',
  forkOthers:
    '{name}的设备对不同的人发出了互相矛盾的改动，两份原件均已保存。它之后的改动已停用，等统稿人决定；在此之前，各人看到的内容可能不同。',
  forkRemove: '移出这台设备',
  deviceShut: '已停用：发出过互相矛盾的改动',
  pardon: '恢复使用',
  pardonText:
    '{name}的这台设备对不同的人发出过互相矛盾的改动。如果只是磁盘从备份还原、或者整机复制过，可以恢复使用：以您这里的内容为准，持有另一版本的人会被提示重新打开报告。',
  pardonYes: '以我这里为准，恢复使用',
  forkRemoveAsk: '以您这里的内容为准，移出{name}的这台设备？',
  forkRemoveYes: '移出',
  contestOwner:
    '有两台机器以统稿人的名义各自改了成员名单，互不知道，现在生效的是其中一份。请核对成员，另一份里的邀请、移出须重做。如果其中一份不是您改的，说明统稿人的密钥已经外泄：请另建一份报告，重新邀请大家。',
  contestOthers:
    '有两台机器以统稿人的名义各自改了成员名单，互不知道，现在生效的是其中一份。请等统稿人核对。',
  contestCheck: '核对成员…',
  contestSettle: '已核对，以现在的名单为准',
  deviceLink: '在另一台电脑上使用',
  deviceLinkText:
    '您有两台电脑？生成一个链接，在另一台电脑的统稿里选“凭邀请加入”粘贴。那台电脑以您的姓名和权限参加，不占邀请名额。',
  deviceLinkNoRelay: '还没有设置中继：两台电脑要能通过中继互相找到。',
  deviceLinkMake: '生成链接',
  deviceLinkCode: '给自己另一台电脑的链接',
  deviceLinkQr: '链接的二维码',
  deviceLinkWarning:
    '只给自己用：谁拿到它，谁就能以您的名义写。只能用一次，24 小时内有效；第一次连接时请让这台电脑开着这份报告。',
  closeInviteNote:
    '关闭后，还没加入的人不能再用它加入；已加入的人仍是成员，他们读到的内容无法收回。',
  furtherDevice: '另一台电脑',
  removeDevice: '移出这台',
  removeDeviceText: '移出{name}的这一台电脑？{name}的其他电脑不受影响。它已经读到的内容无法收回。',
}

export const trustEn: Record<keyof typeof trustZh, string> = {
  refusedNote:
    'They did not enter the report, and nobody else takes them either. When the reason is gone, such as by another role, they are judged anew; those that a file brought have to be merged again then.',
  partText: 'the text',
  partFigures: 'the figures',
  partReview: 'the comments',
  partUnknown: 'the report',
  inviteStateAsks: 'I let each one in; ',
  doorway: 'Joining a report',
  doorwayOffline: 'Neither network nor relay can be reached; it goes on by itself when they can.',
  'act-not-owner': 'only the owner can do that, on a computer of the owner’s',
  'act-not-member': 'you are not a member of this report, or not any more',
  'act-list-full':
    'the list of members is full. Close invitations and remove members that are not needed, then try again',
  'act-invites-full': '100 invitations are open. Close those that are not needed, then try again',
  'act-key-missing':
    'an earlier key of this report is missing here. Sync with other members or open a backup, then try again',
  'reason-storage-full': 'the disk or the browser’s storage is full',
  'reason-storage-blocked': 'the browser’s storage does not answer',
  'reason-storage-failed': 'the browser’s storage has failed',
  'reason-unreadable': 'the file cannot be read: it may have been moved or renamed, or be in use',
  'reason-denied': 'the browser did not allow it',
  'reason-unknown': 'the program has failed. Load this page again and retry ({detail})',
  mergedPeople: 'What is known of the members was brought up to date. ',
  mergedRefused: 'Changes that were refused and not taken: {count}. The foot of the page says why.',
  standingUsedUp:
    'As many people as this invitation lets in have come. Ask the owner for a new one.',
  standingRunOut: 'This invitation has run out. Ask the owner for a new one.',
  standingClosed: 'The owner has closed this invitation. Ask the owner for a new one.',
  standingTurnedAway:
    'The owner turned this request away. If that is a mistake, ask the owner for a new invitation.',
  roleChanged: 'The owner changed your role from {before} to {role}. ',
  roleLost: 'What you were typing at that moment is not in the text:',
  'refusal-slow': 'taking it in would stop the program for a long time',
  'refusal-forked': 'the device sent changes that contradict each other, and is shut out',
  'refusal-contradicts': 'it says otherwise what stands here already, and was not taken',
  forkOwner:
    'The device of {name} sent different people changes that contradict each other; the proof is kept. Its further changes stay out. Please decide: remove the device ({name} can join again by a new invitation), or let it go on. Either way what you see here counts.',
  forkOthers:
    'The device of {name} sent different people changes that contradict each other; the proof is kept. Its further changes stay out until the owner has decided. Until then people may see different texts.',
  forkRemove: 'Remove this device',
  deviceShut: 'Shut out: it sent changes that contradict each other',
  pardon: 'Let it go on',
  pardonText:
    'This device of {name} sent different people changes that contradict each other. If its disk was only put back from a backup, or the whole machine was copied, it can go on: what you see here counts, and whoever holds the other version is asked to open the report anew.',
  pardonYes: 'What I see counts: let it go on',
  forkRemoveAsk: 'Let what you see here count, and remove this device of {name}?',
  forkRemoveYes: 'Remove',
  contestOwner:
    'Two machines changed the members in the owner’s name, neither knowing of the other; one of the two lists counts now. Check the members and do again what only the other list had. If one was not you, somebody else holds the owner’s key: start a new report and invite everybody again.',
  contestOthers:
    'Two machines changed the list of members in the owner’s name, neither knowing of the other; one of the two lists counts now. Please wait until the owner has checked it.',
  contestCheck: 'Check the members…',
  contestSettle: 'Checked: this list counts',
  deviceLink: 'Use another computer',
  deviceLinkText:
    'Do you work on two computers? Make a link and paste it under “Join by invitation” in Tonggao on the other one. It takes part under your name and role, and uses up no invitation.',
  deviceLinkNoRelay: 'No relay is set yet: the two computers must find each other through one.',
  deviceLinkMake: 'Make a link',
  deviceLinkCode: 'Link for your other computer',
  deviceLinkQr: 'QR code of the link',
  deviceLinkWarning:
    'For yourself alone: whoever has it can write in your name. It works once, within 24 hours; keep this report open here while the other computer connects for the first time.',
  closeInviteNote:
    'Once closed, nobody else can join by it. Whoever has joined stays a member, and what they have read cannot be taken back.',
  furtherDevice: 'another computer',
  removeDevice: 'Remove this one',
  removeDeviceText:
    'Remove this one computer of {name}? The other computers of {name} stay. What it has read cannot be taken back.',
}
