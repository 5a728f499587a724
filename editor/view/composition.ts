import { Plugin } from 'prosemirror-state'
import type { Binding } from '../binding/binding'

/** Milliseconds after an input method's end until ProseMirror has read what it left. */
const settle = 60

/**
 * While an input method composes, nothing leaves and nothing of the text comes in: what
 * would change the line that is being composed would break the composition.
 */
export function composition(binding: Binding, hold: () => () => void): Plugin {
  let release: (() => void) | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  const begin = (): void => {
    clearTimeout(timer)
    binding.beginComposition()
    release ??= hold()
  }
  const end = (): void => {
    clearTimeout(timer)
    binding.endComposition()
    release?.()
    release = null
  }
  return new Plugin({
    props: {
      handleDOMEvents: {
        compositionstart() {
          begin()
          return false
        },
        compositionend() {
          clearTimeout(timer)
          timer = setTimeout(end, settle)
          return false
        },
        blur(view) {
          if (release !== null && !view.composing) end()
          else if (release !== null) timer = setTimeout(end, settle)
          return false
        },
      },
    },
    view: () => ({
      destroy: () => {
        if (release !== null) end()
      },
    }),
  })
}
