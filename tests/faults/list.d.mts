export const groups: Readonly<
  Record<
    string,
    { readonly files: readonly string[]; readonly runs?: number; readonly least?: number }
  >
>
export const faults: readonly {
  readonly id: string
  readonly injected: string
  readonly tests: readonly string[]
  readonly bar: string
}[]
