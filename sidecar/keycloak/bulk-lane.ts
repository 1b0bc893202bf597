import { bulkClient } from '../../realm-config/clients.ts';
import { type AppError, toAppError } from '../platform/errors.ts';
import { newUserBody } from './account.rules.ts';
import { addedIds, bulkPayload } from './bulk-payload.rules.ts';
import { bulkWouldDo, openRealmDefaults, type RealmDefaults } from './bulk-realm.ts';
import { carefully } from './careful-lane.ts';
import { openCalls } from './calls.ts';
import type { Again, Lane, Outcome } from './lane.port.ts';
import type { Seen } from './load.ts';
import type { Directory, NewUser } from './port.ts';
import { openTokenSource, sharedSecret } from './service-token.ts';

export type BulkLaneOptions = {
  url: string;
  realm: string;
  issuer: string;
  secret: string;
  /** Who is handed back goes this way, whose refusal is the authority. */
  careful: Pick<Directory, 'createUser'>;
  batchSize?: number;
  limitMs?: number;
  observe?: (seen: Seen) => void;
  now?: () => Date;
  /** The realm's own gifts and rules; read from Keycloak where left out. */
  defaults?: () => Promise<RealmDefaults>;
};

/** Found by the sweep of `npm run bench -- provisioning`. */
const usualBatch = 10;
const usualLimitMs = 10_000;

/** Those whom one call may make: valid beyond doubt, and no two that would spoil each other's. */
function fitTogether(users: readonly NewUser[], realm: RealmDefaults): Set<NewUser> {
  const taken = new Set<string>();
  const fit = new Set<NewUser>();
  for (const user of users) {
    const keys = [user.memberId, `name ${user.username.toLowerCase()}`];
    if (user.email) keys.push(`mail ${user.email.toLowerCase()}`);
    if (keys.some((key) => taken.has(key)) || !bulkWouldDo(realm, newUserBody(user))) continue;
    for (const key of keys) taken.add(key);
    fit.add(user);
  }
  return fit;
}

/**
 * The bulk lane (ADR 019): one partialImport a batch, which Keycloak makes whole or not at all. Who might not be valid goes the
 * careful way; so does everybody of a batch that was refused or whose answer is unknown, each looked for by member id first.
 */
export function openBulkLane(options: BulkLaneOptions): Lane {
  const { realm, issuer, secret, careful, limitMs = usualLimitMs, observe, now } = options;
  const url = options.url.replace(/\/$/, '');
  const tokenUrl = `${url}/realms/${encodeURIComponent(realm)}/protocol/openid-connect/token`;
  const clientAuth = sharedSecret(secret);
  const timed = { limitMs, ...(now ? { now } : {}) };
  const tokens = openTokenSource({ issuer, tokenUrl, clientId: bulkClient, clientAuth, ...timed });
  const call = openCalls({ url, realm, tokens, limitMs, ...(observe ? { observe } : {}) });
  const defaults = options.defaults ?? openRealmDefaults(call, realm);

  /** Their account ids in order, undefined where nothing is known of anybody. */
  async function importAll(users: readonly NewUser[], known: RealmDefaults): Promise<string[] | undefined> {
    const rep = bulkPayload(users, known);
    try {
      return addedIds(users, await call((admin) => admin.realms.partialImport({ realm, rep })));
    } catch {
      // A conflict, an outage and a lost answer are told apart person by person.
      return undefined;
    }
  }

  async function oneByOne(users: readonly NewUser[], lookFirst: boolean, again: Again) {
    const outcomes = new Map<NewUser, Outcome | undefined>();
    let away: AppError | undefined;
    for (const user of users) {
      if (away) {
        outcomes.set(user, { error: away });
        continue;
      }
      const current = await again(user.memberId);
      const outcome = current && (await carefully(careful, current, { lookFirst }));
      outcomes.set(user, outcome);
      // Keycloak is away: asking on would only wait for each person in turn.
      if (outcome && 'error' in outcome && outcome.error.code === 'keycloak_unavailable')
        away = outcome.error;
    }
    return outcomes;
  }

  return {
    batchSize: options.batchSize ?? usualBatch,
    async createUsers(users, again) {
      try {
        const known = await defaults();
        const fit = fitTogether(users, known);
        const together = users.filter((user) => fit.has(user));
        const ids = together.length > 0 ? await importAll(together, known) : [];
        const left = ids ? users.filter((user) => !fit.has(user)) : users;
        const outcomes = await oneByOne(left, ids === undefined, again);
        for (const [index, userId] of (ids ?? []).entries())
          outcomes.set(together[index] as NewUser, { userId, created: true });
        return users.map((user) => outcomes.get(user));
      } catch (thrown) {
        const error = toAppError(thrown);
        return users.map(() => ({ error }));
      }
    },
  };
}
