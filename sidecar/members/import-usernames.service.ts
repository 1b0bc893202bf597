import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import type { RecordRow } from './import.ts';
import { usernameMark } from './import-marks.rules.ts';
import { usernameBase, withoutNumber } from './username.rules.ts';
import './member.table.ts';

/** What is known of one base (`max.muster`): the names in use, and the number that was given last. */
type Base = { used: Set<string>; last: number };

async function loadBases(db: Db, bases: readonly string[]): Promise<Map<string, Base>> {
  const found = new Map(bases.map((base): [string, Base] => [base, { used: new Set(), last: 0 }]));
  const stem = sql<string>`regexp_replace(lower(username), '[0-9]+$', '')`;
  const rows = await db
    .selectFrom('member')
    .select([sql<string>`lower(username)`.as('username'), stem.as('base')])
    .where('state', '<>', 'deleted')
    .where(sql<boolean>`${stem} = any(${[...new Set(bases)]}::text[])`)
    .execute();
  for (const { username, base } of rows) found.get(base)?.used.add(username);
  return found;
}

/**
 * Gives new people without a user name a free one, in the order of the file: none that somebody has, none that stands in any row
 * (`stands`), none that it gave before. Each base is looked up once and counted on from there, so that a file of one name only
 * costs no more than any other.
 */
export function usernameCompleter(db: Db, stands: (mark: string) => boolean) {
  const bases = new Map<string, Base>();
  const next = (firstName: string, lastName: string): string => {
    const name = usernameBase(firstName, lastName);
    // names that end in a number share the base of those without, but are counted by themselves
    const known = bases.get(withoutNumber(name));
    const own = bases.get(`= ${name}`) ?? { used: known?.used ?? new Set(), last: 0 };
    bases.set(`= ${name}`, own);
    for (;;) {
      own.last += 1;
      const username = own.last === 1 ? name : `${name}${own.last}`;
      if (own.used.has(username) || stands(usernameMark(username))) continue;
      own.used.add(username);
      return username;
    }
  };
  const complete = async (rows: readonly RecordRow[]) => {
    const open = rows.filter(({ record }) => record.username === undefined);
    const wanted = open.map(({ record }) => withoutNumber(usernameBase(record.firstName, record.lastName)));
    const unknown = [...new Set(wanted)].filter((base) => !bases.has(base));
    if (unknown.length > 0) for (const [key, base] of await loadBases(db, unknown)) bases.set(key, base);
    return open.map(({ number, record }) => {
      const username = next(record.firstName, record.lastName);
      return { number, words: username, record: { ...record, username, usernameProposed: true as const } };
    });
  };
  return { complete };
}
