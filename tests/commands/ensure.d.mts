export const root: string
export function run(command: string, args: readonly string[], options?: object): number
export function bin(name: string): string
export function ensurePackages(): void
export function findChromium(): string
export function findFirefox(): string | undefined
export function findOffice(): string | undefined
export function ensureBrowsers(options?: { firefox?: boolean; office?: boolean }): void
