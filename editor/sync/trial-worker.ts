/// <reference lib="webworker" />
import { tryUpdate, type TrialRequest } from './try-update'

addEventListener('message', ({ data }: MessageEvent<TrialRequest>) => {
  tryUpdate(data, (answer) => postMessage(answer))
})
