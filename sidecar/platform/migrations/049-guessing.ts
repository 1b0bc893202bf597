import { type Kysely, sql } from 'kysely';

/** A budget is counted from the records now and then, not at each try; each of its alarms and each notice has its own day; who waits is shown in the areas they named. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table guess_budget
      add column budget integer not null default 0,
      add column counted_at timestamptz,
      add column spent_alarmed_at timestamptz;
    alter table criteria_record add column used_again_told_at timestamptz;
    alter table registration add column held_area_ids uuid[];
    create index registration_held_record on registration (record_id) where state = 'held';
  `.execute(db);
}
