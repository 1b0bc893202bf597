import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach } from '@jest/globals';
import type { AdminScope } from '../../sidecar/areas/scope.ts';
import { record } from '../../sidecar/audit/audit.store.ts';
import { issueLetters } from '../../sidecar/credentials/letter.service.ts';
import { withdrawLetters } from '../../sidecar/credentials/letter-life.service.ts';
import { keepPolicy } from '../../sidecar/credentials/policy.store.ts';
import { typedPasswords } from '../../sidecar/credentials/typed-password.ts';
import { errorFile } from '../../sidecar/imports/error-file.service.ts';
import { findImport } from '../../sidecar/imports/import.read-model.ts';
import type { ImportTarget } from '../../sidecar/imports/target.ts';
import type { MemberRecord } from '../../sidecar/members/import.ts';
import type { Newcomers } from '../../sidecar/members/newcomers.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import { insertAreas, networkManager, texts } from '../members/import-fixtures.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { importer, rowsOf } from './import-flow.ts';

export const me = networkManager.actor.memberId;
const now = new Date('2026-03-01T12:00:00Z');
const ring = { current: 1, keys: new Map([[1, randomBytes(32)]]) };
const issuing = { clock: () => now, ring, validDays: async () => 30 };

/** Letters as app and worker hand them to the import. */
const newcomers: Newcomers = {
  async withoutEmail(trx, people, by) {
    await record(trx, by, await issueLetters(issuing, trx, people, by));
  },
  async gotEmail(trx, memberIds, by, at) {
    await withdrawLetters(trx, memberIds, by, at);
  },
  async gone(trx, memberIds, by, at) {
    await withdrawLetters(trx, memberIds, by, at);
  },
};

let opened: TestDatabase | undefined;
/** A fresh database with the areas and a realm's policy, anew for each test of a file that calls this. */
export let db: Db;
export function freshDatabase(policy = 'length(12) and notUsername and hashIterations(1)'): void {
  beforeEach(async () => {
    opened = await testDatabase();
    db = opened.db;
    await insertAreas(db);
    await keepPolicy(db, policy, now);
  });
  afterEach(async () => opened?.close());
}

export function letterImporter(target: Partial<ImportTarget> = {}, scope: AdminScope = networkManager) {
  const flow = importer(db, scope, target, { newcomers, typedPasswords });
  return {
    ...flow,
    /** Stores what can be stored, as the job does. */
    async run(id: string): Promise<void> {
      const nudge = await flow.start(id, me);
      if (nudge) await flow.job.handle(nudge);
    },
  };
}

export async function errorFileOf(id: string): Promise<Buffer> {
  const head = await findImport(db, { memberId: me, seesAll: true }, id);
  if (!head) throw new Error('no import');
  return buffer(await errorFile(db, head, { t: texts.translate('de'), locale: 'de' }));
}

export const lettersNow = () =>
  db
    .selectFrom('access_letter')
    .innerJoin('member', 'member.id', 'access_letter.member_id')
    .select([
      'username',
      'last_name as lastName',
      'kind',
      'access_letter.typed_credential as typed',
      'access_letter.import_id as importId',
    ])
    .select('access_letter.state as state')
    .orderBy('last_name')
    .execute();

/** What staging made of each row: its verdict, what is wrong or surprising about it, whether a hash waits. */
export async function staged(id: string) {
  const rows = await rowsOf(db, id);
  const short = (texts: readonly { text: string }[]) => texts.map(({ text }) => text.split('.').at(-1));
  return rows.map(({ verdict, problems, warnings, record }) => ({
    verdict,
    problems: short(problems),
    warnings: short(warnings),
    hashed: (record as MemberRecord | null)?.typedPassword !== undefined,
  }));
}
