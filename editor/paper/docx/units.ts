import { characterPitch, linePitch } from '../format'

/** Twentieths of a point, the measure of most of Word's lengths. */
export function twips(points: number): number {
  return Math.round(points * 20)
}

export function twipsOfMillimetres(millimetres: number): number {
  return Math.round((millimetres * 1440) / 25.4)
}

export function twipsOfCharacters(characters: number): number {
  return Math.round(characters * characterPitch * 20)
}

export function twipsOfLines(lines: number): number {
  return Math.round(lines * linePitch * 20)
}

/** Half-points, the measure of sizes of type. */
export function halfPoints(points: number): number {
  return points * 2
}
