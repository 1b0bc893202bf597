import { type Kysely, sql } from 'kysely';

/** The page *Registrierungen*: by name, newest first, and the history of each record. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(db);
  await sql`
    create function criteria_name_key(facts jsonb) returns text language sql immutable parallel safe
      return einlass_fold(coalesce(facts ->> 'lastName', '') || ' ' || coalesce(facts ->> 'firstName', '')) collate "C";
    create index criteria_record_name on criteria_record (criteria_name_key("values"), id);
    create index criteria_record_created on criteria_record (created_at, id);
    create index audit_subject on audit (subject_id, id) where subject_id is not null;
  `.execute(db);
}
