import { type Kysely, sql } from 'kysely';

/** The page *Protokoll*: newest first, by who, by what, by when. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index audit_time on audit (at);
    create index audit_act on audit (act, id);
    create index audit_actor on audit (actor_id, id) where actor_id is not null;
`.execute(db);
}
