/** What is said of changes that are refused and of devices that do not keep to the rules. */
export const trustZh = {
  'refusal-slow': '处理它会让程序长时间停住',
  'refusal-forked': '这台设备对不同的人发出了互相矛盾的改动，已停用',
  forkOwner:
    '{name}的设备对不同的人发出了互相矛盾的改动，两份原件均已保存。它之后的改动已停用，请决定是否移出这台设备：移出后以您这里的内容为准，{name}可凭新邀请重新加入。',
  forkOthers:
    '{name}的设备对不同的人发出了互相矛盾的改动，两份原件均已保存。它之后的改动已停用，等统稿人决定；在此之前，各人看到的内容可能不同。',
  forkRemove: '移出这台设备',
  forkRemoveAsk: '以您这里的内容为准，移出{name}的这台设备？',
  forkRemoveYes: '移出',
}

export const trustEn: Record<keyof typeof trustZh, string> = {
  'refusal-slow': 'taking it in would stop the program for a long time',
  'refusal-forked': 'the device sent changes that contradict each other, and is shut out',
  forkOwner:
    'The device of {name} sent different people changes that contradict each other; the proof is kept. Its further changes stay out. Please decide whether to remove it: what you see here will then count, and {name} can join again by a new invitation.',
  forkOthers:
    'The device of {name} sent different people changes that contradict each other; the proof is kept. Its further changes stay out until the owner has decided. Until then people may see different texts.',
  forkRemove: 'Remove this device',
  forkRemoveAsk: 'Let what you see here count, and remove this device of {name}?',
  forkRemoveYes: 'Remove',
}
