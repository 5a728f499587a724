import { isLoose, numberAt, textAt, type Loose } from '../decode'

/** 数据来源 beyond its one line: where exactly, and what is kept with the report. */
export interface SourceDetail {
  /** 页码 or place in the document, such as 第3页 or 表2. */
  readonly page: string
  /** 说明. */
  readonly note: string
  /** Address of a page, `http`, `https` or `mailto` only; see `safeLink`. */
  readonly link: string
  /** What stood there, the words around included. */
  readonly quote: string
  /** When it was taken from there, in milliseconds since 1970; 0 when nobody knows. */
  readonly takenAt: number
  /** Ids of attachments that are kept with the report. */
  readonly attachments: readonly string[]
}

export const noDetail: SourceDetail = {
  page: '',
  note: '',
  link: '',
  quote: '',
  takenAt: 0,
  attachments: [],
}

const shortLimit = 400
const longLimit = 2000
const attachmentsLimit = 12
const idLimit = 140

/** Reads the detail of a value, whoever wrote it. */
export function readDetail(stored: unknown): SourceDetail {
  if (!isLoose(stored)) return noDetail
  return {
    page: textAt(stored, 'page', shortLimit),
    note: textAt(stored, 'note', longLimit),
    link: safeLink(textAt(stored, 'link', longLimit)),
    quote: textAt(stored, 'quote', longLimit),
    takenAt: numberAt(stored, 'takenAt'),
    attachments: idsAt(stored),
  }
}

function idsAt(stored: Loose): string[] {
  const list = stored['attachments']
  if (!Array.isArray(list)) return []
  return list
    .slice(0, attachmentsLimit)
    .filter((one): one is string => typeof one === 'string' && one !== '' && one.length <= idLimit)
}

/** The stored form: only what is said. Undefined when nothing is. */
export function detailToStore(detail: SourceDetail): Record<string, unknown> | undefined {
  const said = Object.entries(readDetail(detail)).filter(
    ([, value]) => value !== '' && value !== 0 && !(Array.isArray(value) && value.length === 0),
  )
  return said.length === 0 ? undefined : Object.fromEntries(said)
}

export function sameDetail(a: SourceDetail, b: SourceDetail): boolean {
  return JSON.stringify(detailToStore(a)) === JSON.stringify(detailToStore(b))
}

/** An address that may be followed from the form, else `''`: nothing that runs, nothing local. */
export function safeLink(raw: string): string {
  const text = raw.trim()
  return /^(?:https?:\/\/[^\s<>"\\/?#@]+(?:[/?#][^\s<>"\\]*)?|mailto:[^\s<>"\\]+)$/i.test(text) &&
    !/[\p{Cc}\p{Cf}]/u.test(text)
    ? text
    : ''
}
