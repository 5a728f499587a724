import { describe, expect, it } from 'vitest'
import { certain, findBlanks, readText, recognise, writeText } from '../../schema/index'

const blanksOf = (text: string) =>
  findBlanks(text)
    .filter((hit) => hit.confidence >= certain)
    .map((hit) => `${hit.mask}/${hit.kind}/${hit.unit}`)

describe('blanks', () => {
  it.each<[string, string[]]>([
    ['今年召开会议＊＊次', ['＊＊/count/次']],
    ['共**局参加，**市承办', ['**/organisation/', '**/place/']],
    ['增长XX%', ['XX/percent/%']],
    ['回复率达到×××％', ['×××/percent/％']],
    ['投入资金____万元', ['____/count/万元']],
    ['培训（　　）人次', ['（　　）/count/人次']],
    ['接待〔〕批', ['〔〕/count/批']],
    ['走访【 】户', ['【 】/count/户']],
    ['【待补：受理量】件', ['【待补：受理量】/count/件']],
    ['{{办结量}}件', ['{{办结量}}/count/件']],
    ['20××年', ['20××/date/年']],
    ['201x年底', ['201x/date/年']],
    ['□□局与○○县', ['□□/organisation/', '○○/place/']],
    ['办理时间缩短*小时', ['*/duration/小时']],
    ['提前*天', ['*/duration/天']],
    ['提高*个百分点', ['*/percent/个百分点']],
    ['区XX局', ['XX/organisation/']],
    ['X 个部门', ['X/count/个部门']],
  ])('[B1] %s', (text, expected) => expect(blanksOf(text)).toEqual(expected))

  it.each([
    '3*4',
    '156mm×225mm',
    '3×4',
    '**粗体**',
    '* 列表',
    '- *',
    '***',
    '* * *',
    '138****1234',
    '身份证号1501**********1234',
    '*.docx',
    'https://a.cn/*x/**',
    'X光检查',
    'XXL',
    '二○二二年',
    '〇〇',
    '某些人',
    'N95口罩',
    'snake__case',
    '`a * b`',
    '______',
    '完成率98%*\n*注：口径为市本级',
    '（一）（二）',
    '2022〔3〕号',
  ])('[B2] %s has none', (text) => expect(blanksOf(text)).toEqual([]))

  it.each(['某局负责', '共N个乡镇', '共   个乡镇'])(
    '[B3] %s is asked about, not converted',
    (text) => {
      const { figures, candidates, doc } = readText(text)
      expect(figures).toEqual([])
      expect(candidates.length).toBe(1)
      expect(candidates[0]?.confidence).toBeLessThan(certain)
      expect(writeText(doc)).toBe(text)
    },
  )

  it('[G1] groups names, never numbers', () => {
    const { figures } = readText('*局开会*次，*局发文*次，区*局列席')
    expect(figures.map((figure) => figure.id)).toEqual(['f1', 'f2', 'f1', 'f3', 'f4'])
  })

  it('fills by value and keeps the mask of what is not filled', () => {
    const { doc } = readText('开会*次，发文*件')
    expect(writeText(doc, { f1: '12' })).toBe('开会12次，发文*件')
    expect(writeText(doc, new Map([['f2', '3']]))).toBe('开会*次，发文3件')
  })
})

describe('headings', () => {
  it.each<[string, number, number]>([
    ['一、总体情况', 1, 1],
    ['十二、其他', 1, 12],
    ['（三）抓落实', 2, 3],
    ['㈡抓落实', 2, 2],
    ['3．抓落实', 3, 3],
    ['12.抓落实', 3, 12],
    ['（4）抓落实', 4, 4],
    ['⑵抓落实', 4, 2],
    ['第三，抓落实', 6, 3],
    ['第二章　总则', 6, 2],
  ])('[N1] %s', (line, level, ordinal) => expect(recognise(line)).toMatchObject({ level, ordinal }))

  it.each([
    '3.5万件',
    '2022年',
    '一方面',
    '十九大',
    '（略）',
    '1200件',
    '第一时间',
    '三个代表',
    '（三人）出席',
  ])('[N2] %s is none', (line) => expect(recognise(line)).toBeNull())

  it('[N3] derives numbers after a change of order and keeps them as written before', () => {
    const text = '标题\n一、甲\n㈠乙\n三、丙'
    const { doc, findings } = readText(text)
    expect(writeText(doc)).toBe(text)
    expect(findings.map((finding) => finding.rule)).toEqual(['number-order'])
    const moved = doc.copy(doc.content.replaceChild(1, doc.child(3)).replaceChild(3, doc.child(1)))
    expect(writeText(moved)).toBe('标题\n一、丙\n㈠乙\n二、甲')
  })
})
