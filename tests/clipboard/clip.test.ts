import { describe, expect, it } from 'vitest'
import { clipBlocks } from '../../editor/clipboard/clip-blocks'
import { cleanLine } from '../../editor/clipboard/clip-line'
import { plainLines } from '../../editor/clipboard/plain-lines'
import { wrappedMail } from '../fixtures/clipboard'

const clean = (text: string): string => cleanLine(text.split('')).text
const texts = (text: string): string[] => plainLines(text).lines.map((line) => line.text)
const inside = { isEmptyReport: false, isInside: true, isLast: false }

describe('lines from the clipboard', () => {
  it('[PS20] indents and doubled spaces go, what may be a blank stays', () => {
    expect(clean('　　全年\u00A0 共办理\u200B３件。 \t')).toBe('全年 共办理３件。')
    expect(clean('检查（   ）次，办结    件')).toBe('检查（   ）次，办结    件')
    expect(clean('张　三')).toBe('张　三')
  })

  it('[PS21] no character but white space and unseen ones is lost', () => {
    const all = 'A１①【】“”——……㈠％€😀𠮷'
    expect(clean(` ${all} `)).toBe(all)
    expect(texts(all)).toEqual([all])
  })

  it('[PS22] bold moves along with what goes before it', () => {
    const raw = [...'  前 \u00A0后面']
    const line = cleanLine(
      raw,
      raw.map((_one, at) => at >= 5),
    )
    expect(line).toEqual({ text: '前 后面', bold: [{ from: 2, to: 4 }] })
  })

  it('[PS23] wrapped lines are joined', () => {
    expect(texts(wrappedMail)).toHaveLength(3)
    expect(plainLines(wrappedMail).joined).toBe(3)
  })

  it('[PS24] where wrapping is in doubt, lines stay', () => {
    const paragraphs = [
      '各位同事今年的窗口服务工作总体平稳有序。',
      '全年共受理群众诉求三千余件均已按期办结。',
      '下一步要继续做好热线办理及时回应各方面。',
    ]
    expect(texts(paragraphs.join('\n'))).toEqual(paragraphs)
    const names = ['市发展改革委', '市市场监管局', '市行政审批局', '市大数据中心']
    expect(texts(names.join('\n'))).toEqual(names)
    const long = `${'全年工作稳步推进，'.repeat(20)}。`
    expect(texts([long, long, '短。'].join('\n'))).toEqual([long, long, '短。'])
  })

  it('[PS25] behind a full stop a wrapped line goes on only where paragraphs are indented', () => {
    const wrapped = [
      '　　今年的窗口服务工作总体平稳，全年受理',
      '群众诉求三千余件，按期办结率有明显提高。',
      '群众满意，各方面都给予了充分肯定和支持，',
      '要再接再厉。',
      '　　下一步继续做好工作。',
    ]
    expect(texts(wrapped.join('\n'))).toHaveLength(2)
    expect(texts(wrapped.join('\n').replaceAll('　', ''))).toHaveLength(3)
  })

  it('[PS26] Latin words are kept apart where a line was wrapped', () => {
    const mail = [
      'The service windows worked without fault',
      'during the whole year, and most requests',
      'were settled in time.',
    ]
    expect(texts(mail.join('\r\n'))).toEqual([
      'The service windows worked without fault during the whole year, and most requests were settled in time.',
    ])
  })

  it('[PS27] a single line in a sentence is words; a title belongs only into an empty report', () => {
    const type = (lines: string[], place = inside): string[] =>
      clipBlocks(
        lines.map((text) => ({ text, bold: [] })),
        place,
        'p',
      ).blocks.map((one) => `${one.type.name} ${one.textContent}`)
    expect(type(['二、级标题'])).toEqual(['paragraph 二、级标题'])
    expect(type(['二、级标题'], { ...inside, isInside: false })).toEqual(['section 级标题'])
    const report = ['工作报告', '市政府：', '一、进展', '市数据局', '2026年12月5日']
    expect(type(report).map((one) => one.split(' ')[0])).toEqual([
      'paragraph',
      'paragraph',
      'section',
      'paragraph',
      'paragraph',
    ])
    const empty = { isEmptyReport: true, isInside: false, isLast: true }
    expect(type(report, empty).map((one) => one.split(' ')[0])).toEqual([
      'title',
      'salutation',
      'section',
      'signature',
      'date',
    ])
  })
})
