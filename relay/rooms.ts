/** Who listens to which topic. Holds no message and no address. */
export class Rooms<Client extends object> {
  readonly #clients = new Map<string, Set<Client>>()
  readonly #topics = new Map<Client, Set<string>>()
  readonly #limits: { topicsPerConnection: number; peersPerTopic: number }

  constructor(limits: { topicsPerConnection: number; peersPerTopic: number }) {
    this.#limits = limits
  }

  get size(): number {
    return this.#clients.size
  }

  subscribe(client: Client, topic: string): 'joined' | 'too-many-topics' | 'topic-full' {
    const topics = this.#topics.get(client) ?? new Set()
    if (topics.has(topic)) return 'joined'
    if (topics.size >= this.#limits.topicsPerConnection) return 'too-many-topics'
    const clients = this.#clients.get(topic) ?? new Set()
    if (clients.size >= this.#limits.peersPerTopic) return 'topic-full'
    this.#topics.set(client, topics.add(topic))
    this.#clients.set(topic, clients.add(client))
    return 'joined'
  }

  unsubscribe(client: Client, topic: string): void {
    this.#topics.get(client)?.delete(topic)
    const clients = this.#clients.get(topic)
    clients?.delete(client)
    if (clients?.size === 0) this.#clients.delete(topic)
  }

  /** Forgets a client; harmless when it is not known. */
  leave(client: Client): void {
    for (const topic of this.#topics.get(client) ?? []) this.unsubscribe(client, topic)
    this.#topics.delete(client)
  }

  listeners(topic: string): ReadonlySet<Client> {
    return this.#clients.get(topic) ?? new Set()
  }
}
