/** Remembers what was worked out from something that never changes, such as a statement by its id; forgets the oldest. */
export class BoundedCache<Value> {
  readonly #entries = new Map<string, Value>();

  /** @param most - Most entries kept. */
  constructor(private readonly most: number) {}

  /**
   * @param key - Names the immutable input.
   * @returns The value, if it is remembered.
   */
  find(key: string): Value | undefined {
    return this.#entries.get(key);
  }

  /**
   * @param key - Names the immutable input.
   * @param make - Works the value out; not remembered when it throws.
   * @returns The value, from memory if it is there.
   */
  get(key: string, make: () => Value): Value {
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const made = make();
    if (this.#entries.size >= this.most) {
      const [oldest] = this.#entries.keys();
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
    this.#entries.set(key, made);
    return made;
  }
}
