/** What is said of relays in the settings, and where they were changed. */
export const relayZh = {
  relayAnswers: '中继的应答',
  relayAsking: '正在检查…',
  relayOk: '能连上',
  relayRefused: '有应答，但不让连接：缺少令牌或令牌不对（地址末尾要有 ?token=…）',
  relayUnreachable: '连不上：请检查地址、端口和令牌，或者中继没有开机',
  relaysChanged: '中继地址已更改，重新载入后这份报告才会用新地址。',
  relaysReload: '重新载入',
}

export const relayEn: Record<keyof typeof relayZh, string> = {
  relayAnswers: 'Answers of the relays',
  relayAsking: 'asking…',
  relayOk: 'answers',
  relayRefused:
    'is there but lets nobody in: its token is missing or wrong (?token=… at the end of the address)',
  relayUnreachable: 'does not answer: check address, port and token, or it is switched off',
  relaysChanged: 'The relay addresses were changed. This report uses them once it is loaded anew.',
  relaysReload: 'Load anew',
}
