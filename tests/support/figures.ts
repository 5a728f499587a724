import { appendFileSync } from 'node:fs'

/**
 * Tells what a test has measured, for the table of `npm run faults`.
 * @param test its name in brackets, such as `Z1`
 */
export function tellFigures(
  test: string,
  figures: Readonly<Record<string, number | string>>,
): void {
  const told = Object.entries(figures).map(([name, value]) => `${name} ${value}`)
  console.log(`${test}: ${told.join(', ')}`)
  const file = process.env['FIGURES']
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ test, figures })}\n`)
}
