import type { Page } from 'puppeteer-core'
import { createRelay, type Relay } from '../../relay/server'
import {
  editorText,
  introduce,
  invitationOf,
  joinReport,
  newReport,
  Profile,
  useRelay,
  type ProfileOptions,
} from './chromium'
import { waitFor } from './wait'

/** Two browsers of two people who have one report open, over a relay of their own. */
export interface TwoPeople {
  readonly relay: Relay
  readonly first: Profile
  readonly second: Profile
  /** The one who made the report. */
  readonly owner: Page
  /** The one who came in by an invitation. */
  readonly member: Page
  /** Ends both browsers and the relay. */
  close(): Promise<void>
}

export interface TwoPeopleOptions {
  /** Names that they give; 王芳 and 李强 when left out. */
  readonly names?: readonly [string, string]
  /** What the invitation lets in; a drafter when left out. */
  readonly role?: 'drafter' | 'contributor' | 'reviewer' | 'reader'
  /** How the second browser is started. */
  readonly profile?: ProfileOptions
}

/**
 * Makes a report of a text, invites, and waits until the second person has its last line.
 *
 * @param text As pasted into a new report: a line for each block, the first the title.
 */
export async function openTwoPeople(
  text: string,
  { names = ['王芳', '李强'], role, profile }: TwoPeopleOptions = {},
): Promise<TwoPeople> {
  const relay = await createRelay({ port: 0 })
  const profiles: Profile[] = []
  const close = async (): Promise<void> => {
    for (const one of profiles) await one.dispose()
    await relay.close()
  }
  const open = async (name: string, options?: ProfileOptions): Promise<[Profile, Page]> => {
    const made = await Profile.open(options)
    profiles.push(made)
    const page = await made.page('report.html')
    await introduce(page, name)
    return [made, page]
  }
  try {
    const [first, owner] = await open(names[0])
    await useRelay(first, `ws://127.0.0.1:${relay.port}`)
    await owner.bringToFront()
    await newReport(owner, text)
    const code = await invitationOf(owner, role)
    const [second, member] = await open(names[1], profile)
    await joinReport(member, code)
    const [ending = ''] = text.trim().split('\n').slice(-1)
    // A blank does not stand in the page's text as it was written.
    const seen = ending.split('*')[0] ?? ending
    await waitFor(async () => (await editorText(member)).includes(seen), 'the text')
    return { relay, first, second, owner, member, close }
  } catch (error) {
    await close()
    throw error
  }
}
