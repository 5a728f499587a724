/** 初稿 → 征求意见稿 → 送审稿 → 定稿. */
export type Stage = 'draft' | 'consultation' | 'review' | 'final'

export const stages: readonly Stage[] = ['draft', 'consultation', 'review', 'final']

export function isStage(value: unknown): value is Stage {
  return stages.some((stage) => stage === value)
}
