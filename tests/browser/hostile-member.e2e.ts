import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { createRelay, type Relay } from '../../relay/server'
import {
  editorText,
  introduce,
  invitationOf,
  newReport,
  Profile,
  useRelay,
} from '../support/chromium'
import { tellFigures } from '../support/figures'
import { joinAsHostile, type HostileMember } from '../support/hostile-member'
import { waitFor } from '../support/wait'

/* The built extension, open before its owner, and a member whose program does as he likes. */

let relay: Relay
let profile: Profile
let owner: Page
let villain: HostileMember
const dialogs: string[] = []

beforeAll(async () => {
  relay = await createRelay({ port: 0, store: ':memory:', limits: { peersPerTopic: 0 } })
  profile = await Profile.open()
  owner = await profile.page('report.html')
  owner.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  await introduce(owner, '王芳')
  await useRelay(profile, `ws://127.0.0.1:${relay.port}/`)
  await owner.bringToFront()
  await newReport(owner, '工作报告\n一、总体情况\n全年受理信件若干。\n')
  villain = await joinAsHostile(await invitationOf(owner, 'contributor'))
  await owner.bringToFront()
}, 180_000)

afterAll(async () => {
  await villain?.close()
  await profile?.dispose()
  await relay?.close()
})

/** What stands in the list of who is here, for the one other. */
const shownName = (): Promise<string> =>
  owner.$eval('[data-peer]', (one) => one.getAttribute('title') ?? '').catch(() => '')

describe('a member whose program does as he likes', () => {
  it('[HO48] his name is that of the report, short, one line, isolated, and never markup', async () => {
    const hostile = [
      '<img src=x onerror=alert(1)>',
      '"><script>alert(1)</script>',
      '\u202E王芳\u202C改',
      '名'.repeat(10_000),
      'שלום',
      '王\u200B\u200D芳\uFEFF',
    ]
    for (const name of hostile) {
      await villain.callMyself(name)
      // Beside it, his page calls itself by the owner's name.
      villain.present({ name: '王芳', cursor: null })
      const begin = [...name.replace(/[\p{Cf}\s]+/gu, ' ').trim()].slice(0, 3).join('')
      await waitFor(async () => (await shownName()).includes(begin), `${begin} is here`, 20_000)
      const shown = await shownName()
      const inner = shown.replace(/[\u2068\u2069]/g, '')
      expect([...inner].length).toBeLessThanOrEqual(40)
      expect(inner).not.toMatch(/[\p{Cc}\p{Cf}]/u)
      if (name === 'שלום') expect(shown).toBe('\u2068שלום\u2069')
      const dom = await owner.$eval('.people', (list) => ({
        elements: [...list.querySelectorAll('*')].map((one) => one.tagName),
        text: list.textContent ?? '',
      }))
      expect(new Set(dom.elements)).toEqual(new Set(['LI']))
      expect(dom.text.length).toBeLessThan(20)
    }
    // The list of members says the same.
    await villain.callMyself('<b>粗体</b>\u202E')
    await waitFor(async () => (await shownName()).includes('粗体'), 'the last name')
    await owner.click('[data-people]')
    await owner.waitForSelector('.people-dialog [data-member]')
    await waitFor(
      () => owner.$eval('.people-dialog', (one) => one.textContent?.includes('<b>粗体</b>')),
      'it stands in the list as text',
    )
    expect(await owner.$('.people-dialog b')).toBeNull()
    await owner.keyboard.press('Escape')
    expect(dialogs).toEqual([])
  })

  it('[HO49] what his role forbids changes nothing, and who it was is shown within moments', async () => {
    await villain.callMyself('李强')
    await waitFor(async () => (await shownName()) === '李强', 'his name')
    const before = await editorText(owner)
    await villain.sign('text', (doc) => doc.getText('body').insert(0, '闯入'))
    const start = performance.now()
    await owner.waitForSelector('.status-line button.bad', { timeout: 20_000 })
    const time = performance.now() - start
    expect(await editorText(owner)).toBe(before)
    await owner.click('.status-line button.bad')
    await owner.waitForSelector('.refused-list')
    expect(await owner.$eval('.refused-list', (list) => list.textContent)).toContain('李强')
    await owner.keyboard.press('Escape')
    // What he may do, he can.
    const figures = { figure: 'none', value: '1', by: villain.device.id }
    await villain.sign('figures', (doc) => doc.getMap('entries').set('e', figures))
    expect(await editorText(owner)).toBe(before)
    tellFigures('HO49', { 'ms until it is shown': time.toFixed(0) })
  })

  it('[HO50] odd cursors and states leave the page as it is, and himself in his place', async () => {
    for (const odd of [
      {
        cursor: {
          anchor: '{"type":null,"tname":"body","item":{"client":1,"clock":1e9}}',
          head: '{}',
        },
      },
      { cursor: { anchor: '[[[[', head: 'x'.repeat(3000) } },
      { cursor: 7, digest: { toString: 1 }, kind: [] },
      { name: { length: 1e9 }, colour: 'red;position:fixed', member: villain.device.id },
      { more: 'x'.repeat(5000) },
    ]) {
      villain.present(odd)
      await villain.callMyself(`李强${JSON.stringify(odd).length}`)
    }
    villain.present({ more: undefined, cursor: null, digest: '', kind: 'page', name: '' })
    await villain.callMyself('李强还在')
    await waitFor(async () => (await shownName()) === '李强还在', 'he is seen as before', 30_000)
    await owner.bringToFront()
    await owner.focus('.ProseMirror')
    await owner.keyboard.sendCharacter('照写')
    await waitFor(async () => (await editorText(owner)).includes('照写'), 'she writes')
    await waitFor(() => owner.$('[data-saved=true]'), 'and it is saved')
    await waitFor(
      () => villain.docs.text.getText('body').toString().includes('照写'),
      'he gets it, for it is his to read',
    )
    expect(dialogs).toEqual([])
  })
})
