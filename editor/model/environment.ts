/** What the model needs of the world. Passed in, so that a test can hold it still. */
export interface Environment {
  /** Milliseconds since 1970, UTC. */
  now(): number
  /** A fresh identifier: 16 characters of [0-9a-z], unguessable where the platform allows. */
  newId(): string
}
