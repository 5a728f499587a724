/** Width and height of a picture in pixels. */
export interface PictureSize {
  readonly width: number
  readonly height: number
}

/** As many pixels as a browser still decodes without harm: four bytes each, 256 MB. */
const mostPixels = 64_000_000

/**
 * How large a PNG, JPEG or WebP picture says it is, read from its first bytes: a file of some
 * kilobytes can ask for gigabytes once it is decoded. Undefined where it does not say.
 */
export function pictureSize(bytes: Uint8Array): PictureSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    if (bytes[0] === 0x89) return sizeOf(view.getUint32(16), view.getUint32(20))
    if (bytes[0] === 0xff && bytes[1] === 0xd8) return jpegSize(view)
    if (view.getUint32(0) === 0x52494646 && view.getUint32(8) === 0x57454250) return webpSize(view)
    return undefined
  } catch {
    // It ends before it says so: a RangeError.
    return undefined
  }
}

/** Whether a picture may be decoded: it says how large it is, and that is not too much. */
export function isDecodable(bytes: Uint8Array): boolean {
  return pictureSize(bytes) !== undefined && !isTooWide(bytes)
}

/** Whether a picture says that it has more pixels than may be decoded. */
export function isTooWide(bytes: Uint8Array): boolean {
  const size = pictureSize(bytes)
  return size !== undefined && size.width * size.height > mostPixels
}

function sizeOf(width: number, height: number): PictureSize | undefined {
  return width > 0 && height > 0 ? { width, height } : undefined
}

/** The frame's head of a JPEG; before it stand other segments, among them small pictures of their own. */
function jpegSize(view: DataView): PictureSize | undefined {
  for (let at = 2; ;) {
    if (view.getUint8(at) !== 0xff) return undefined
    const kind = view.getUint8(at + 1)
    if (kind === 0xff) at++
    else if (kind >= 0xc0 && kind <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(kind))
      return sizeOf(view.getUint16(at + 7), view.getUint16(at + 5))
    else if (kind === 0x01 || (kind >= 0xd0 && kind <= 0xd8)) at += 2
    else at += 2 + Math.max(2, view.getUint16(at + 2))
  }
}

function webpSize(view: DataView): PictureSize | undefined {
  const kind = String.fromCharCode(...[12, 13, 14, 15].map((at) => view.getUint8(at)))
  const three = (at: number): number => view.getUint16(at, true) + (view.getUint8(at + 2) << 16)
  if (kind === 'VP8X') return sizeOf(three(24) + 1, three(27) + 1)
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true)
    return sizeOf((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1)
  }
  if (kind !== 'VP8 ') return undefined
  return sizeOf(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff)
}
