/// <reference lib="webworker" />
import { openSheets } from './open-sheets'

addEventListener('message', ({ data }: MessageEvent<Uint8Array>) => {
  void openSheets(data).then((opened) => postMessage(opened))
})
