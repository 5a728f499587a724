import { describe, expect, it } from 'vitest'
import { prepare } from '../../editor/attachments/files'
import { isDecodable, pictureSize } from '../../editor/attachments/picture-size'

const png = (width: number, height: number): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(100)
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 73, 72, 68, 82])
  const view = new DataView(bytes.buffer)
  view.setUint32(16, width)
  view.setUint32(20, height)
  return bytes
}
/** With what a camera notes before the frame, a small picture of its own among it. */
const jpeg = (width: number, height: number): Uint8Array<ArrayBuffer> => {
  const note = [0xff, 0xe1, 0, 12, 0xff, 0xd8, 0xff, 0xc0, 0, 8, 8, 0, 1, 0]
  const frame = [0xff, 0xc2, 0, 17, 8, height >> 8, height & 255, width >> 8, width & 255, 3, 1]
  return new Uint8Array([
    0xff,
    0xd8,
    ...note,
    0xff,
    ...frame,
    ...Array.from({ length: 40 }, () => 0),
  ])
}
const webp = (kind: string, rest: readonly number[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array([
    ...[...'RIFF'].map((one) => one.charCodeAt(0)),
    0,
    0,
    0,
    0,
    ...[...`WEBP${kind}`].map((one) => one.charCodeAt(0)),
    0,
    0,
    0,
    0,
    ...rest,
  ])

describe('how large a picture is before it is decoded', () => {
  it('[CN9] is read from its first bytes, whatever stands before', () => {
    expect(pictureSize(png(800, 600))).toEqual({ width: 800, height: 600 })
    expect(pictureSize(jpeg(4000, 3000))).toEqual({ width: 4000, height: 3000 })
    expect(pictureSize(webp('VP8 ', [0, 0, 0, 157, 1, 42, 32, 3, 88, 2]))).toEqual({
      width: 800,
      height: 600,
    })
    expect(pictureSize(webp('VP8L', [0x2f, 0x1f, 0xc3, 0x95, 0]))).toEqual({
      width: 800,
      height: 600,
    })
    expect(pictureSize(webp('VP8X', [0, 0, 0, 0, 31, 3, 0, 87, 2, 0]))).toEqual({
      width: 800,
      height: 600,
    })
  })

  it('[CN9] too many pixels, or none said, are never decoded', async () => {
    for (const bytes of [png(60_000, 60_000), png(2 ** 32 - 1, 1), jpeg(65_535, 65_535)])
      expect(isDecodable(bytes)).toBe(false)
    expect(await prepare('图.png', png(60_000, 60_000))).toEqual({ ok: false, code: 'too-wide' })
    expect(await prepare('图.jpg', jpeg(65_535, 65_535))).toEqual({ ok: false, code: 'too-wide' })
    expect(isDecodable(png(8000, 8000))).toBe(true)
    expect(isDecodable(png(0, 10))).toBe(false)
    const whole = jpeg(4000, 3000)
    for (let cut = 0; cut < 20; cut++) expect(isDecodable(whole.slice(0, cut))).toBe(false)
    expect(
      isDecodable(new Uint8Array([0xff, 0xd8, ...Array.from({ length: 500 }, () => 0xff)])),
    ).toBe(false)
    expect(isDecodable(new TextEncoder().encode('<svg width="1" height="1"/>'))).toBe(false)
  })
})
