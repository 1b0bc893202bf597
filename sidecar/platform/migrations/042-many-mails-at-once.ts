import { type Kysely, sql } from 'kysely';

/** Of so many mails that a statement changes, those whose failure came or went. */
const failed = (rows: string): string =>
  `select id, member_id from ${rows} where state in ('failed', 'bounced') and kind in ('invitation', 'reminder') and member_id is not null`;

/**
 * A campaign of any size is held, taken up and cancelled in one statement. A connection keeps the plan that it made for a few rows:
 * a join of what was and what is would be made row by row then, and never end for many thousands; differences of sets are not.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create or replace function einlass_listed_message_update() returns trigger language plpgsql as $$ begin
        perform einlass_list_again(ids) from (select array(
          select distinct member_id from (
            (${failed('rows_new')} except ${failed('rows_old')}) union all (${failed('rows_old')} except ${failed('rows_new')})
          ) changed) as ids) s where ids <> '{}';
        return null; end $$;`,
    )
    .execute(db);
}
