import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
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
})
