import { describe, expect, it } from 'vitest'
import { decodeJournal, encodeEntry, journalHead } from '../../editor/storage/journal-file'
import { concat } from '../../editor/trust/keys'
import { firstSeed, random } from '../support/random'

describe("the journal's file", () => {
  const seed = firstSeed()
  const r = random(seed)
  const entries = Array.from({ length: 12 }, (_, index) => ({
    kind: (['envelope', 'roll', 'key'] as const)[index % 3] ?? 'key',
    name: `名${index}`,
    bytes: Uint8Array.from({ length: r.below(60) }, () => r.below(256)),
  }))
  const frames = entries.map(encodeEntry)
  const file = concat(journalHead, ...frames)
  const ends = frames.map(
    (_, index) =>
      journalHead.length + frames.slice(0, index + 1).reduce((sum, { length }) => sum + length, 0),
  )

  it('[J1] gives back what was written', () => {
    console.log(`journal: SEED=${seed}`)
    expect(decodeJournal(file)).toEqual({ entries, sound: file.length })
    expect(decodeJournal(journalHead)).toEqual({ entries: [], sound: journalHead.length })
    expect(decodeJournal(new Uint8Array(0))).toEqual({ entries: [], sound: 0 })
  })

  it('[J2] cut anywhere, it gives every entry that is whole, and says where it is sound', () => {
    for (let length = 0; length < file.length; length++) {
      const whole = ends.filter((end) => end <= length).length
      const { entries: found, sound } = decodeJournal(file.subarray(0, length))
      expect([length, found.length]).toEqual([length, whole])
      expect(sound).toBe(length < journalHead.length ? 0 : (ends[whole - 1] ?? journalHead.length))
    }
  })

  it('[J3] with a bit flipped anywhere, it gives every entry before it, and no wrong one', () => {
    for (let at = 0; at < file.length; at++) {
      const broken = file.slice()
      broken[at] = (broken[at] ?? 0) ^ (1 << r.below(8))
      const before = ends.filter((end) => end <= at).length
      const found = decodeJournal(broken).entries
      expect([at, found]).toEqual([at, at < journalHead.length ? [] : entries.slice(0, before)])
    }
  })
})
