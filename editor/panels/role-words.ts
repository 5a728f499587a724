import { roles, type Role } from '../trust/roles'
import type { StringKey } from '../ui/strings'

export const roleWords: Readonly<Record<Role, StringKey>> = {
  owner: 'role-owner',
  drafter: 'role-drafter',
  contributor: 'role-contributor',
  reviewer: 'role-reviewer',
  reader: 'role-reader',
}

/** Roles that an invitation can give. */
export const invitable = roles.filter((role) => role !== 'owner')

export const isInvitable = (value: string): value is Exclude<Role, 'owner'> =>
  invitable.some((role) => role === value)
