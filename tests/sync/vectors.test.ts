import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createDecipheriv } from 'node:crypto'
import { hchacha, xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { tellFigures } from '../support/figures'
import { basePoint, encode, holds, ladder, littleEndian, times } from '../support/curve'
import {
  hex,
  negativeAgreements,
  negativeSeals,
  negativeSignatures,
  ours,
  published,
  unhex,
} from '../support/vectors'
import golden from '../fixtures/wire-1.json'

const expected: Record<string, string> = {
  'Ed25519 1':
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155' +
    '5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  'Ed25519 1 verified': 'true,false,false',
  'Ed25519 2':
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
    '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  'Ed25519 2 verified': 'true,false,false',
  'Ed25519 3':
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac' +
    '18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  'Ed25519 3 verified': 'true,false,false',
  X25519: '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742',
  'HKDF 1': '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
  'HKDF 3': '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
  'AES-GCM':
    '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa' +
    '8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662' +
    '76fc6ece0f4e1768cddf8853bb2d551b',
  'XChaCha20-Poly1305':
    'bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb' +
    '731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452' +
    '2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9' +
    '21f9664c97637da9768812f615c68b13b52e' +
    'c0875924c1c7987947deafd8780acf49',
  'SHA-256': 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  PBKDF2:
    '55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc' +
    '49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783',
}

describe('cryptography', () => {
  it('[HO40] comes to what the standards say: Ed25519, X25519, HKDF, AES-GCM, XChaCha20-Poly1305, SHA-256, PBKDF2', async () => {
    expect(await published()).toEqual(expected)
  })

  it('[HO41] makes the bytes of version 1, to the last bit, and reads them', async () => {
    const made = await ours()
    expect(made).toEqual(golden)
    expect(made['envelope opened']).toBe(hex(new TextEncoder().encode('甲乙丙')))
    expect(made['envelope signed']).toBe('true')
    expect(made['unwrap']).toBe('0c'.repeat(32))
    expect(made['unwrap by another']).toBe('undefined')
    expect(made['purposes']).toBe('true,false,false,false')
    expect(made['at rest']).toBe(hex(new TextEncoder().encode('乙')))
    expect(made['at rest elsewhere']).toBe('undefined')
    expect(made['cloak']).toBe(hex(new TextEncoder().encode('丙')))
    // Another implementation takes our signature for what it is, over the purpose and the bytes.
    const key = '302a300506032b6570032100'
    const open = createPublicKey({
      key: Buffer.from(
        unhex(`${key}d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a`),
      ),
      format: 'der',
      type: 'spki',
    })
    const signature = unhex(made['kept pair signs'] ?? '')
    expect(verify(null, Buffer.from('tonggao/envelope/1\nx'), open, signature)).toBe(true)
    const secret = createPrivateKey({
      key: Buffer.from(
        unhex(
          '302e020100300506032b6570042204209d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
        ),
      ),
      format: 'der',
      type: 'pkcs8',
    })
    expect(hex(sign(null, Buffer.from('tonggao/envelope/1\nx'), secret))).toBe(hex(signature))
  })
})

describe('what must not be taken', () => {
  it('[CO1] signatures: our program takes what the rules take, and nothing under a key that signs for anybody', async () => {
    // The rules in whole numbers come to what RFC 8032, 7.1 and RFC 7748, 5.2 say.
    const [key, signature] = [
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      expected['Ed25519 1'] ?? '',
    ]
    expect(await holds(unhex(key), new Uint8Array(), unhex(signature))).toBe(true)
    expect(hex(encode(times(basePoint, 1n)))).toBe(`58${'66'.repeat(31)}`)
    expect(
      hex(
        ladder(
          unhex('a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4'),
          unhex('e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c'),
        ),
      ),
    ).toBe('c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552')
    expect(hex(ladder(littleEndian(9n), littleEndian(9n)))).toBe(
      hex(ladder(littleEndian(8n), littleEndian(9n + (1n << 255n)))),
    )
    const found = Object.entries(await negativeSignatures())
    const wrong = found.filter(([, { rule, ours: taken }]) => rule !== taken).map(([name]) => name)
    expect(wrong).toEqual([])
    expect(found.find(([name]) => name === 'sound')?.[1]).toEqual({
      rule: true,
      ours: true,
      bare: true,
    })
    // The bare browser takes more, which is why we look first; never less.
    expect(found.filter(([, { rule, bare }]) => rule && !bare)).toEqual([])
    tellFigures('CO1', {
      signatures: found.length,
      'taken by the bare browser against the rules': found.filter(
        ([, { rule, bare }]) => bare && !rule,
      ).length,
    })
  })

  it('[CO2] keys to agree on that give nothing away: nothing is wrapped for them, opened from them, nobody comes in with them', async () => {
    const { 'what is sound': sound, ...found } = await negativeAgreements()
    expect(sound).toBe('taken')
    expect(Object.entries(found).filter(([, said]) => /wrapped|opened|taken/.test(said))).toEqual(
      [],
    )
    expect(Object.keys(found).filter((one) => one.includes('nothing shared')).length).toBe(12)
  })

  it('[CO3] sealed messages with any bit of the tag changed, cut or left out', async () => {
    const { tried, taken } = await negativeSeals()
    expect(taken).toEqual([])
    // Another implementation of the same cipher says the same of the tag.
    const [key, nonce] = [new Uint8Array(32).fill(4), new Uint8Array(24).fill(7)]
    const sealed = xchacha20poly1305(key, nonce).encrypt(unhex('00ff'))
    const words = (bytes: Uint8Array): Uint32Array => new Uint32Array(Uint8Array.from(bytes).buffer)
    const out = new Uint32Array(8)
    hchacha(words(Buffer.from('expand 32-byte k')), words(key), words(nonce.slice(0, 16)), out)
    const opens = (tag: Uint8Array): boolean => {
      const iv = Uint8Array.from([0, 0, 0, 0, ...nonce.slice(16)])
      const cipher = createDecipheriv('chacha20-poly1305', new Uint8Array(out.buffer), iv, {
        authTagLength: 16,
      })
      cipher.setAuthTag(tag)
      try {
        return cipher.update(sealed.slice(0, 2)).length === 2 && cipher.final().length === 0
      } catch {
        return false
      }
    }
    expect(opens(sealed.slice(2))).toBe(true)
    for (let bit = 0; bit < 128; bit++) {
      const tag = sealed.slice(2)
      tag[bit >> 3] = (tag[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(opens(tag)).toBe(false)
    }
    tellFigures('CO3', { 'sealed messages altered': tried })
  })
})
