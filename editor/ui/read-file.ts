/** The text of a file in UTF-8, UTF-16 with its mark, or GB18030; null when it is none of them. */
export async function readFile(file: Blob): Promise<string | null> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const marked =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : null
  if (marked === null && bytes.subarray(0, 4096).includes(0)) return null
  for (const encoding of marked === null ? ['utf-8', 'gb18030'] : [marked]) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch {
      // A wrong encoding shows only by throwing; the next one may be right.
      continue
    }
  }
  return null
}
