/** The lock of this device: a passphrase that seals what lies on its disk. */
export const lockZh = {
  lockTitle: '用口令锁定本机',
  lockOffText:
    '现在，本机上的报告和密钥都以原文存放：拿到这台电脑的硬盘，就能读到报告。设置口令后，它们加密存放，每次打开浏览器先输入口令。',
  lockHow: '锁定以后会怎样',
  lockHow1: '正文、待填项、批注、摘要和全部密钥在本机都加密存放，没有口令打不开。',
  lockHow2:
    '浏览器启动时、闲置一段时间后，或点“立即锁定”时上锁。上锁期间不同步，也不显示任何内容。',
  lockHow3:
    '口令只在本机有效，不会发给任何人，也没有任何人能替你找回。忘记口令，本机上的内容就再也打不开：只能用备份文件恢复，或请协作者重新邀请。',
  lockHow4: '设置以前就复制到别处的文件，以及硬盘空闲区域里可能残留的旧数据，不在保护之内。',
  lockBackupFirst: '请先给每份报告导出备份文件（报告页面“文件”菜单），存到别的地方。',
  lockBackupDone: '备份已存好，或者没有需要备份的报告',
  lockForgetKnown: '我明白：忘记口令，本机内容无法找回',
  lockPassphraseNew: '口令',
  lockPassphraseAgain: '再输入一次',
  lockPassphraseOld: '现在的口令',
  lockPassphraseHint: '至少 {count} 个字符。几个不相干的词连在一起，好记又难猜。',
  lockPassphraseShort: '口令至少要 {count} 个字符。',
  lockPassphraseDiffers: '两次输入的口令不一样。',
  lockConfirm: '请先勾选上面两项。',
  lockTurnOn: '设置口令并加密',
  lockTurningOn: '正在加密，请不要关闭浏览器（关了也不会丢，下次接着做）……',
  lockTurningOff: '正在解除加密，请不要关闭浏览器（关了也不会丢，下次接着做）……',
  lockOnText: '本机已用口令锁定：报告和密钥都加密存放。',
  lockNow: '立即锁定',
  lockAfter: '闲置多久后自动锁定',
  lockAfterMinutes: '{count} 分钟',
  lockAfterNever: '从不（浏览器重新启动时仍会锁定）',
  lockChange: '更换口令',
  lockChanged: '口令已更换。',
  lockTurnOff: '取消口令',
  lockTurnOffText: '取消后，本机上的报告和密钥重新以原文存放。请输入口令确认。',
  locked: '本机已锁定',
  lockedShort: '锁',
  lockedText: '输入口令，打开本机上的报告。',
  lockedBadge: '统稿：已锁定，点击输入口令',
  unlock: '解锁',
  unlocking: '正在解锁……',
  wrongPassphrase: '口令不对。还可以试 {left} 次，之后每次都要等一会儿。',
  waitPassphrase: '口令错误次数过多。请等 {seconds} 秒再试。',
  moveFailed: '没有做完：{reason}。内容没有丢，可以再试一次。',
  again: '再试一次',
  forgot: '忘记口令了？',
  forgotText:
    '谁也找不回口令，内容也打不开。可以把本机上统稿的全部内容清除，从头开始：再用备份文件恢复报告，或请协作者重新邀请。别人电脑上的报告不受影响。',
  forgotErase: '清除本机全部内容',
  forgotType: '要清除，请输入“清除”',
  forgotWord: '清除',
}

export const lockEn: Record<keyof typeof lockZh, string> = {
  lockTitle: 'Lock this device with a passphrase',
  lockOffText:
    'Reports and keys now lie on this machine as plain text: whoever has its disk can read them. With a passphrase they are stored encrypted, and you enter it each time the browser starts.',
  lockHow: 'What the lock does',
  lockHow1:
    'Text, figures, comments, summaries and all keys are stored encrypted here; without the passphrase nothing opens.',
  lockHow2:
    'It locks when the browser starts, after some time without use, and when you choose “Lock now”. While it is locked nothing is synced and nothing is shown.',
  lockHow3:
    'The passphrase is for this device alone. It is sent to nobody, and nobody can bring it back. If you forget it, what is on this device stays closed for ever: only a backup file or a new invitation helps.',
  lockHow4:
    'Copies made elsewhere before, and old data that may be left in free areas of the disk, are not protected.',
  lockBackupFirst:
    'First export a backup file of each report (menu “File” of its page) and keep it somewhere else.',
  lockBackupDone: 'The backups are safe, or there is no report to back up',
  lockForgetKnown: 'I understand: if I forget the passphrase, what is on this device is lost',
  lockPassphraseNew: 'Passphrase',
  lockPassphraseAgain: 'Once more',
  lockPassphraseOld: 'The passphrase now',
  lockPassphraseHint:
    'At least {count} characters. Some unrelated words in a row are easy to keep and hard to guess.',
  lockPassphraseShort: 'A passphrase has at least {count} characters.',
  lockPassphraseDiffers: 'The two passphrases differ.',
  lockConfirm: 'Please tick the two boxes above first.',
  lockTurnOn: 'Set the passphrase and encrypt',
  lockTurningOn:
    'Encrypting. Please leave the browser open (if it closes, nothing is lost and it goes on next time) …',
  lockTurningOff:
    'Decrypting. Please leave the browser open (if it closes, nothing is lost and it goes on next time) …',
  lockOnText: 'This device is locked with a passphrase: reports and keys are stored encrypted.',
  lockNow: 'Lock now',
  lockAfter: 'Lock by itself after',
  lockAfterMinutes: '{count} minutes without use',
  lockAfterNever: 'never (it still locks when the browser starts)',
  lockChange: 'Change the passphrase',
  lockChanged: 'The passphrase is changed.',
  lockTurnOff: 'Remove the passphrase',
  lockTurnOffText:
    'Reports and keys will lie on this machine as plain text again. Enter the passphrase to confirm.',
  locked: 'This device is locked',
  lockedShort: 'lock',
  lockedText: 'Enter the passphrase to open the reports on this device.',
  lockedBadge: 'Tonggao: locked. Click to enter the passphrase',
  unlock: 'Unlock',
  unlocking: 'Unlocking …',
  wrongPassphrase:
    'That is not the passphrase. You can try {left} more times; after that each try makes you wait.',
  waitPassphrase: 'Too many wrong passphrases. Please wait {seconds} seconds.',
  moveFailed: 'It is not finished: {reason}. Nothing is lost; you can try again.',
  again: 'Try again',
  forgot: 'Forgot the passphrase?',
  forgotText:
    'Nobody can bring it back, and what is here stays closed. You can erase all that Tonggao has on this device and begin anew: restore reports from backup files, or ask for a new invitation. Reports on other people’s machines stay as they are.',
  forgotErase: 'Erase everything on this device',
  forgotType: 'To erase, type “erase”',
  forgotWord: 'erase',
}
