/** What is said of changes that are refused and of devices that do not keep to the rules. */
export const trustZh = {
  'refusal-slow': '处理它会让程序长时间停住',
}

export const trustEn: Record<keyof typeof trustZh, string> = {
  'refusal-slow': 'taking it in would stop the program for a long time',
}
