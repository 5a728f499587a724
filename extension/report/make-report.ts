import { createReport } from '../../editor/index'
import type { Draft } from '../../editor/model/report'
import { systemEnvironment } from '../../editor/system'
import { newAccess, putReport } from '../platform/library'
import type { Begin } from './main'

/** Puts a new report into the list; resolves to its id and what it begins with. */
export async function makeReport(
  template: { readonly text: string } | { readonly draft: Draft; readonly title?: string },
): Promise<{ readonly id: string; readonly begin: Begin }> {
  const report = createReport(template)
  const now = systemEnvironment.now()
  await putReport({
    id: report.id,
    title: report.title(),
    access: await newAccess(),
    createdAt: now,
    openedAt: now,
    archived: false,
  })
  const begin = { seed: report.encode() }
  report.close()
  return { id: report.id, begin }
}
