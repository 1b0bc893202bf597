import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import { accessLinkStrategy } from '../../sidecar/access-links/access-link.strategy.ts';
import { expireLinks, revokeLinks } from '../../sidecar/access-links/end.service.ts';
import { issueBatch, mailLink } from '../../sidecar/access-links/issue.service.ts';
import { sendAgain } from '../../sidecar/access-links/send-again.service.ts';
import type { Applicant, Decision } from '../../sidecar/members/decision.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import { ring } from '../invitations/invited.ts';
import { insertAreas, insertMember, networkManager, north } from '../members/import-fixtures.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import '../../sidecar/audit/audit.table.ts';
import '../../sidecar/mail/message.table.ts';

/** One database for the file that imports this, with its areas and the administrator who acts. */
export let database: TestDatabase;
export const useDatabase = (): void => {
  beforeAll(async () => {
    database = await testDatabase();
    await insertAreas(database.db);
    const { memberId } = networkManager.actor;
    await insertMember(database.db, { id: memberId, firstName: 'Ada', lastName: 'Min', username: 'ada' });
  });
  afterAll(() => database.close());
};

export const admin = networkManager;
const start = new Date('2026-03-01T12:00:00Z');

/** The life of access links under a clock of its own, without browsers and mail servers. */
export function house(db: Db) {
  let now = start;
  const clock = () => now;
  const deps = { db, ring, clock, origin: 'https://einlass.muster.example', nudgeMail: async () => {} };
  const form = { areaId: north.id, role: 'member' as const, purpose: 'Messe', days: 30 };
  const applicant = (
    accessLinkId: string | null,
    registrationId = randomUUID(),
    generation = 1,
  ): Applicant => ({
    registrationId,
    facts: {},
    email: 'erika@example.com',
    memberId: null,
    visitor: randomBytes(8),
    accessLinkId,
    accessLinkGeneration: generation,
    areaId: null,
    request: null,
    released: false,
  });
  const decide = (...who: Parameters<typeof applicant>): Promise<Decision> =>
    db.transaction().execute((trx) => accessLinkStrategy.decide(trx, applicant(...who), now));
  return {
    deps,
    clock,
    decide,
    applicant,
    /** Several at once, as the worker decides them. */
    decideAll: (applicants: readonly Applicant[]) =>
      db.transaction().execute(async (trx) => accessLinkStrategy.decideAll?.(trx, applicants, now)),
    pass(seconds: number) {
      now = addSeconds(now, seconds);
    },
    batch: (links: number, formKey: string = randomUUID()) =>
      issueBatch(deps, admin, { ...form, links, formKey }),
    mailed: (formKey: string = randomUUID(), email = 'erika@example.com') =>
      mailLink(deps, admin, {
        ...form,
        formKey,
        recipient: {
          salutation: null,
          firstName: 'Erika',
          lastName: 'Muster',
          email,
          locale: 'de',
        },
      }),
    confirm: (id: string, memberId: string) =>
      db.transaction().execute((trx) => accessLinkStrategy.confirm(trx, [{ id, memberId }], now)),
    release: (id: string) => db.transaction().execute((trx) => accessLinkStrategy.release(trx, [id], now)),
    revoke: (id: string) => revokeLinks(deps, admin, { id, q: '', asked: 1 }),
    sendAgain: (id: string, seen: number) => sendAgain(deps, admin, id, seen),
    expire: () => expireLinks(deps),
  };
}

export async function linksOf(db: Db, batchId: string) {
  return db.selectFrom('access_link').selectAll().where('batch_id', '=', batchId).orderBy('number').execute();
}

export async function onlyLink(db: Db, batchId: string) {
  const [link, ...others] = await linksOf(db, batchId);
  if (!link || others.length > 0) throw new Error('not exactly one link');
  return link;
}

export async function actsOn(db: Db, subjectId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('audit')
    .select('act')
    .where('subject_id', '=', subjectId)
    .orderBy('id')
    .execute();
  return rows.map(({ act }) => act);
}

export async function member(db: Db): Promise<string> {
  const id = randomUUID();
  await insertMember(db, { id, firstName: 'Erika', lastName: 'Muster', username: `e.${id}` });
  return id;
}
