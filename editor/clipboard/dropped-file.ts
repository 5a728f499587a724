/** What a file that is dropped on the text is to it. */
export function dropKind({ name, type }: File): 'text' | 'picture' | 'other' {
  if (/\.txt$/i.test(name) || type === 'text/plain') return 'text'
  return type.startsWith('image/') ? 'picture' : 'other'
}
