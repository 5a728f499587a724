import { fileLimit } from './files'
import { isDecodable } from './picture-size'

/** Longest sides that are tried, in pixels; a page of text is still read at the first. */
const sides = [2400, 1800, 1200]

/** As much of a picture as says how large it is; before that stands what a camera noted. */
const headSize = 512 * 1024

/**
 * Makes a picture smaller until it may be attached, as JPEG on white. Null when the browser cannot
 * read it, or it would take too much memory to.
 */
export async function shrink(file: Blob): Promise<Uint8Array<ArrayBuffer> | null> {
  if (!isDecodable(new Uint8Array(await file.slice(0, headSize).arrayBuffer()))) return null
  let picture: ImageBitmap
  try {
    picture = await createImageBitmap(file)
  } catch {
    // What is no picture shows only by throwing.
    return null
  }
  try {
    for (const side of sides) {
      const scale = Math.min(1, side / Math.max(picture.width, picture.height))
      const canvas = new OffscreenCanvas(
        Math.max(1, Math.round(picture.width * scale)),
        Math.max(1, Math.round(picture.height * scale)),
      )
      const context = canvas.getContext('2d')
      if (context === null) return null
      context.fillStyle = '#ffffff'
      context.fillRect(0, 0, canvas.width, canvas.height)
      context.drawImage(picture, 0, 0, canvas.width, canvas.height)
      const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 })
      if (blob.size <= fileLimit) return new Uint8Array(await blob.arrayBuffer())
    }
    return null
  } finally {
    picture.close()
  }
}
