import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { reasonWords } from '../../editor/panels/reason-words'
import { StorageError } from '../../editor/storage/database'
import { RefusedAct } from '../../editor/trust/refused-act'
import { createTranslator } from '../../editor/ui/translator'
import { en, zh, type StringKey } from '../../editor/ui/strings'

describe('the two languages', () => {
  it('[L1] have the same sentences with the same places', () => {
    const places = (text: string): string[] =>
      [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').toSorted()
    for (const key of Object.keys(zh) as StringKey[])
      expect([key, places(en[key])]).toEqual([key, places(zh[key])])
    expect(Object.keys(en).toSorted()).toEqual(Object.keys(zh).toSorted())
  })

  it('[L4] give each sentence one name: of two of the same name only one would be seen', () => {
    const folder = fileURLToPath(new URL('../../editor/ui/', import.meta.url))
    const names = readdirSync(folder)
      .filter((file) => file.endsWith('strings.ts'))
      .flatMap((file) => {
        const [chinese = ''] = readFileSync(`${folder}${file}`, 'utf8').split(
          /^export const \w*en\b/im,
        )
        return [...chinese.matchAll(/^ {2}'?([\w-]+)'?:/gm)].map(([, name]) => name ?? '')
      })
    expect(names.length).toBeGreaterThanOrEqual(Object.keys(zh).length)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })

  it("[L2] use the field's words", () => {
    const avoided = /占位符|填充|章节|评论|节点|快照|证据|冲突/
    expect(Object.entries(zh).filter(([, text]) => avoided.test(text))).toEqual([])
  })

  it('[L3] have Chinese in the one and none in the other, but for what is quoted', () => {
    for (const [key, text] of Object.entries(zh))
      if (key !== 'inviteNone')
        expect([
          key,
          /\p{Script=Han}/u.test(text) || !/\p{L}{3}/u.test(text.replace(/\{\w+\}/g, '')),
        ]).toEqual([key, true])
  })

  it('[XC7] are what is said of an error: none reaches the screen as the program threw it', () => {
    const root = fileURLToPath(new URL('../../', import.meta.url))
    const raw = ['editor', 'extension'].flatMap((folder) =>
      readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' }).flatMap((file) => {
        if (!/\.tsx?$/.test(file)) return []
        const text = readFileSync(`${root}${folder}/${file}`, 'utf8')
        return /String\(error\)|error\.message/.test(text) ? [file] : []
      }),
    )
    expect(raw.toSorted()).toEqual([
      'panels/reason-words.ts',
      // Said to other programs.
      'relations/previous-worker.ts',
      'spreadsheet/open-sheets.ts',
      'storage/database.ts',
      'storage/journal-worker.ts',
    ])
    // What the owner or a member asks for, and does not get, has a reason with words.
    for (const file of ['roll', 'charter']) {
      const text = readFileSync(`${root}editor/trust/${file}.ts`, 'utf8')
      const thrown = [...text.matchAll(/new \w*Error\('?([^)']*)/g)].map(([, said]) => said)
      expect(thrown.filter((said) => said !== 'the roll is not started')).toEqual([])
    }
    const [chinese, english] = [createTranslator('zh-CN'), createTranslator('en')]
    const errors: [unknown, string][] = [
      [new RefusedAct('list-full'), 'act-list-full'],
      [new RefusedAct('invites-full'), 'act-invites-full'],
      [new StorageError('storage-full', 'raw'), 'reason-storage-full'],
      [new DOMException('raw', 'QuotaExceededError'), 'reason-storage-full'],
      [new DOMException('raw', 'NotReadableError'), 'reason-unreadable'],
    ]
    for (const [error, key] of errors) {
      expect(reasonWords(chinese, error)).toBe(zh[key as StringKey])
      expect(reasonWords(english, error)).toBe(en[key as StringKey])
    }
    expect(reasonWords(chinese, new Error('raw'))).toContain('重新载入本页')
  })
})
