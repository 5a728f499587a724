import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHan, quantitiesIn, round, shift, splitUnit } from '../../schema/quantity'
import { firstSeed } from '../support/random'

const first = (text: string): string => {
  const [one] = quantitiesIn(text)
  return one === undefined ? '' : `${one.value}e${one.power}${one.unit}${one.about ? '~' : ''}`
}

describe('a number on a page', () => {
  it.each([
    ['共受理12,345件', '12345e0件'],
    ['１２，３４５．６７万件', '12345.67e4件'],
    ['12\u00a0345.5', '12345.5e0'],
    ['办理３万件', '3e4件'],
    ['约3.5万件', '3.5e4件~'],
    ['3万余件', '3e4件~'],
    ['200多家', '200e0家~'],
    ['1亿2000万元', '12000e4元'],
    ['3万5千人', '35e3人'],
    ['3万5000人', '35000e0人'],
    ['三万五千件', '35000e0件'],
    ['三万五', '35000e0'],
    ['三百零五项', '305e0项'],
    ['二十', '20e0'],
    ['一亿零二百万', '102000000e0'],
    ['两千三百', '2300e0'],
    ['三点一四', '3.14e0'],
    ['98.5%', '98.5e0％'],
    ['98.5％', '98.5e0％'],
    ['百分之九十五点六', '95.6e0％'],
    ['百分之12.5', '12.5e0％'],
    ['提高3.2个百分点', '3.2e0个百分点'],
    ['下降-3.5', '-3.5e0'],
    ['12-15次', '12e0'],
    ['５千米', '5e0千米'],
    ['0.50', '0.50e0'],
    ['一些地方', ''],
    ['千万不要', ''],
    ['万一', ''],
    ['一', '1e0'],
    ['一次', '1e0次'],
    ['没有', ''],
    ['', ''],
  ])('[CA1] %s is read as %s', (text, expected) => {
    expect(first(text)).toBe(expected)
  })

  it('[CA1] several numbers of a selection are found, each at its place; dates are dates', () => {
    const text = '2022年12月5日，受理３万件，办结率98.5％'
    const found = quantitiesIn(text)
    expect(found.map(({ kind, text: own }) => `${kind} ${own}`)).toEqual([
      'date 2022年12月5日',
      'number ３万件',
      'percent 98.5％',
    ])
    for (const one of found) expect(text.slice(one.from, one.from + one.text.length)).toBe(one.text)
    expect(quantitiesIn('二〇二二年十二月五日')[0]?.kind).toBe('date')
  })

  it('[CA1] reading never throws, and always comes to an end', () => {
    const seed = firstSeed()
    console.log(`quantity: SEED=${seed}`)
    const piece = fc.constantFrom(
      ...'一二三十百千万亿零〇两点.,，-0123456789９％%约余多件个 年月日百分之\u00a0\n'.split(''),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('')
        for (const one of quantitiesIn(text)) {
          expect(text.slice(one.from, one.from + one.text.length)).toBe(one.text)
          if (one.kind !== 'date') expect(one.value).toMatch(/^-?\d+(\.\d+)?$/)
        }
      }),
      { seed, numRuns: 2000 },
    )
  })

  it('[CA2] shifting is exact and goes back', () => {
    expect(shift('12345', -4)).toBe('1.2345')
    expect(shift('1.2', 4)).toBe('12000')
    expect(shift('0.05', 2)).toBe('5')
    expect(shift('5', -3)).toBe('0.005')
    expect(shift('-30000', -4)).toBe('-3')
    expect([round('1.2345', 2), round('1.235', 2), round('9.999', 2), round('-0.005', 2)]).toEqual([
      '1.23',
      '1.24',
      '10.00',
      '-0.01',
    ])
    const seed = firstSeed()
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 18n }),
        fc.integer({ min: 0, max: 12 }),
        (n, by) => {
          const text = n.toString()
          expect(shift(shift(text, -by), by)).toBe(text)
          expect(shift(text, -by).replace('.', '').replace(/^0+/, '')).toBe(
            text.replace(by === 0 ? '' : new RegExp(`0{0,${by}}$`), ''),
          )
        },
      ),
      { seed },
    )
  })

  it('[CA2] a unit is magnitude and measure', () => {
    expect(splitUnit('万件')).toEqual({ power: 4, base: '件' })
    expect(splitUnit('亿元')).toEqual({ power: 8, base: '元' })
    expect(splitUnit('千米')).toEqual({ power: 0, base: '公里' })
    expect(splitUnit('次')).toEqual({ power: 0, base: '次' })
    expect(fromHan('十二万三千')).toBe('123000')
  })
})
