import { type Kysely, sql } from 'kysely';

/** One trigger for what a statement wrote (`rows_new`) or took away (`rows_old`). */
async function watch(
  db: Kysely<unknown>,
  table: string,
  event: 'insert' | 'update' | 'delete',
  call: string,
): Promise<void> {
  const name = `einlass_listed_${table}_${event}`;
  const seen = [
    ...(event === 'delete' ? [] : ['new table as rows_new']),
    ...(event === 'insert' ? [] : ['old table as rows_old']),
  ].join(' ');
  await sql
    .raw(
      `create function ${name}() returns trigger language plpgsql as $$ begin ${call}; return null; end $$;
       create trigger ${name} after ${event} on "${table}" referencing ${seen} for each statement execute function ${name}();`,
    )
    .execute(db);
}

const list = (ids: string) =>
  `perform einlass_list(ids) from (select array(${ids}) as ids) s where ids <> '{}'`;
const again = (ids: string) =>
  `perform einlass_list_again(ids) from (select array(${ids}) as ids) s where ids <> '{}'`;
const shown = [
  'first_name',
  'last_name',
  'email',
  'username',
  'employee_number',
  'state',
  'origin',
  'locale',
];
/** What the list shows of a member's own row, so that the many steps of a synchronisation cost it nothing. */
const own = (row: string): string =>
  [
    ...shown.map((column) => `${row}.${column}`),
    `${row}.sync_state <> 'done' and ${row}.sync_error is not null`,
  ].join(', ');

/** Keeps the list of members right in the transaction of every change, whoever makes it; then fills it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await watch(db, 'member', 'insert', list('select id from rows_new'));
  const changed = `select n.id from rows_new n join rows_old o on o.id = n.id where (${own('n')}) is distinct from (${own('o')})`;
  await watch(db, 'member', 'update', list(changed));
  await watch(db, 'grant', 'insert', again('select distinct member_id from rows_new'));
  await watch(
    db,
    'grant',
    'update',
    again('select member_id from rows_new union select member_id from rows_old'),
  );
  await watch(db, 'grant', 'delete', again('select distinct member_id from rows_old'));
  const invitations = `kind = 'invitation' and member_id is not null`;
  await watch(db, 'message', 'insert', again(`select distinct member_id from rows_new where ${invitations}`));
  await watch(
    db,
    'message',
    'update',
    again(`select distinct n.member_id from rows_new n join rows_old o on o.id = n.id
      where n.kind = 'invitation' and n.member_id is not null and (n.state in ('failed', 'bounced')) <> (o.state in ('failed', 'bounced'))`),
  );
  await watch(
    db,
    'deviation',
    'insert',
    again('select distinct member_id from rows_new where member_id is not null'),
  );
  await watch(
    db,
    'deviation',
    'update',
    again(`select distinct n.member_id from rows_new n join rows_old o on o.id = n.id
      where n.member_id is not null and n.state <> o.state`),
  );
  await watch(
    db,
    'area',
    'update',
    again(`select distinct g.member_id from rows_new n join rows_old o on o.id = n.id join "grant" g on g.area_id = n.id
      where n.name <> o.name`),
  );
  // Which import made somebody is known to the log alone, because imports do not know what a member is.
  await watch(
    db,
    'audit',
    'insert',
    `update listed_member l set import_id = (n.details ->> 'importId')::uuid from rows_new n
      where n.act = 'member.created' and n.details ? 'importId' and l.member_id = n.member_id`,
  );
  // Filling it takes as long as there are people.
  await sql`set local statement_timeout = 0`.execute(db);
  await sql`
    select einlass_list(array(select id from member where state <> 'deleted'));
    select einlass_list_again(array(select member_id from listed_member));
    update listed_member l set import_id = (e.details ->> 'importId')::uuid from audit e
      where e.act = 'member.created' and e.details ? 'importId' and l.member_id = e.member_id;
    analyze listed_member;
  `.execute(db);
}
