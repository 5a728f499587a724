import 'fake-indexeddb/auto'
import { Plugin } from 'prosemirror-state'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { guardPlugin } from '../../editor/binding/guarded-plugin'
import { mishaps, newDoc } from '../../editor/model/listening'
import { bodyOf, partNames } from '../../editor/model/parts'
import { reportOf } from '../../editor/model/report'
import { openStore } from '../../editor/storage/store'
import { createPresence } from '../../editor/sync/presence'
import { exchange, founder, join, refusals, textOf } from '../support/group'
import { Peer, seedOf, sync, testEnvironment } from '../support/peer'
import { readText } from '../../schema/read-text'

/*
 * Whoever listens throws: at every hook, each time. The documents go on telling everybody else, what
 * is typed is stored and sent, and what a colleague sends is applied and not refused.
 */

const boom = (): never => {
  throw new Error('thrown by a listener')
}

/** How often something has thrown while `action` ran. */
async function thrown(action: () => unknown): Promise<number> {
  const before = mishaps().count
  await action()
  return mishaps().count - before
}

const docEvents = [
  'beforeAllTransactions',
  'beforeTransaction',
  'beforeObserverCalls',
  'afterTransaction',
  'afterTransactionCleanup',
  'update',
  'updateV2',
  'afterAllTransactions',
] as const

describe('a listener that throws', () => {
  it('[SG1] at any event of any document: it goes on telling, all is stored, sent and received', async () => {
    const owner = await founder()
    const colleague = await join(owner, 'drafter')
    const wang = reportOf(owner.docs, {
      id: 'r1',
      environment: testEnvironment('w'),
      author: owner.device.id,
    })
    const docs = [...partNames.map((part) => owner.docs[part]), owner.carrier]
    for (const doc of docs) for (const name of docEvents) doc.on(name, boom)
    const store = openStore({ name: 'tonggao:sg1:text', doc: owner.docs.text })
    await store.whenLoaded
    let heard = 0
    owner.docs.text.on('update', () => heard++)
    const count = await thrown(async () => {
      for (let n = 0; n < 20; n++) bodyOf(owner.docs.text).insert(n, String(n % 10))
      wang.figures.fill('f1', '42')
      wang.members.setName(owner.device.id, '王芳')
      await exchange(owner, colleague)
      bodyOf(colleague.docs.text).insert(20, '同事')
      await exchange(owner, colleague)
    })
    expect(heard).toBe(21)
    expect(count).toBeGreaterThan(20 * docEvents.length)
    expect(textOf(owner)).toBe('01234567890123456789同事')
    expect(textOf(colleague)).toBe(textOf(owner))
    expect([refusals(owner), refusals(colleague)]).toEqual([{}, {}])
    await store.flush()
    expect(store.saved).toBe(true)
    const again = new Y.Doc()
    const opened = openStore({ name: 'tonggao:sg1:text', doc: again })
    await opened.whenLoaded
    expect(bodyOf(again).toString()).toBe(textOf(owner))
    await Promise.all([store.close(), opened.close()])
  })

  it('[SG2] at anything a report tells of: what a colleague did is there, and nothing of it is refused', async () => {
    const owner = await founder()
    const colleague = await join(owner, 'drafter')
    const wang = reportOf(owner.docs, {
      id: 'r1',
      environment: testEnvironment('w'),
      author: owner.device.id,
    })
    const li = reportOf(colleague.docs, {
      id: 'r1',
      environment: testEnvironment('l'),
      author: colleague.device.id,
    })
    const { figures, assignments, verifications, review, members } = wang
    const { checks, versions, relations, previous } = wang
    const hooks = {
      figures,
      assignments,
      verifications,
      review,
      members,
      checks,
      versions,
      relations,
      previous,
      roll: owner.roll,
      log: owner.log,
    }
    const called = new Set<string>()
    for (const [name, hook] of Object.entries(hooks))
      hook.onChange(() => {
        called.add(name)
        boom()
      })
    const count = await thrown(async () => {
      bodyOf(colleague.docs.text).insert(0, '正文')
      li.figures.fill('f1', '42')
      li.figures.fill('f2', '43')
      li.assignments.assign(['f1'], { type: 'department', name: '办公室' }, '')
      const [entry] = li.figures.values('f1')
      li.verifications.verify('f1', entry?.entry ?? '')
      li.review.create({ type: 'report' }, '请核对')
      li.members.setName(colleague.device.id, '李强')
      li.previous.bring(new Map([['f1', '41']]), '去年')
      await exchange(owner, colleague)
    })
    expect(count).toBeGreaterThan(8)
    expect(refusals(owner)).toEqual({})
    expect(textOf(owner)).toBe('正文')
    expect(wang.figures.shown('f1')).toBe('42')
    expect(wang.assignments.of('f1')?.to).toEqual({ type: 'department', name: '办公室' })
    expect(wang.review.threads()).toHaveLength(1)
    expect(wang.members.name(colleague.device.id)).toBe('李强')
    expect(owner.errors).toEqual([])
    for (const name of ['figures', 'assignments', 'verifications', 'review', 'members', 'checks'])
      expect(called).toContain(name)
    for (const name of ['previous', 'log']) expect(called).toContain(name)
  })

  it('[SG3] in any hook of a plugin of the editor: typing goes on, and every character is written', async () => {
    const seed = seedOf(readText('标题\n正文\n').doc)
    const made: Plugin[] = [
      new Plugin<unknown>({ state: { init: boom, apply: boom } }),
      new Plugin<unknown>({ state: { init: () => 1, apply: boom } }),
      new Plugin({ filterTransaction: boom }),
      new Plugin({ appendTransaction: boom }),
      new Plugin({ props: { decorations: boom, handleKeyDown: boom, transformPasted: boom } }),
      new Plugin({ view: () => ({ update: boom, destroy: boom }) }),
    ]
    const plugins = made.map((plugin) => guardPlugin(plugin))
    const peer = new Peer('a', 1001, seed, () => plugins)
    const count = await thrown(() => {
      for (let n = 0; n < 10; n++) peer.dispatch(peer.state.tr.insertText(String(n)))
    })
    expect(count).toBeGreaterThanOrEqual(40)
    expect(bodyOf(peer.doc).toString()).toContain('0123456789')
    expect(peer.fresh().eq(peer.state.doc)).toBe(true)
    expect(peer.binding.repairs).toBe(0)
    // What is asked of a plugin outside a transaction.
    const props = plugins[4]?.props as Record<string, (...args: unknown[]) => unknown>
    expect(await thrown(() => props['decorations']?.(peer.state))).toBe(1)
    expect(props['handleKeyDown']?.()).toBe(null)
    expect(props['transformPasted']?.('kept')).toBe('kept')
    const view = plugins[5]?.spec.view?.({} as never)
    expect(await thrown(() => view?.update?.({} as never, peer.state))).toBe(1)
  })

  it('[SG4] while the view is drawn: what was typed is written all the same, and what comes is taken', async () => {
    const seed = seedOf(readText('标题\n正文\n').doc)
    const [a, b] = [new Peer('a', 1001, seed), new Peer('b', 1002, seed)]
    const draw = a.updateState.bind(a)
    a.updateState = (state) => {
      draw(state)
      boom()
    }
    const count = await thrown(() => {
      for (let n = 0; n < 5; n++) {
        a.dispatch(a.state.tr.insertText('甲'))
        b.dispatch(b.state.tr.insertText('乙'))
        sync(a, b)
      }
    })
    expect(count).toBeGreaterThanOrEqual(10)
    for (const peer of [a, b]) {
      expect(bodyOf(peer.doc).toString().split('甲')).toHaveLength(6)
      expect(bodyOf(peer.doc).toString().split('乙')).toHaveLength(6)
      expect(peer.fresh().eq(peer.state.doc)).toBe(true)
    }
    expect(a.binding.repairs).toBe(0)
  })

  it('[SG5] of who is here: the others are told, and a beat is not missed', async () => {
    const { device } = await founder()
    const presence = await createPresence({
      doc: newDoc(),
      report: 'r1',
      device,
      name: '王芳',
      kind: 'page',
      admits: () => true,
    })
    let heard = 0
    for (const name of ['change', 'update'] as const) presence.awareness.on(name, boom)
    presence.onChange(boom)
    presence.onChange(() => heard++)
    expect(await thrown(() => presence.setDigest('1'))).toBe(3)
    expect(heard).toBe(1)
    presence.close()
  })
})
