/** Time as the sync core sees it; a test holds it in its hand. */
export interface Scheduler {
  /** Runs once after so many milliseconds; returns what cancels it. */
  after(milliseconds: number, run: () => void): () => void
  /** Runs before the next frame is painted, or soon when nothing is painted. */
  frame(run: () => void): () => void
}

/** The browser's time. Hidden pages and the offscreen document paint no frames, so they take a timer. */
export function browserScheduler(): Scheduler {
  const after = (milliseconds: number, run: () => void): (() => void) => {
    const timer = setTimeout(run, milliseconds)
    return () => clearTimeout(timer)
  }
  return {
    after,
    frame(run) {
      if (typeof document === 'undefined' || document.visibilityState !== 'visible') {
        return after(16, run)
      }
      let done = false
      const once = (): void => {
        if (done) return
        done = true
        cancelAnimationFrame(frame)
        clearTimeout(timer)
        run()
      }
      const frame = requestAnimationFrame(once)
      // A page that is covered or hidden in this very moment gets no frame.
      const timer = setTimeout(once, 100)
      return () => {
        done = true
        cancelAnimationFrame(frame)
        clearTimeout(timer)
      }
    },
  }
}
