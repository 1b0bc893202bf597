import { type Kysely, sql } from 'kysely';

/** What imports keep of people goes with the facts that are dropped after use, also of those who were let in before. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(db);
  await sql`
    alter table criteria_record add column files_due boolean not null default false;
    update criteria_record set files_due = true where "values" is null;
    create index criteria_record_files_due on criteria_record (id) where files_due;
    alter table import add column thinning text check (thinning in ('due', 'done'));
    create index import_thinning on import (id) where thinning = 'due';
  `.execute(db);
}
