import { faces, type Face } from './format'

/** The faces of a paper, one for each use. */
export type Faces = Readonly<Record<keyof typeof faces, Face>>

/** Which faces the file names, where an office has others than the standard's users. */
export interface FaceChoice {
  readonly title: TitleFace
  readonly body: BodyFace
}

/** The standard's first; then what offices have in its place. */
export const titleFaces = ['standard', 'founder', 'zhongsong', 'song'] as const
export const bodyFaces = ['standard', 'windows', 'founder', 'sinotype'] as const
export type TitleFace = (typeof titleFaces)[number]
export type BodyFace = (typeof bodyFaces)[number]

export const standardFaces: FaceChoice = { title: 'standard', body: 'standard' }

const titles: Readonly<Record<TitleFace, Face>> = {
  standard: faces.title,
  founder: {
    name: '方正小标宋_GBK',
    fallbacks: ['FZXiaoBiaoSong-B05', '方正小标宋简体', 'SimSun'],
  },
  zhongsong: { name: '华文中宋', fallbacks: ['STZhongsong', 'SimSun'] },
  song: { name: '宋体', fallbacks: ['SimSun', 'STSong'] },
}

const bodies: Readonly<Record<BodyFace, Pick<Faces, 'body' | 'level1' | 'level2'>>> = {
  standard: { body: faces.body, level1: faces.level1, level2: faces.level2 },
  windows: {
    body: { name: '仿宋', fallbacks: ['FangSong', '仿宋_GB2312', 'STFangsong'] },
    level1: faces.level1,
    level2: { name: '楷体', fallbacks: ['KaiTi', '楷体_GB2312', 'STKaiti'] },
  },
  founder: {
    body: { name: '方正仿宋_GBK', fallbacks: ['FZFangSong-Z02', 'FangSong', '仿宋_GB2312'] },
    level1: { name: '方正黑体_GBK', fallbacks: ['FZHei-B01', 'SimHei', '黑体'] },
    level2: { name: '方正楷体_GBK', fallbacks: ['FZKai-Z03', 'KaiTi', '楷体_GB2312'] },
  },
  sinotype: {
    body: { name: '华文仿宋', fallbacks: ['STFangsong', 'FangSong', '仿宋_GB2312'] },
    level1: { name: '华文细黑', fallbacks: ['STXihei', 'SimHei', '黑体'] },
    level2: { name: '华文楷体', fallbacks: ['STKaiti', 'KaiTi', '楷体_GB2312'] },
  },
}

export function facesOf({ title, body }: FaceChoice): Faces {
  return { ...faces, title: titles[title], ...bodies[body] }
}
