import { randomBytes } from 'node:crypto';
import type { AdminScope } from '../../sidecar/areas/scope.ts';
import { record } from '../../sidecar/audit/audit.store.ts';
import { issueLetters, type LetterDeps } from '../../sidecar/credentials/letter.service.ts';
import type { Letter } from '../../sidecar/credentials/letter.rules.ts';
import { lettersOf } from '../../sidecar/credentials/letter.store.ts';
import { insertMember } from '../../sidecar/members/member-add.service.ts';
import { systemClock } from '../../sidecar/platform/clock.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import { network } from '../members/person-fixture.ts';
import { testDatabase } from '../support/database.ts';

export type LettersOnly = {
  db: Db;
  letters: LetterDeps;
  boss: AdminScope;
  /** Manages Werk Nord. */
  nora: AdminScope;
  south: string;
  /** Somebody of Werk Nord without e-mail, with a letter. */
  newcomer(username: string): Promise<string>;
  move(memberId: string, areaId: string): Promise<void>;
  /** As after Keycloak was told. */
  carried(memberId: string): Promise<void>;
  expiresNow(memberId: string): Promise<void>;
  letter(memberId: string): Promise<Letter>;
  member(memberId: string): Promise<{ passwordAccess: boolean; passwordDue: string | null }>;
  acts(memberId: string): Promise<string[]>;
  close(): Promise<void>;
};

/** What happened to somebody's letter, by the log. */
export async function letterActs(db: Db, memberId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('audit')
    .select('act')
    .where('member_id', '=', memberId)
    .where('act', 'like', 'letter.%')
    .orderBy('id')
    .execute();
  return rows.map(({ act }) => act.replace('letter.', ''));
}

/** Letters on a real database, without Keycloak. */
export async function openLettersOnly(): Promise<LettersOnly> {
  const database = await testDatabase();
  const { db } = database;
  const muster = await network(db);
  const ring = { current: 1, keys: new Map([[1, randomBytes(32)]]) };
  const letters = { db, clock: systemClock, ring, validDays: async () => 30, nudge: async () => {} };
  const operator = { kind: 'operator' } as const;
  const grants = [{ areaId: muster.north, role: 'member' as const }];
  return {
    db,
    letters,
    boss: await muster.scope(muster.boss),
    nora: await muster.scope(muster.nora),
    south: muster.south,
    newcomer: (username) =>
      db.transaction().execute(async (trx) => {
        const names = {
          firstName: username,
          lastName: 'Ohne',
          username,
          locale: 'de',
          origin: 'test',
        } as const;
        const memberId = await insertMember(trx, operator, { ...names, grants });
        await record(trx, operator, await issueLetters(letters, trx, [{ memberId }], operator));
        return memberId;
      }),
    async move(memberId, areaId) {
      await db.updateTable('grant').set({ area_id: areaId }).where('member_id', '=', memberId).execute();
    },
    async carried(memberId) {
      const done = { sync_state: 'done', password_due: null, keycloak_user_id: memberId } as const;
      await db.updateTable('member').set(done).where('id', '=', memberId).execute();
    },
    async expiresNow(memberId) {
      const past = { expires_at: new Date(Date.now() - 1000) };
      await db.updateTable('access_letter').set(past).where('member_id', '=', memberId).execute();
    },
    async letter(memberId) {
      const [letter] = await lettersOf(db, [memberId]);
      if (!letter) throw new Error('no letter');
      return letter;
    },
    member: (memberId) =>
      db
        .selectFrom('member')
        .select(['password_access as passwordAccess', 'password_due as passwordDue'])
        .where('id', '=', memberId)
        .executeTakeFirstOrThrow(),
    acts: (memberId) => letterActs(db, memberId),
    close: () => database.close(),
  };
}
