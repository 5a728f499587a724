/** Why an act on the list of members was not done, for whoever is told in their own language. */
export type ActProblem =
  /** The report's root is not on this device. */
  | 'not-owner'
  | 'not-member'
  /** The list would be larger than anybody reads. */
  | 'list-full'
  | 'invites-full'
  /** A key of an earlier epoch is not on this device. */
  | 'key-missing'

/** An act on the list of members that was not done. */
export class RefusedAct extends Error {
  override readonly name = 'RefusedAct'
  readonly problem: ActProblem

  constructor(problem: ActProblem) {
    super(problem)
    this.problem = problem
  }
}
