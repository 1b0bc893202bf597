import { randomBytes } from 'node:crypto';

/** Values in memory that vanish after a while; with more than one process, keep them in a database that all of them see. */
export class Kept<T> {
  readonly #entries = new Map<string, { value: T; until: number }>();
  readonly #milliseconds: number;

  constructor(minutes: number) {
    this.#milliseconds = minutes * 60_000;
  }

  /** Answers the handle; the oldest go first, so that nobody can fill the memory. */
  add(value: T): string {
    const handle = randomBytes(24).toString('base64url');
    if (this.#entries.size >= 10_000) this.#entries.delete(this.#entries.keys().next().value ?? '');
    this.#entries.set(handle, { value, until: Date.now() + this.#milliseconds });
    return handle;
  }

  get(handle: unknown): T | undefined {
    const entry = typeof handle === 'string' ? this.#entries.get(handle) : undefined;
    return entry && entry.until > Date.now() ? entry.value : undefined;
  }

  /** Each value is taken once. */
  take(handle: unknown): T | undefined {
    const value = this.get(handle);
    if (typeof handle === 'string') this.#entries.delete(handle);
    return value;
  }

  dropWhere(matches: (value: T) => boolean): void {
    for (const [handle, { value }] of this.#entries) if (matches(value)) this.#entries.delete(handle);
  }
}
