import type { AppError } from '../platform/errors.ts';
import type { NewUser } from './port.ts';

/** `created` is false for an account that was there already and carries this member id. */
export type Outcome = { userId: string; created: boolean } | { error: AppError };

/**
 * Asked right before one person is tried a second time, because the first try may have taken long: the person as they are
 * now, undefined where somebody else has taken them over.
 */
export type Again = (memberId: string) => Promise<NewUser | undefined>;

/** A way to make accounts for people who have none. Whatever happens, nobody is half made and nobody is adopted by name. */
export type Lane = {
  /** How many people are best handed over at once. */
  batchSize: number;
  /** One outcome a person, in their order; undefined for whom `again` gave up. Never throws. */
  createUsers(users: readonly NewUser[], again: Again): Promise<(Outcome | undefined)[]>;
};
