/** Base64 of some bytes wherever they begin within three, without what depends on their neighbours. */
function base64(bytes: Buffer): Buffer[] {
  return [0, 1, 2].map((shift) => {
    const coded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64')
    const from = Math.ceil((shift * 8) / 6)
    return Buffer.from(coded.slice(from, Math.floor(((shift + bytes.length) * 8) / 6)))
  })
}

/** How a sentence may stand in a file or on a line: UTF-8, UTF-16 of both orders, and each of them in base64. */
export function formsOf(sentence: string): Buffer[] {
  const little = Buffer.from(sentence, 'utf16le')
  const big = Buffer.from(little).swap16()
  return [Buffer.from(sentence), little, big].flatMap((bytes) => [bytes, ...base64(bytes)])
}

/** Those of the sentences that stand somewhere in these bytes, in whichever form. */
export function foundIn(bytes: Buffer, sentences: readonly string[]): string[] {
  return sentences.filter((sentence) => formsOf(sentence).some((form) => bytes.includes(form)))
}
