/** What begins like an address; what follows it in a Chinese sentence does not belong to it. */
const address = /(?:https?:\/\/|mailto:)[^\s<>"'`，。；：！？、（）《》“”‘’【】]+/gi

/** Plain text in which addresses of the web and of mail can be followed. Anything else stays text. */
export function LinkedText({ text }: { readonly text: string }) {
  const parts: (string | { readonly href: string })[] = []
  let end = 0
  for (const match of text.matchAll(address)) {
    const shown = match[0].replace(/[.,;:!?)]+$/, '')
    if (!isSafe(shown)) continue
    parts.push(text.slice(end, match.index), { href: shown })
    end = match.index + shown.length
  }
  parts.push(text.slice(end))
  return (
    <>
      {parts.map((part) =>
        typeof part === 'string' ? (
          part
        ) : (
          <a href={part.href} target="_blank" rel="noopener noreferrer nofollow">
            {part.href}
          </a>
        ),
      )}
    </>
  )
}

function isSafe(href: string): boolean {
  const parsed = URL.parse(href)
  return parsed !== null && ['http:', 'https:', 'mailto:'].includes(parsed.protocol)
}
