import { parentPort } from 'node:worker_threads'
import { register } from 'tsx/esm/api'

register()
const { readDocx } = await import('../../editor/paper/read/read-docx.ts')
const { openSheets } = await import('../../editor/spreadsheet/open-sheets.ts')
parentPort?.on('message', ({ kind, bytes }) => {
  const begun = performance.now()
  const answer = (refused) => parentPort?.postMessage({ refused, took: performance.now() - begun })
  if (kind === 'docx') {
    const read = readDocx(bytes, 'w')
    answer(read.ok ? '' : read.reason)
  } else void openSheets(bytes).then((opened) => answer(typeof opened === 'string' ? opened : ''))
})
parentPort?.postMessage('ready')
