import { randomUUID } from 'node:crypto';
import { fileRequest, type Filing } from '../../sidecar/access-requests/file.service.ts';
import { addMember } from '../../sidecar/members/member-add.service.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { network } from '../members/person-fixture.ts';
import { testDatabase } from '../support/database.ts';

export type RequestHouse = Awaited<ReturnType<typeof requestHouse>>;

/** Muster AG with two sites that take requests, and applicants; its time stands still until it is moved. */
export async function requestHouse() {
  const database = await testDatabase();
  const { db } = database;
  const people = await network(db);
  await db.updateTable('area').set({ open_registration: true }).where('kind', '=', 'site').execute();
  let now = new Date();
  const publicUrl = 'https://access.example';
  return {
    ...people,
    db,
    publicUrl,
    clock: () => now,
    advance(days: number) {
      now = addSeconds(now, days * 24 * 3600);
    },
    /** Somebody who registered openly; `signedIn`: and has been inside. */
    async applicant(signedIn = true): Promise<string> {
      const username = `a${randomUUID()}`;
      const id = await addMember(
        db,
        { kind: 'system' },
        {
          firstName: 'Kim',
          lastName: 'Neu',
          username,
          email: `${username}@web.example`,
          locale: 'de',
          origin: 'openRegistration',
          grants: [],
          registered: { dueAt: now },
        },
      );
      if (signedIn) await db.updateTable('member').set({ activated_at: now }).where('id', '=', id).execute();
      return id;
    },
    file(memberId: string, areaId: string, more: Partial<Filing> = {}) {
      const form = { origin: 'openRegistration' as const, message: 'Bitte', answers: [] };
      return db
        .transaction()
        .execute((trx) => fileRequest(trx, { memberId, areaId, form, publicUrl, now, ...more }));
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
