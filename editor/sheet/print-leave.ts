/** Whether the print that comes next was let through as final. It ends with that print. */
let leave = false

/** To be called by whoever asked what stands in the way, right before the browser prints. */
export function giveLeave(): void {
  leave = true
}

export function hasLeave(): boolean {
  return leave
}

export function endLeave(): void {
  leave = false
}
