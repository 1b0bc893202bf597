import { type Selectable, sql } from 'kysely';
import type { HashedCredential } from '../keycloak/port.ts';
import type { Db, Trx } from '../platform/db.ts';
import type { Letter } from './letter.rules.ts';
import { type AccessLetterTable, openStates } from './letter.table.ts';
import './letter.table.ts';

export function letterOf(row: Selectable<AccessLetterTable>): Letter {
  return {
    id: row.id,
    memberId: row.member_id,
    generation: row.generation,
    keyId: row.key_id,
    format: row.format,
    kind: row.kind,
    state: row.state,
    importId: row.import_id,
    createdAt: row.created_at,
    shownAt: row.shown_at,
    shownBy: row.shown_by,
    printedAt: row.printed_at,
    handedOutAt: row.handed_out_at,
    redeemedAt: row.redeemed_at,
    endedAt: row.ended_at,
    expiresAt: row.expires_at,
  };
}

export async function lettersOf(db: Db, memberIds: readonly string[]): Promise<Letter[]> {
  const rows = await db
    .selectFrom('access_letter')
    .selectAll()
    .where(sql<boolean>`member_id = any(${memberIds}::uuid[])`)
    .execute();
  return rows.map(letterOf);
}

export async function lettersById(db: Db, ids: readonly string[]): Promise<Letter[]> {
  const rows = await db
    .selectFrom('access_letter')
    .selectAll()
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .execute();
  return rows.map(letterOf);
}

/** What a letter with a new password is written with; `id` is that of the row there is, if there is one. */
export type NewLetter = {
  id: string;
  memberId: string;
  generation: number;
  keyId: number;
  format: string;
  typed: HashedCredential | null;
  importId: string | null;
  expiresAt: Date;
};

/** Writes letters with a password that nobody knows yet; whatever was in a person's row before is over. */
export async function writeLetters(
  trx: Trx,
  fresh: readonly NewLetter[],
  createdBy: string | null,
  now: Date,
): Promise<void> {
  if (fresh.length === 0) return;
  const values = fresh.map(({ id, memberId, generation, keyId, format, typed, importId, expiresAt }) => ({
    id,
    member_id: memberId,
    generation,
    key_id: keyId,
    format,
    typed_credential: typed,
    import_id: importId,
    expires_at: expiresAt,
  }));
  await sql`
    insert into access_letter (id, member_id, generation, key_id, format, kind, typed_credential, import_id, expires_at, created_by, created_at)
    select id, member_id, generation, key_id, format, case when typed_credential is null then 'generated' else 'typed' end,
      typed_credential, import_id, expires_at, ${createdBy}::uuid, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as c(id uuid, member_id uuid, generation integer, key_id integer,
      format text, typed_credential jsonb, import_id uuid, expires_at timestamptz)
    on conflict (member_id) do update set generation = excluded.generation, key_id = excluded.key_id, format = excluded.format,
      kind = excluded.kind, typed_credential = excluded.typed_credential, import_id = coalesce(excluded.import_id, access_letter.import_id),
      state = 'created', expires_at = excluded.expires_at, created_by = excluded.created_by, created_at = excluded.created_at,
      shown_by = null, shown_at = null, printed_by = null, printed_at = null, handed_out_by = null, handed_out_at = null,
      redeemed_at = null, ended_at = null
  `.execute(trx);
}

export async function setShown(trx: Trx, id: string, by: string, now: Date): Promise<void> {
  await trx
    .updateTable('access_letter')
    .set({ shown_at: now, shown_by: by })
    .where('id', '=', id)
    .where('state', 'in', openStates)
    .execute();
}

export async function setPrinted(trx: Trx, ids: readonly string[], by: string, now: Date): Promise<void> {
  await trx
    .updateTable('access_letter')
    .set({ state: 'printed', printed_at: now, printed_by: by })
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .where('state', 'in', openStates)
    .execute();
}

type Ended = { id: string; memberId: string };

/** Of these people's open letters; answers which. */
export async function endOpen(
  trx: Trx,
  memberIds: readonly string[],
  state: 'expired' | 'withdrawn',
  now: Date,
): Promise<Ended[]> {
  return trx
    .updateTable('access_letter')
    .set({ state, ended_at: now, typed_credential: null })
    .where(sql<boolean>`member_id = any(${memberIds}::uuid[])`)
    .where('state', 'in', openStates)
    .$if(state === 'expired', (update) => update.where('expires_at', '<=', now))
    .returning(['id', 'member_id as memberId'])
    .execute();
}
