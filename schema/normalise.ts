const invisible = /[\uFEFF\u200B]/g
const lineEnds = /\r\n?/g
const noBreakSpace = /\u00A0/g

/**
 * The few changes that reading makes, and no others: byte order marks and zero-width
 * spaces go, CRLF and CR become LF, no-break spaces become spaces, and full-width
 * spaces and tabs at the start of a line (typed indents) go; tabs before other tabs stay,
 * since they are the empty cells of a row. Idempotent.
 */
export function normalise(text: string): string {
  return text
    .replace(invisible, '')
    .replace(lineEnds, '\n')
    .replace(noBreakSpace, ' ')
    .split('\n')
    .map(withoutIndent)
    .join('\n')
}

function withoutIndent(line: string): string {
  let start = 0
  while (line[start] === '\u3000' || line[start] === '\t') start++
  if (line.startsWith('\t') && line.includes('\t', start)) return line
  return start === 0 ? line : line.slice(start)
}
