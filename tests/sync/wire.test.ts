import { describe, expect, it } from 'vitest'
import { cut, frameSize, Joiner } from '../../editor/sync/frames'
import { isRelayAddress, makeInvite, readInvite } from '../../editor/trust/invite'
import { readPresent } from '../../editor/sync/presence'
import { cleanName, colourOf } from '../../editor/model/members'
import { firstSeed, random } from '../support/random'

const invite = {
  reportId: 'r1',
  secret: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
  root: 'BAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
  seed: 'CAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
  title: '工作情况报告',
  signalling: ['ws://127.0.0.1:4444'],
}

describe('an invitation', () => {
  const code = makeInvite(invite)
  const ways: [string, string][] = [
    ['as it is', code],
    ['with text around it', `请加入：${code}。谢谢！`],
    ['in a link', `moz-extension://x/report.html#join=${code}`],
    ['broken into lines', code.replace(/(.{20})/g, '$1\n')],
    [
      'with spaces and full-width letters',
      `　${[...code].map((c) => (/[a-z]/.test(c) ? String.fromCharCode(c.charCodeAt(0) + 0xfee0) : c)).join('')} `,
    ],
    ['with 。 for the point', code.replace('.', '。')],
    ['with zero-width spaces', code.replace(/(.{10})/g, '$1\u200B')],
    ['with a dash made of two hyphens', code.replaceAll('--', '—')],
  ]
  it.each(ways)('[I1] is read %s', (_way, text) => {
    expect(readInvite(text)).toEqual({ ok: true, value: invite })
  })

  it('[I2] is refused with a reason: none, damaged, newer', () => {
    expect(readInvite('你好')).toEqual({ ok: false, code: 'none' })
    expect(readInvite(code.slice(0, -4))).toEqual({ ok: false, code: 'damaged' })
    expect(readInvite(code.replace('tonggao1', 'tonggao9'))).toEqual({ ok: false, code: 'newer' })
    expect(
      readInvite(code.slice(0, 30) + (code[30] === 'A' ? 'B' : 'A') + code.slice(31)),
    ).toMatchObject({ ok: false })
  })

  it('[I3] brings no address but that of a relay', () => {
    for (const bad of ['https://x', 'javascript:1', 'ws:', '', 5, 'wss://'.padEnd(300, 'x')])
      expect(isRelayAddress(bad)).toBe(false)
    const sly = makeInvite({ ...invite, signalling: ['javascript:alert(1)', 'wss://ok.invalid'] })
    expect(readInvite(sly)).toMatchObject({ ok: true, value: { signalling: ['wss://ok.invalid'] } })
  })
})

describe('frames', () => {
  it('[R1] carry a message of any size, whole or not at all', () => {
    const seed = firstSeed()
    console.log(`frames: SEED=${seed}`)
    const r = random(seed)
    for (const size of [1, frameSize - 14, frameSize, 300_000, 5_000_000]) {
      const message = Uint8Array.from({ length: size }, () => r.below(256))
      const joiner = new Joiner()
      const frames = [...cut(7, message)]
      expect(frames.every((frame) => frame.length <= frameSize)).toBe(true)
      const results = frames.map((frame) => joiner.take(frame))
      const last = results.at(-1)
      expect(last?.type === 'message' && Buffer.compare(last.bytes, message)).toBe(0)
      if (frames.length > 2) {
        const gap = frames
          .filter((_, index) => index !== 1)
          .map((frame) => new Joiner().take(frame).type)
        expect(gap).not.toContain('message')
      }
    }
    const joiner = new Joiner(1000)
    for (let i = 0; i < 2000; i++)
      expect(
        joiner.take(Uint8Array.from({ length: r.below(40) }, () => r.below(256))).type,
      ).not.toBe('message')
  })
})

describe('what a peer says of itself', () => {
  it('[P1] is taken as text or not at all', () => {
    for (const bad of [null, 'bob', 5, [], {}, { member: 5 }, { member: '' }])
      expect(readPresent(1, bad)).toBeNull()
    const sly = readPresent(1, {
      member: 'm',
      name: '<b>\u202Ex\n'.repeat(40),
      colour: 'red;position:fixed',
      cursor: 'x',
      kind: 'god',
    })
    expect(sly).toMatchObject({ cursor: null, kind: 'page', colour: colourOf('m') })
    expect(sly?.name.length).toBeLessThanOrEqual(32)
    expect(sly?.name).not.toMatch(/[\n\u202E]/)
    expect(cleanName('  王　芳  ')).toBe('王 芳')
  })
})
