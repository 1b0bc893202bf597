import { randomBytes } from 'node:crypto';

export type Session = {
  sub: string;
  sid: string | undefined;
  name: string;
  email: string | undefined;
  accessToken: string;
  refreshToken: string | undefined;
  idToken: string;
  /** Keycloak was asked to take an e-mail, and has not said what became of it. */
  awaitsEmail?: true;
};
export type Attempt = { state: string; nonce: string; verifier: string };

const attemptMinutes = 35;
const sessionHours = 10;

/** Values that vanish after a while; the oldest go first, so that nobody can fill the memory. */
class Expiring<T> {
  readonly #entries = new Map<string, { value: T; until: number }>();
  readonly #milliseconds: number;

  constructor(minutes: number) {
    this.#milliseconds = minutes * 60_000;
  }

  add(value: T): string {
    const id = randomBytes(24).toString('base64url');
    if (this.#entries.size >= 10_000) this.#entries.delete(this.#entries.keys().next().value ?? '');
    this.#entries.set(id, { value, until: Date.now() + this.#milliseconds });
    return id;
  }

  get(id: string | undefined): T | undefined {
    const entry = id === undefined ? undefined : this.#entries.get(id);
    return entry && entry.until > Date.now() ? entry.value : undefined;
  }

  /** Replaces a value that is still there; its end stays. */
  put(id: string | undefined, value: T): void {
    const entry = id === undefined ? undefined : this.#entries.get(id);
    if (entry) entry.value = value;
  }

  take(id: string | undefined): T | undefined {
    const value = this.get(id);
    if (id !== undefined) this.#entries.delete(id);
    return value;
  }

  removeWhere(matches: (value: T) => boolean): number {
    const ids = [...this.#entries].filter(([, { value }]) => matches(value)).map(([id]) => id);
    for (const id of ids) this.#entries.delete(id);
    return ids.length;
  }
}

/** In memory: a restart signs everybody out here, and Keycloak's own session brings them straight back. */
export function openSessions() {
  return {
    attempts: new Expiring<Attempt>(attemptMinutes),
    people: new Expiring<Session>(sessionHours * 60),
  };
}
export type Sessions = ReturnType<typeof openSessions>;
