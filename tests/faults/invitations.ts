import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { inviteMember, revokeInvitation } from '../../sidecar/invitations/invite-one.service.ts';
import { findInvitation } from '../../sidecar/invitations/invitation.store.ts';
import { newestInvitation } from '../../sidecar/invitations/life.store.ts';
import { claim, redeem } from '../../sidecar/invitations/redemption.service.ts';
import { requestAnew } from '../../sidecar/invitations/request.service.ts';
import { memberImportTarget } from '../../sidecar/members/import-target.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import { accounts, admin, complaints, house, invitationsOf, liveMails, person } from '../invitations/life.ts';
import { id as numbered, insertAreas, texts } from '../members/import-fixtures.ts';
import { atOnce } from '../support/at-once.ts';
import { patientDb, testDatabase } from '../support/database.ts';

export const name = 'invitations';

export type Figures = Record<string, number>;
export type Say = (line: string) => void;

/** Mulberry32: small, and the same for a seed everywhere. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const importId = numbered(500);
const fine = new Set(['gone', 'keycloak_unavailable']);

/** Only what a person would be told in plain words may come out of a race; anything else is a fault. */
async function allowed(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    const code = (error as { code?: string }).code ?? String(error);
    if (!fine.has(code)) throw error;
    return code;
  }
}

export type Race = 'revoke' | 'expiry' | 'again' | 'import' | 'request' | 'suspend';
export const races: readonly Race[] = ['revoke', 'expiry', 'again', 'import', 'request', 'suspend'];

/** The same person once more in a workbook, with another last name. */
async function importAgain(db: Db, memberId: string): Promise<void> {
  const target = memberImportTarget({ texts, clock: () => new Date(), afterCommit: async () => {} });
  const cells = {
    firstName: 'Erika',
    lastName: 'Anders',
    email: `${memberId}@example.com`,
    area: 'Werk Nord',
  };
  const { record } = target.reader(admin)(cells);
  const records = record ? [{ number: 1, sheetRow: 2, record }] : [];
  const rows = await target.diff(db, admin, records);
  const applied = await db.transaction().execute((trx) => target.apply(trx, admin, importId, rows));
  if (applied[0]?.outcome !== 'stored')
    throw new Error(`the import did not store: ${JSON.stringify(applied)}`);
}

type House = ReturnType<typeof house>;
type Invited = { memberId: string; id: string };

async function invitedPerson(db: Db, own: House, race: Race): Promise<Invited> {
  const { memberId } = await person(db);
  await inviteMember(own.invite, admin, memberId);
  const id = (await newestInvitation(db, memberId))?.id ?? '';
  const soon = new Date(own.clock().getTime() + 1000);
  if (race === 'expiry')
    await db.updateTable('invitation').set({ expires_at: soon }).where('id', '=', id).execute();
  return { memberId, id };
}

async function redeemer({ redemption }: House, id: string, random: () => number): Promise<string> {
  await sleep(random() * 6);
  const claimed = await claim(redemption, id, 'browser');
  if ('gone' in claimed) return claimed.gone;
  await sleep(random() * 4);
  return allowed(redeem(redemption, id, 'browser'));
}

const rivals: Record<Race, (db: Db, own: House, person: Invited) => Promise<unknown>> = {
  revoke: (_, own, { memberId }) => revokeInvitation(own.invite, admin, memberId),
  again: (_, own, { memberId }) => inviteMember(own.invite, admin, memberId),
  import: (db, _, { memberId }) => importAgain(db, memberId),
  async request(db, own, { id }) {
    const presented = await findInvitation(db, id);
    if (presented) await requestAnew(own.invite, presented);
  },
  suspend: (db, _, { memberId }) =>
    db.updateTable('member').set({ state: 'suspended' }).where('id', '=', memberId).execute(),
  async expiry(_, own) {
    own.pass(1);
    await own.sweep();
  },
};

/**
 * Some people are invited, and each one's redeeming races another act; Keycloak fails with the given probability, before or after
 * it acted. Once all is quiet every person must be in a state that some order of the two acts explains. Answers who won how often.
 */
export async function raceMany(
  db: Db,
  race: Race,
  people: number,
  random: () => number,
  failing = 0,
): Promise<Figures> {
  const keycloak = accounts(random, failing);
  const own = house(db, keycloak.directory);
  const invited = await Promise.all(Array.from({ length: people }, () => invitedPerson(db, own, race)));
  const ends = await Promise.all(
    invited.map(async (one) => {
      const other = async () => {
        await sleep(random() * 16);
        await rivals[race](db, own, one);
      };
      const [end] = await Promise.all([redeemer(own, one.id, random), other()]);
      return end;
    }),
  );
  // Until every lease and every retry is over.
  for (let round = 0; round < 20; round += 1) {
    own.pass(30);
    await own.sweep();
  }
  const ids = new Set(invited.map(({ memberId }) => memberId));
  const wrong = (await complaints(db, keycloak.open)).filter((line) => ids.has(line.slice(0, 36)));
  const figures: Figures = {};
  for (const [index, { id }] of invited.entries()) {
    const state = (await findInvitation(db, id))?.state;
    const end = ends[index] ?? '';
    if ((end === 'done') !== (state === 'accepted')) wrong.push(`${id}: ended with ${end}, but is ${state}`);
    figures[`${end} → ${state}`] = (figures[`${end} → ${state}`] ?? 0) + 1;
  }
  if (wrong.length > 0) throw new Error(`${race}: ${wrong.join('\n')}`);
  return figures;
}

/** Many presses of *Erneut einladen* at once, over connections of their own; answers links and mails that live afterwards. */
export async function pressAgain(
  url: string,
  db: Db,
  presses: number,
  sameForm: boolean,
): Promise<{ open: number; mails: number; made: number }> {
  const keycloak = accounts();
  const own = house(db, keycloak.directory);
  const { memberId } = await person(db);
  await inviteMember(own.invite, admin, memberId);
  const seen = (await newestInvitation(db, memberId))?.id;
  const many = patientDb(url, 25);
  try {
    const deps = { ...own.invite, db: many };
    await atOnce(presses, () => inviteMember(deps, admin, memberId, sameForm ? seen : undefined), 25);
  } finally {
    await many.destroy();
  }
  const rows = await invitationsOf(db, memberId);
  const open = rows.filter(({ state }) => state === 'open');
  const mails = await liveMails(db, memberId);
  if (mails[0] !== open[0]?.id) throw new Error('the mail that lives is not for the link that is open');
  return { open: open.length, mails: mails.length, made: rows.length };
}

/** Full figures: every race `250 × scale` times, quiet Keycloak and one that fails every fifth call before or after it acted; and presses of one button. */
export async function run(scale: number, seed: number, log: Say): Promise<Figures> {
  const random = seeded(seed);
  const database = await testDatabase();
  const figures: Figures = {};
  try {
    await insertAreas(database.db);
    const times = Math.max(1, Math.round(250 * scale));
    for (const race of races) {
      for (const failing of [0, 0.2]) {
        const label = `${race}${failing ? ', Keycloak failing' : ''}`;
        for (let done = 0; done < times; done += 25) {
          const part = await raceMany(database.db, race, Math.min(25, times - done), random, failing);
          for (const [end, count] of Object.entries(part))
            figures[`${label}: ${end}`] = (figures[`${label}: ${end}`] ?? 0) + count;
        }
        log(`redeem against ${label}: ${times} races, 0 wrong ends`);
      }
    }
    const people = Math.max(1, Math.round(20 * scale));
    for (let one = 0; one < people; one += 1) {
      const { open, mails, made } = await pressAgain(database.url, database.db, 50, false);
      if (open !== 1 || mails !== 1) throw new Error(`${open} open links and ${mails} live mails of ${made}`);
    }
    log(`50 presses of "invite again" at once, ${people} times: each ends with 1 open link, 1 live mail`);
    figures['people with 50 presses: 1 open link, 1 live mail'] = people;
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from member`.execute(database.db);
    figures['people'] = rows[0]?.n ?? 0;
  } finally {
    await database.close();
  }
  return figures;
}
