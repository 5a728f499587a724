import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createAttachments, type Attachments } from '../../editor/attachments/attachments'
import {
  fileLimit,
  pictureType,
  prepare,
  safeName,
  type Prepared,
} from '../../editor/attachments/files'
import { attachmentsOf } from '../../editor/model/parts'
import { isForeign, itemsOf } from '../../editor/sync/authorship'
import { testEnvironment } from '../support/peer'

const png = (size: number): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(size).map((_, index) => (index * 7919) % 251)
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  // 100 pixels wide and high.
  if (size >= 24) bytes.set([0, 0, 0, 100, 0, 0, 0, 100], 16)
  return bytes
}
const ready = async (name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Prepared> => {
  const result = await prepare(name, bytes)
  if (!result.ok) throw new Error(result.code)
  return result.file
}
const person = (name: string): { doc: Y.Doc; files: Attachments } => {
  const doc = new Y.Doc()
  return { doc, files: createAttachments(doc, testEnvironment(name), name) }
}

describe('a file that a source names', () => {
  it('[CA40] is looked at before it is taken: size, kind, and that it is what its name says', async () => {
    const text = new TextEncoder().encode('甲,乙\n1,2\n')
    expect(await prepare('表.png', png(100))).toMatchObject({ ok: true, file: { name: '表.png' } })
    expect(await prepare('a.csv', text)).toMatchObject({ ok: true })
    expect(await prepare('a.png', text)).toEqual({ ok: false, code: 'not-what-it-says' })
    expect(await prepare('a.txt', new Uint8Array([0, 1, 2]))).toMatchObject({ ok: false })
    for (const name of ['a.svg', 'a.html', 'a.exe', 'a.lnk', 'a', 'a.png.js', 'constructor'])
      expect(await prepare(name, text), name).toEqual({ ok: false, code: 'kind' })
    expect(await prepare('a.png', new Uint8Array())).toEqual({ ok: false, code: 'empty' })
    expect(await prepare('a.png', png(fileLimit + 1))).toEqual({ ok: false, code: 'too-large' })
  })

  it('[CA40] is saved under a name that is safe, and shown only when its bytes are a picture', () => {
    expect(safeName('../../etc/报表 1.xlsx')).toBe('报表_1.xlsx')
    expect(safeName('a\u202egnp.exe')).toBe('agnp.exe.bin')
    expect(safeName('a.svg')).toBe('a.svg.bin')
    expect(safeName('')).toBe('file.bin')
    expect(safeName('.htaccess')).toBe('htaccess.bin')
    expect([...safeName(`${'长'.repeat(300)}.pdf`)].length).toBe(64)
    expect(pictureType(png(20))).toBe('image/png')
    expect(pictureType(new TextEncoder().encode('<svg onload=alert(1)>'))).toBeUndefined()
    expect(pictureType(new TextEncoder().encode('RIFF1234WAVE'))).toBeUndefined()
  })

  it('[CA41] travels with the report in pieces and is there whole, or said to be lacking', async () => {
    const [a, b] = [person('a'), person('b')]
    const bytes = png(600_000)
    const file = await ready('屏幕截图.png', bytes)
    const act = a.files.add([file])
    const id = a.files.idOf(file)
    Y.applyUpdate(b.doc, Y.encodeStateAsUpdate(a.doc))
    expect(b.files.get(id)).toMatchObject({ name: '屏幕截图.png', size: 600_000, by: 'a' })
    expect(await b.files.bytes(id)).toEqual(bytes)
    expect(b.files.remove(id)).toBeNull()
    // Undone it is gone for both, redone it is back.
    act.undo()
    expect(await a.files.bytes(id)).toBe('missing')
    act.redo()
    expect(await a.files.bytes(id)).toEqual(bytes)
    const removal = a.files.remove(id)
    Y.applyUpdate(b.doc, Y.encodeStateAsUpdate(a.doc))
    expect([b.files.get(id), attachmentsOf(b.doc).size]).toEqual([undefined, 0])
    removal?.undo()
    expect(await a.files.bytes(id)).toEqual(bytes)
  })

  it('[CA41] that was changed, or is junk, is never shown', async () => {
    const a = person('a')
    const file = await ready('a.png', png(300_000))
    a.files.add([file])
    const id = a.files.idOf(file)
    const map = attachmentsOf(a.doc)
    map.set(`${id}:1`, new Uint8Array(300_000 - 256 * 1024))
    expect(await a.files.bytes(id)).toBe('damaged')
    map.set(`${id}:0`, new Uint8Array())
    expect(await a.files.bytes(id)).toBe('damaged')
    map.set(`${id}:0`, 'x')
    expect(await a.files.bytes(id)).toBe('missing')
    for (const junk of [null, 3, [], { size: 1e12 }, { size: -1 }, new Uint8Array(3)]) {
      map.set('a:junk', junk)
      expect(a.files.get('a:junk')).toBeUndefined()
      expect(await a.files.bytes('a:junk')).toBe('missing')
    }
  })

  it('[CA42] fits until the report keeps 20 MB', async () => {
    const a = person('a')
    for (let index = 0; index < 10; index++) {
      const bytes = png(fileLimit)
      bytes[100] = index
      const file = await ready('a.png', bytes)
      expect(a.files.fits([file])).toBe(true)
      a.files.add([file])
    }
    expect(a.files.fits([await ready('b.png', png(100))])).toBe(false)
  })

  it('[CA43] belongs to who attached it: others neither write under its keys nor take it away', async () => {
    const owner = person('owner')
    const file = await ready('a.png', png(1000))
    owner.files.add([file])
    const id = owner.files.idOf(file)
    const judge = (change: (map: Y.Map<unknown>) => void, friend = ''): boolean => {
      const mallory = new Y.Doc()
      Y.applyUpdate(mallory, Y.encodeStateAsUpdate(owner.doc))
      const before = Y.encodeStateVector(mallory)
      change(attachmentsOf(mallory))
      const update = Y.encodeStateAsUpdate(mallory, before)
      return isForeign(owner.doc, 'figures', itemsOf([update]), {
        author: 'mallory',
        clients: new Set([mallory.clientID]),
        update,
        mayDecide: true,
        mayRemove: (device) => device === friend,
      })
    }
    expect(judge((map) => map.set('mallory:h', { name: 'a.png', size: 3, by: 'mallory' }))).toBe(
      false,
    )
    expect(judge((map) => map.set(`${id}:0`, new Uint8Array(1000)))).toBe(true)
    expect(judge((map) => map.set('owner:other', new Uint8Array(3)))).toBe(true)
    expect(judge((map) => map.set('mallory:h', { size: 3, by: 'owner' }))).toBe(true)
    expect(judge((map) => map.delete(id))).toBe(true)
    // Whoever may take it away may do just that.
    expect(judge((map) => map.delete(id), 'owner')).toBe(false)
    expect(judge((map) => map.delete(`${id}:0`), 'owner')).toBe(false)
    expect(judge((map) => map.set(`${id}:0`, new Uint8Array(1000)), 'owner')).toBe(true)
    expect(judge((map) => map.delete(id), 'somebody')).toBe(true)
  })
})
