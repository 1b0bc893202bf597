import { type Kysely, sql } from 'kysely';

/**
 * Sets keep the rules that their records were hashed by once newer ones count (null: those of the fields as they are), and equal
 * records are refused by an index; `twin` marks those that became equal by a change of the rules.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table criteria_set add column rules jsonb;
    alter table network_setting add column criteria_key_id integer;
    alter table criteria_record add column twin boolean not null default false;
    create unique index criteria_record_single on criteria_record (set_id, lookup) where state <> 'locked' and not twin;
  `.execute(db);
}
