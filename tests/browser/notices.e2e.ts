import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { introduce, Profile } from '../support/chromium'
import { waitFor } from '../support/wait'

let profile: Profile

beforeAll(async () => {
  profile = await Profile.open()
  await introduce(await profile.page('report.html'), '王芳')
})

afterAll(async () => {
  await profile?.dispose()
})

const isOn = async (): Promise<boolean> => {
  const page = await profile.page('options.html')
  await page.waitForSelector('input[name=notifications]')
  const on = await page.$eval('input[name=notifications]', (box) => box.checked)
  await page.close()
  return on
}

describe('notifications', () => {
  it('[RS28] are switched off by one click in the settings, and on again', async () => {
    expect(await isOn()).toBe(true)
    for (const on of [false, true]) {
      const page = await profile.page('options.html')
      await page.waitForSelector('input[name=notifications]')
      await page.click('input[name=notifications]')
      await waitFor(async () => (await isOn()) === on, `it is ${on}`)
      await page.close()
    }
  })

  it('[RS29] are switched off by one click on a notification', async () => {
    const target = await profile.browser.waitForTarget((one) => one.url().endsWith('background.js'))
    const worker = await target.worker()
    await worker?.evaluate(() => {
      const { onButtonClicked } = (globalThis as unknown as { chrome: typeof chrome }).chrome
        .notifications
      Reflect.apply(Reflect.get(onButtonClicked, 'dispatch'), onButtonClicked, ['id=x', 0])
    })
    await waitFor(async () => !(await isOn()), 'they are off')
  })
})
