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
