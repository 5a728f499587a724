/** Something that was done and can be taken back. Each act tells whether it changed anything. */
export interface Undoable {
  undo(): boolean
  redo(): boolean
}
