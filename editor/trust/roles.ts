import type { PartName } from '../model/parts'

/** 统稿人, 起草人, 填报人, 核稿人, and whoever only reads. */
export type Role = 'owner' | 'drafter' | 'contributor' | 'reviewer' | 'reader'

export const roles: readonly Role[] = ['owner', 'drafter', 'contributor', 'reviewer', 'reader']

const parts: Readonly<Record<Role, readonly PartName[]>> = {
  owner: ['text', 'figures', 'review'],
  drafter: ['text', 'figures', 'review'],
  contributor: ['figures', 'review'],
  reviewer: ['review'],
  reader: [],
}

/**
 * Whether a role may change a part. Every peer asks this of every change, whatever program made it.
 * @param isFinal the text is 定稿: text and figures stand, and only what the owner's device
 *   says of them counts, so that it can keep and reopen them
 */
export function mayWrite(role: Role | 'none', part: PartName, isFinal = false): boolean {
  if (isFinal && part !== 'review' && role !== 'owner') return false
  return role !== 'none' && parts[role].includes(part)
}

/** Whether a role may write what others wrote: in a snapshot, or when it puts back what was lost. */
export function mayVouch(role: Role | 'none'): boolean {
  return role === 'owner' || role === 'drafter'
}

export function isRole(value: unknown): value is Role {
  return roles.some((role) => role === value)
}
