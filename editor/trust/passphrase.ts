/** What a passphrase costs whoever guesses: PBKDF2-SHA256 rounds, as OWASP advises since 2023. */
export const passphraseRounds = 600_000

/** The fewest characters of a passphrase. */
export const shortestPassphrase = 8

/**
 * The key that a passphrase stands for. Takes a while on purpose.
 * @param rounds as many as it was made with; never fewer than it was made with
 */
export async function passphraseKey(
  passphrase: string,
  salt: Uint8Array<ArrayBuffer>,
  rounds = passphraseRounds,
): Promise<CryptoKey> {
  const root = await crypto.subtle.importKey(
    'raw',
    // The same passphrase typed on another keyboard may be composed of other characters.
    new TextEncoder().encode(passphrase.normalize('NFKC')),
    'PBKDF2',
    false,
    ['deriveKey'],
  )
  return await crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds },
    root,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )
}
