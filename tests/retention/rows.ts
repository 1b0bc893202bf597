import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { addDays } from '../../sidecar/platform/clock.ts';
import type { Db } from '../../sidecar/platform/db.ts';

/** Ahead of the database's own clock, so that nothing that it dates is in the future. */
export const now = addDays(new Date(), 10_000);
export const daysAgo = (days: number): Date => addDays(now, -days);

/** A row as it is, whatever the rooms would allow; answers its id. */
export async function put(db: Db, table: string, row: Record<string, unknown>): Promise<string> {
  const columns = sql.join(Object.keys(row).map((column) => sql.ref(column)));
  const values = sql.join(Object.values(row).map((value) => sql`${value}`));
  const { rows } = await sql<{ id: string }>`
    insert into ${sql.table(table)} (${columns}) values (${values}) returning *`.execute(db);
  return rows[0]?.id ?? '';
}

const secret = () => ({ key_id: 1, lookup: randomBytes(32) });

/** Rows of every table, long over unless `more` says something else. */
export function rowsOf(db: Db, areaId: string, memberId: string) {
  const old = daysAgo(2000);
  let generation = 0;
  return {
    member: (more: object = {}) =>
      put(db, 'member', {
        first_name: 'Mia',
        last_name: 'Muster',
        username: `m-${randomUUID()}`,
        state: 'active',
        activated_at: old,
        created_at: old,
        locale: 'de',
        origin: 'test',
        sync_state: 'done',
        ...more,
      }),
    invitation: (more: object = {}) =>
      put(db, 'invitation', {
        id: randomUUID(),
        member_id: memberId,
        generation: (generation += 1),
        state: 'expired',
        expires_at: old,
        created_at: old,
        ended_at: old,
        ...secret(),
        ...more,
      }),
    campaign: (more: object = {}) =>
      put(db, 'campaign', {
        id: randomUUID(),
        state: 'done',
        created_at: old,
        starts_at: old,
        ended_at: old,
        ...more,
      }),
    message: (more: object = {}) =>
      put(db, 'message', {
        kind: 'requestApproved',
        member_id: memberId,
        locale: 'de',
        to_address: 'mia@muster.example',
        state: 'sent',
        header_id: randomUUID(),
        created_at: old,
        ...more,
      }),
    letter: async (more: object = {}) =>
      put(db, 'access_letter', {
        member_id: memberId,
        key_id: 1,
        format: 'v1',
        state: 'redeemed',
        created_at: old,
        redeemed_at: old,
        expires_at: old,
        ...more,
      }),
    linkBatch: (more: object = {}) =>
      put(db, 'access_link_batch', {
        area_id: areaId,
        role: 'member',
        purpose: 'Aushang',
        links: 2,
        expires_at: old,
        created_at: old,
        ...more,
      }),
    link: (batchId: string, number: number, more: object = {}) =>
      put(db, 'access_link', {
        id: randomUUID(),
        batch_id: batchId,
        number,
        area_id: areaId,
        role: 'member',
        state: 'used',
        used_at: old,
        last_four: 'ABCD',
        expires_at: old,
        ...secret(),
        ...more,
      }),
    registration: (more: object = {}) =>
      put(db, 'registration', {
        way: 'link',
        state: 'done',
        locale: 'de',
        browser: randomBytes(32),
        own_start: false,
        visitor: randomBytes(32),
        created_at: old,
        expires_at: old,
        ...more,
      }),
    request: (more: object = {}) =>
      put(db, 'access_request', {
        member_id: memberId,
        area_id: areaId,
        state: 'rejected',
        origin: 'openRegistration',
        created_at: old,
        expires_at: old,
        decided_at: old,
        ...more,
      }),
    merge: (requestId: string, more: object = {}) =>
      put(db, 'account_merge', {
        request_id: requestId,
        applicant_id: memberId,
        existing_id: memberId,
        state: 'expired',
        grants: '[]',
        created_at: old,
        expires_at: old,
        ...secret(),
        ...more,
      }),
    record: async (more: object = {}) => {
      const known = await sql<{ id: number }>`select id from criteria_set limit 1`.execute(db);
      const set =
        known.rows[0]?.id ??
        (await put(db, 'criteria_set', { version: 1, key_id: 1, keys: ['lastName'], rules: '{}' }));
      return put(db, 'criteria_record', {
        set_id: set,
        lookup: randomBytes(32),
        origin: 'manual',
        created_at: old,
        values: '{}',
        ...more,
      });
    },
    import: (more: object = {}) =>
      put(db, 'import', {
        target: 'criteria',
        state: 'done',
        file_name: 'liste.xlsx',
        file_sha256: 'x',
        file: Buffer.from('x'),
        created_by: memberId,
        created_at: old,
        finished_at: old,
        ...more,
      }),
    importRow: (importId: string, number: number, subjectId: string | null = null) =>
      put(db, 'import_row', {
        import_id: importId,
        number,
        sheet: 'Tabelle',
        sheet_row: number,
        input: '{}',
        state: 'stored',
        subject_id: subjectId,
      }),
    bulkAct: (more: object = {}) =>
      put(db, 'bulk_act', {
        act: 'suspend',
        state: 'done',
        form_key: randomUUID(),
        created_by: memberId,
        created_at: old,
        finished_at: old,
        ...more,
      }),
    bulkItem: (actId: string, number: number, ofMember: string) =>
      put(db, 'bulk_act_item', { bulk_act_id: actId, number, member_id: ofMember, state: 'done' }),
    deviation: (more: object = {}) =>
      put(db, 'deviation', {
        member_id: memberId,
        kind: 'firstName',
        state: 'adopted',
        seen_at: old,
        looked_at: old,
        decided_at: old,
        ...more,
      }),
  };
}
export type Rows = ReturnType<typeof rowsOf>;
