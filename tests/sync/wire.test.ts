import { describe, expect, it } from 'vitest'
import { cut, frameSize, Joiner } from '../../editor/sync/frames'
import { isRelayAddress, makeInvite, readInvite } from '../../editor/trust/invite'
import { readPresent } from '../../editor/sync/presence'
import { cleanName, colourOf } from '../../editor/model/members'
import { firstSeed, random } from '../support/random'

const plainInvite = {
  reportId: 'r1',
  secret: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
  root: 'BAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
  seed: 'CAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
  title: '工作情况报告',
  signalling: ['ws://127.0.0.1:4444'],
  expires: 1_800_000_000_000,
  uses: 5,
}

/** The first title whose code has all that messengers mangle. */
function mangled(): typeof plainInvite {
  for (let n = 0; n < 20_000; n++) {
    const one = {
      ...plainInvite,
      title: plainInvite.title + String.fromCodePoint(0x4e00 + n, 0xff0d),
    }
    const code = makeInvite(one)
    if (['-', '_'].every((mark) => code.includes(mark))) return one
  }
  throw new Error('no such code')
}

const invite = mangled()

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
    ['with a dash made of each hyphen', code.replaceAll('-', '–')],
    ['with a long dash made of each hyphen', code.replaceAll('-', '—')],
    ['with other hyphens', code.replaceAll('-', '‑')],
    ['with minus signs', code.replaceAll('-', '−')],
    ['with full-width hyphens and underscores', code.replaceAll('-', '－').replaceAll('_', '＿')],
    ['escaped for markdown', code.replace(/[_-]/g, (mark) => `\\${mark}`)],
    ['as code', `\`${code}\``],
    ['in a fence', `\`\`\`\n${code}\n\`\`\``],
    ['in bold', `**${code}**`],
    ['in quotation marks', `“${code}”`],
    ['in brackets', `【${code}】`],
    ['in corner brackets', `「王芳：${code}」\n- - - - - -\n收到`],
    ['with a comma behind it', `${code}，请查收`],
    ['with an ellipsis behind it', `${code}……`],
    ['wrapped by a mail program', code.replace(/(.{76})/g, '$1\r\n')],
    ['wrapped and quoted', `> ${code.replace(/(.{60})/g, '$1\r\n> ')}`],
    ['quoted twice', `>> ${code.replace(/(.{60})/g, '$1\n>> ')}`],
    ['in quoted-printable', code.replace(/(.{70})/g, '$1=\r\n')],
    ['with tabs and ideographic spaces', code.replace(/(.{25})/g, '$1\t　')],
    ['with spaces that do not break', code.replace(/(.{25})/g, '$1\u00A0')],
    ['with entities', code.replace(/(.{25})/g, '$1&nbsp;')],
    ['with line breaks of HTML', code.replace(/(.{25})/g, '$1<br>')],
    ['with places where it may break', code.replace(/(.{25})/g, '$1<wbr/>')],
    ['in an element', `<p>${code}</p>`],
    ['with soft hyphens', code.replace(/(.{25})/g, '$1\u00AD')],
    ['with marks of direction', `\u202A${code}\u202C`],
    ['isolated', `\u2068${code}\u2069`],
    ['with a byte order mark', `\uFEFF${code}`],
    ['with a capital', `T${code.slice(1)}`],
    ['in capitals before the point', code.replace('tonggao', 'TONGGAO')],
    ['with a space before the point', code.replace('.', ' . ')],
    ['with a full-width point', code.replace('.', '．')],
    ['broken behind the point', code.replace('.', '.\n')],
    ['with blank lines in it', code.replace(/(.{80})/g, '$1\n\n')],
    ['indented', code.replace(/(.{60})/g, '$1\n    ')],
    ['said twice', `${code}\n${code}`],
    ['in two messages', `${code.slice(0, 200)}\n\n李强：\n${code.slice(200)}`],
    [
      'in three messages, with names and times',
      `王芳 2026-11-25 10:32:01\n请加入：${code.slice(0, 150)}\nwangfang_office 2026-11-25 10:32:05\n${code.slice(150, 300)}\n王芳 10:33\n${code.slice(300)}\n王芳 10:34\n收到请回复 OK_12345`,
    ],
    ['cut, and then whole', `${code.slice(0, 40)}…\n${code}`],
    ['cut at a line, and then whole', `${code.slice(0, 40)}\n${code}`],
    ['with a time before it', `10:32 王芳\n${code}\n10:33 李强\n好的`],
    ['with an address before it', `见 https://example.invalid/tonggao1 \n${code}`],
    ['after another word with the name', `用 tonggao 打开：${code}`],
    [
      'full-width all of it',
      [...code].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join(''),
    ],
  ]
  it('[I1] has what is mangled', () => {
    for (const mark of ['-', '_']) expect(code).toContain(mark)
  })

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

  it('[AU5] says until when and for how many it is, and need not: earlier ones did not', () => {
    const { expires: _expires, uses: _uses, ...earlier } = invite
    const read = readInvite(makeInvite(earlier))
    expect(read).toEqual({ ok: true, value: earlier })
    for (const [expires, uses] of [
      [-1, 5],
      [Number.NaN, 5],
      [1e13, 0.5],
      [1e13, -3],
    ] as const)
      expect(readInvite(makeInvite({ ...earlier, expires, uses }))).toMatchObject({ ok: true })
  })

  it('[HO56] with any one character another is refused, or says the same', () => {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const from = code.indexOf('.') + 1
    for (let at = from; at < code.length; at++) {
      const other = letters[(letters.indexOf(code.charAt(at)) + 1 + (at % 62)) % 64] ?? 'A'
      const read = readInvite(code.slice(0, at) + other + code.slice(at + 1))
      // The last character holds bits that stand for nothing.
      if (read.ok) expect(read.value, `at ${at}`).toEqual(invite)
    }
  })

  it('[I3] brings no address but that of a relay', () => {
    for (const bad of ['https://x', 'javascript:1', 'ws:', '', 5, 'wss://'.padEnd(300, 'x')])
      expect(isRelayAddress(bad)).toBe(false)
    const sly = makeInvite({ ...invite, signalling: ['javascript:alert(1)', 'wss://ok.invalid'] })
    expect(readInvite(sly)).toMatchObject({ ok: true, value: { signalling: ['wss://ok.invalid'] } })
  })
})

describe('frames', () => {
  const kib = 1024
  it.each([256 * kib - 1, 256 * kib, 256 * kib + 1, kib * kib, 5 * kib * kib, 20 * kib * kib])(
    '[BI3] bring %i bytes and say meanwhile how many have come',
    (size) => {
      const message = new Uint8Array(size).map((_, at) => at * 31)
      const joiner = new Joiner()
      let got = 0
      let whole: Uint8Array | undefined
      expect(joiner.progress).toBeUndefined()
      for (const frame of cut(1, message)) {
        const joined = joiner.take(frame)
        if (joined.type === 'message') whole = joined.bytes
        else {
          const { progress } = joiner
          if (progress === undefined || progress.got <= got) throw new Error('no progress')
          got = progress.got
          if (progress.total < size || progress.total > size + frameSize)
            throw new Error(`${progress.total} bytes are said to come`)
        }
      }
      expect(joiner.progress).toBeUndefined()
      expect(Buffer.compare(whole ?? new Uint8Array(), message)).toBe(0)
    },
  )

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
    // What every data channel takes.
    expect(frameSize).toBeLessThanOrEqual(64 * 1024)
    // A message that says it will be too large is not begun.
    const [begun] = cut(1, new Uint8Array(20_000))
    const greedy = new Uint8Array(begun ?? [])
    new DataView(greedy.buffer).setUint32(9, 2 ** 31)
    expect(new Joiner().take(greedy).type).toBe('bad')
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
