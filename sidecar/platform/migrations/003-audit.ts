import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table audit (
      id bigint generated always as identity primary key,
      at timestamptz not null default now(),
      act text not null,
      actor_kind text not null check (actor_kind in ('administrator', 'employee', 'operator', 'system')),
      actor_id uuid,
      area_id uuid,
      member_id uuid,
      subject_id uuid,
      details jsonb not null default '{}'
    );
    create index audit_member on audit (member_id, id) where member_id is not null;
    create index audit_area on audit (area_id, id) where area_id is not null;
`.execute(db);
}
