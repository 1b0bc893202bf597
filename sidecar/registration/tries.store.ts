import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import { addSeconds } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import { type KeyRing, subKeys } from '../platform/secrets.ts';
import './registration.table.ts';
import { countedAddress, longestWindowSeconds, type Tried, windowsOf } from './tries.rules.ts';

/** Who tries: the proven address (or, for somebody signed in, the member's id), and the keyed hash of where they come from. */
export type Trier = { email: string; visitor: Buffer; now: Date };

export type Tries = {
  /** Counts a try to match facts before anything is compared; false: too many, and nothing may be compared. Rolled back with `trx`. */
  mayTry(trx: Trx, trier: Trier): Promise<boolean>;
  /** The try let somebody in, so it does not count: a whole shift may register from one address. Call in the same transaction. */
  giveBack(trx: Trx, trier: Trier): Promise<void>;
  /** Counts an account that is about to be made of nothing but a proven address; false: no further one by this mailbox or from there. */
  mayRegister(trx: Trx, trier: Trier): Promise<boolean>;
  /** Counts a code that is about to be mailed; false: no further one to this address or from there. */
  mayMail(trx: Db, trier: Trier): Promise<boolean>;
};

/** What a mailbox is counted under, by every key still held, the current one's first. */
export const mailboxKeys = (ring: KeyRing, email: string): Buffer[] =>
  subKeys(ring, 'tries').map((key) => createHmac('sha256', key).update(countedAddress(email)).digest());

/** Rows of this try, addresses as keyed hashes only; always in the same order, so that two tries never wait for each other. */
function rowsOf(ring: KeyRing, what: Tried, { email, visitor, now }: Trier) {
  const mailbox = mailboxKeys(ring, email)[0] as Buffer;
  return windowsOf(what, now).map(({ kind, by, since, most }) => ({
    kind,
    key: (by === 'email' ? mailbox : visitor).toString('hex'),
    since,
    most,
  }));
}

type Rows = ReturnType<typeof rowsOf>;
const asRows = (rows: Rows) => sql`
  select kind, decode(key, 'hex') as key, since, most
  from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row(kind text, key text, since timestamptz, most integer)`;

/** One statement counts in every window that has room; true where all had. */
async function count(db: Db, rows: Rows): Promise<boolean> {
  const counted = await sql`
    with tried as (${asRows(rows)})
    insert into try_count (kind, key, since, tries) select kind, key, since, 1 from tried
    on conflict (kind, key, since) do update set tries = try_count.tries + 1
      where try_count.tries < (select most from tried where tried.kind = excluded.kind)
    returning kind`.execute(db);
  return counted.rows.length === rows.length;
}

/** Counters in PostgreSQL: neither a restart nor an emptied Redis gives anybody further tries. */
export function openTries(ring: KeyRing): Tries {
  return {
    mayTry: (trx, trier) => count(trx, rowsOf(ring, 'facts', trier)),
    mayRegister: (trx, trier) => count(trx, rowsOf(ring, 'account', trier)),
    mayMail: (trx, trier) => count(trx, rowsOf(ring, 'code', trier)),
    async giveBack(trx, trier) {
      await sql`
        update try_count set tries = try_count.tries - 1 from (${asRows(rowsOf(ring, 'facts', trier))}) as tried
        where try_count.kind = tried.kind and try_count.key = tried.key and try_count.since = tried.since
          and try_count.tries > 0`.execute(trx);
    },
  };
}

/** Removes counts of windows that are over. */
export async function forgetTries(db: Db, now: Date): Promise<void> {
  await db.deleteFrom('try_count').where('since', '<', addSeconds(now, -longestWindowSeconds)).execute();
}
