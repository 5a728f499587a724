/** Something that was done and can be taken back. Each act tells whether it changed anything. */
export interface Undoable {
  undo(): boolean
  redo(): boolean
}

/**
 * Origin of Yjs transactions in which a person changes the text other than by typing into
 * the view. The view takes them as it takes a colleague's, and undo takes them back.
 */
export const actOrigin: object = { act: true }

/** Several acts as one step; undone the last first. */
export function together(acts: readonly Undoable[]): Undoable {
  return {
    undo: () => acts.toReversed().filter((act) => act.undo()).length > 0,
    redo: () => acts.filter((act) => act.redo()).length > 0,
  }
}
