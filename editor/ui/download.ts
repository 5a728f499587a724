/** Hands a file to the browser to be saved. */
export function download(name: string, bytes: Uint8Array<ArrayBuffer>): void {
  const address = URL.createObjectURL(new Blob([bytes]))
  const link = document.createElement('a')
  link.href = address
  link.download = name.replaceAll(/[\\/:*?"<>|\s]+/g, '_')
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
