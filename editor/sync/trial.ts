import type { PartName } from '../model/parts'
import type { Inspected } from './inspect'
import type { TrialAnswer, TrialRequest } from './try-update'

/** Reads and applies updates of others where they can hang nobody. */
export interface Trial {
  /** Undefined when it took too long. */
  inspect(part: PartName, update: Uint8Array): Promise<Inspected | undefined>
  /**
   * Applies an update to a copy.
   * @param state of the document as it stands
   * @param tries so often it may miss the deadline: a machine may be busy with something else
   */
  apply(
    part: PartName,
    state: Uint8Array,
    update: Uint8Array,
    tries: number,
  ): Promise<'sound' | 'broken' | 'slow'>
  close(): void
}

/** A worker that answers `TrialRequest`s, one after the other. */
export interface TrialWorker {
  post(request: TrialRequest): void
  onAnswer: (answer: TrialAnswer) => void
  onError: () => void
  end(): void
}

/** Milliseconds that an update may take, and how many more for each byte: a first copy of a report is large. */
const allowance = 1500
const perByte = 2000 / (1024 * 1024)
/** Milliseconds until the document as it stands must be read. */
const patience = 20_000

/** @param start makes a worker; called again after one had to be ended */
export function createTrial(start: () => TrialWorker): Trial {
  let worker: TrialWorker | undefined
  let work: Promise<unknown> = Promise.resolve()
  let closed = false

  const ask = async (
    request: TrialRequest,
    milliseconds: number,
  ): Promise<TrialAnswer | 'slow' | 'broken'> => {
    if (closed) return 'slow'
    const mine = (worker ??= start())
    const isApply = request.type === 'apply'
    const reading = isApply ? request.state.length * perByte : 0
    return await new Promise((resolve) => {
      let timer: ReturnType<typeof setTimeout> | undefined
      const end = (answer: TrialAnswer | 'slow' | 'broken'): void => {
        clearTimeout(timer)
        if (typeof answer === 'string') {
          mine.end()
          if (worker === mine) worker = undefined
        }
        resolve(answer)
      }
      const wait = (time: number): void => {
        clearTimeout(timer)
        timer = setTimeout(() => end('slow'), time)
      }
      mine.onError = () => end('broken')
      mine.onAnswer = (answer) => {
        if (answer.type === 'ready') wait(milliseconds)
        else if (answer.type === 'integrated') wait(milliseconds + reading)
        else end(answer)
      }
      // Starting a worker takes time that is not the update's.
      wait(isApply ? patience : milliseconds + patience / 4)
      mine.post(request)
    })
  }
  const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
    const mine = work.then(run)
    work = mine.catch(() => undefined)
    return mine
  }
  const timeFor = (update: Uint8Array): number => allowance + update.length * perByte

  return {
    inspect: (part, update) =>
      inTurn(async () => {
        const answer = await ask({ type: 'inspect', part, update }, timeFor(update))
        return typeof answer === 'object' && answer.type === 'inspected'
          ? answer.inspected
          : undefined
      }),
    apply: (part, state, update, tries) =>
      inTurn(async () => {
        const request = { type: 'apply', part, state, update } as const
        let answer = await ask(request, timeFor(update))
        for (let n = 1; n < tries && answer === 'slow'; n++)
          answer = await ask(request, timeFor(update))
        if (typeof answer === 'string') return answer
        return answer.type === 'applied' && answer.sound ? 'sound' : 'broken'
      }),
    close() {
      closed = true
      worker?.end()
    },
  }
}

/** Tries in a worker of the browser; undefined where there are none. */
export function browserTrial(): Trial | undefined {
  if (typeof Worker === 'undefined') return undefined
  return createTrial(() => {
    const worker = new Worker(new URL('./trial-worker.ts', import.meta.url), { type: 'module' })
    const made: TrialWorker = {
      post: (request) => worker.postMessage(request),
      onAnswer: () => undefined,
      onError: () => undefined,
      end: () => worker.terminate(),
    }
    worker.addEventListener('message', ({ data }: MessageEvent<TrialAnswer>) => made.onAnswer(data))
    worker.addEventListener('error', () => made.onError())
    return made
  })
}
