/** Lines of prose of exactly so many bytes of UTF-8, the title included. */
export function textOfBytes(bytes: number): string {
  const size = (text: string): number => new TextEncoder().encode(text).length
  const line = '二〇二六年全市数据归集工作按期完成，各部门报送情况良好，问题逐项整改到位。'
  const full = `\n${line.repeat(4)}`
  const title = '大报告'
  const text = title + full.repeat(Math.floor((bytes - size(title) - 3) / size(full)))
  return `${text}\n${'9'.repeat(bytes - size(text) - 1)}`
}
