import { facesOf, type FaceChoice } from '../paper/face-choice'
import { paperOf } from '../paper/content'
import { figureOn, printedReport, type CommentWords } from '../paper/from-report'
import type { PaperThread } from '../paper/threads'
import type { Report } from '../model/report'
import { applyMeasures, drawBlock, pageRules } from './draw'
import { drawStretches } from './draw-table'
import { barePageRule, drawPages, hasMarginBoxes } from './draw-pages'

export interface PrintOptions {
  readonly marked: boolean
  readonly comments: boolean
  readonly seal: boolean
  readonly faces: FaceChoice
  /** Stands on every page, such as 草稿; empty for a paper that was let through as final. */
  readonly mark: string
}

/**
 * Puts the report as it is printed into the page, beside all that is shown, and returns
 * what takes it away. While it is there, the page prints it and nothing else.
 *
 * @param write who wrote a comment and when, and the heading of their list
 */
export function showPrinted(
  report: Report,
  options: PrintOptions,
  words: CommentWords,
  write: { readonly heading: string; readonly when: (at: number) => string },
): () => void {
  const isWhole = hasMarginBoxes()
  const { doc, threads, changes } = printedReport(report, words, {
    comments: options.comments,
    // Pages that are drawn one by one have their lines counted beforehand, without what would come.
    suggestions: options.comments ? (isWhole ? 'tracked' : 'words') : null,
  })
  const blocks = paperOf(doc, figureOn(report), options.seal)
  const sheet = document.createElement('div')
  sheet.className = 'sheet sheet-printed'
  sheet.lang = 'zh-CN'
  applyMeasures(sheet)
  applyFaces(sheet, options.faces)
  const style = document.createElement('style')
  const drawing = { ...options, threads, changes }
  if (isWhole) {
    style.textContent = pageRules()
    sheet.append(style, ...drawStretches(blocks, (block) => drawBlock(block, drawing)))
  } else {
    style.textContent = barePageRule
    sheet.append(style, ...drawPages(blocks, drawing))
  }
  if (options.mark !== '') markPages(sheet, options.mark)
  if (threads.length > 0) sheet.append(commentList(threads, write))
  document.body.append(sheet)
  return () => sheet.remove()
}

/** Writes a word over every page: in each that is drawn by itself, else where the browser repeats it. */
function markPages(sheet: HTMLElement, word: string): void {
  const pages = sheet.querySelectorAll<HTMLElement>('.sheet-page')
  for (const page of pages.length > 0 ? pages : [sheet]) {
    const mark = document.createElement('div')
    mark.className = 'sheet-mark'
    mark.textContent = word
    page.append(mark)
  }
}

/** The chosen faces before those that the style sheet has in their place. */
function applyFaces(sheet: HTMLElement, choice: FaceChoice): void {
  const { title, body, level1, level2 } = facesOf(choice)
  for (const [variable, { name, fallbacks }] of [
    ['--title-font', title],
    ['--fangsong', body],
    ['--heiti', level1],
    ['--kaiti', level2],
  ] as const) {
    const standing = getComputedStyle(document.documentElement).getPropertyValue(variable)
    const names = [name, ...fallbacks].map((one) => `'${one}'`).join(', ')
    sheet.style.setProperty(variable, `${names}, ${standing}`)
  }
}

function commentList(
  threads: readonly PaperThread[],
  { heading, when }: { readonly heading: string; readonly when: (at: number) => string },
): HTMLElement {
  const part = document.createElement('section')
  part.className = 'sheet-comments'
  const title = document.createElement('h2')
  title.textContent = heading
  const list = document.createElement('ol')
  threads.forEach(({ messages }, index) => {
    const item = document.createElement('li')
    item.append(`〔${index + 1}〕`)
    for (const { author, at, body } of messages) {
      const by = document.createElement('small')
      by.textContent = `${author} ${when(at)} `
      const said = document.createElement('div')
      said.append(by, body)
      item.append(said)
    }
    list.append(item)
  })
  part.append(title, list)
  return part
}
