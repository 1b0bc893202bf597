import type { DecideDeps } from '../../sidecar/access-requests/decide.service.ts';
import { fileRequest, type Filing } from '../../sidecar/access-requests/file.service.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { network } from '../members/person-fixture.ts';
import { registered } from '../support/applicants.ts';
import { testDatabase } from '../support/database.ts';

export type RequestHouse = Awaited<ReturnType<typeof requestHouse>>;

/** A grant without an end. */
export const memberOf = (areaId: string) => ({ areaId, role: 'member' as const, endsAt: null });

/** Muster AG with two sites that take requests, and applicants; its time stands still until it is moved. */
export async function requestHouse() {
  const database = await testDatabase();
  const { db } = database;
  const people = await network(db);
  await db.updateTable('area').set({ open_registration: true }).where('kind', '=', 'site').execute();
  let now = new Date();
  const clock = () => now;
  const publicUrl = 'https://access.example';
  /** For decisions that nobody is nudged about and that use up no record. */
  const decideDeps: DecideDeps = {
    db,
    publicUrl,
    clock,
    nudgeMail: async () => {},
    nudgeAdmission: async () => {},
    useRecord: async () => false,
  };
  const file = (memberId: string, areaId: string, more: Partial<Filing> = {}) => {
    const form = { origin: 'openRegistration' as const, message: 'Bitte', answers: [] };
    return db
      .transaction()
      .execute((trx) => fileRequest(trx, { memberId, areaId, form, publicUrl, now, ...more }));
  };
  return {
    ...people,
    db,
    publicUrl,
    clock,
    decideDeps,
    advance(days: number) {
      now = addSeconds(now, days * 24 * 3600);
    },
    /** Somebody who registered openly; `signedIn`: and has been inside. */
    applicant: async (signedIn = true): Promise<string> => (await registered(db, { now, signedIn })).memberId,
    file,
    /** Files one that cannot but be filed; answers its id. */
    async filed(...asked: Parameters<typeof file>): Promise<string> {
      const request = await file(...asked);
      if (!request) throw new Error('no request was filed');
      return request.requestId;
    },
    async stateOf(memberId: string) {
      const row = await db
        .selectFrom('member')
        .select(['state', 'state_before'])
        .where('id', '=', memberId)
        .executeTakeFirstOrThrow();
      return row.state === 'suspended' ? `suspended, was ${row.state_before}` : row.state;
    },
    requests: (memberId: string) =>
      db
        .selectFrom('access_request')
        .selectAll()
        .where('member_id', '=', memberId)
        .orderBy('created_at')
        .execute(),
    async acts(memberId: string) {
      const rows = await db
        .selectFrom('audit')
        .select('act')
        .where('member_id', '=', memberId)
        .where('act', 'like', 'request.%')
        .orderBy('id')
        .execute();
      return rows.map(({ act }) => act);
    },
    async mails(memberId: string) {
      const rows = await db
        .selectFrom('message')
        .select('kind')
        .where('member_id', '=', memberId)
        .orderBy('created_at')
        .execute();
      return rows.map(({ kind }) => kind);
    },
    close: () => database.close(),
  };
}
