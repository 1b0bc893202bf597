import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';

/** Of which kind is what holds the text. */
export const traceKinds = [
  'member',
  'deleted',
  'record',
  'registration',
  'accessLink',
  'message',
  'importRow',
] as const;
export type TraceKind = (typeof traceKinds)[number];

/**
 * One row that holds the text as a whole value. `at`: when it came. `label`: what else is needed to know it again. `living`: it belongs to
 * somebody who is there, and stays. `busy`: it is being decided on this moment.
 */
export type Trace = {
  kind: TraceKind;
  id: string;
  at: Date;
  label: string;
  living: boolean;
  busy: boolean;
};

/** More than this are no mark of one person. */
export const mostTraces = 50;

const living = (member: string) =>
  sql`exists (select from member m where m.id = ${sql.ref(member)} and m.state <> 'deleted')`;
const holds = (facts: string, text: string) =>
  sql`exists (select from jsonb_each_text(${sql.ref(facts)}) as fact where lower(fact.value) = ${text})`;

/** Everything that holds exactly this address, number or other single detail, in small letters; one more than `mostTraces` at most. */
export async function findTraces(db: Db, text: string): Promise<Trace[]> {
  const { rows } = await sql<Trace>`
    select kind, id, at, label, living, busy from (
      select 'member' as kind, id::text, created_at as at, first_name || ' ' || last_name as label, true as living, false as busy
        from member where state <> 'deleted' and ${text} in (lower(email), lower(username), lower(employee_number))
      union all select 'deleted', id::text, deleted_at, first_name || ' ' || last_name, false, sync_state <> 'done'
        from member where state = 'deleted' and erased_at is null and (${text} in (lower(username), erase_address)
          or exists (select from message x where x.member_id = member.id and lower(x.to_address) = ${text})
          or exists (select from registration x where x.member_id = member.id and lower(x.email) = ${text}))
      union all select 'record', r.id::text, r.created_at, concat_ws(' ', r."values" ->> 'firstName', r."values" ->> 'lastName'),
        ${living('r.member_id')}, r.state = 'redeeming'
        from criteria_record r where ${holds('r.values', text)}
      union all select 'registration', r.id::text, r.created_at, r.way,
        ${living('r.member_id')} or ${living('r.account_member_id')}, r.state in ('deciding', 'admitting', 'ready')
        from registration r where lower(r.email) = ${text} or ${holds('r.values', text)}
      union all select 'accessLink', l.id::text, b.created_at, b.purpose, ${living('l.member_id')}, false
        from access_link l join access_link_batch b on b.id = l.batch_id where lower(l.email) = ${text}
      union all select 'message', x.id::text, x.created_at, x.kind, ${living('x.member_id')}, false
        from message x where lower(x.to_address) = ${text}
      union all select 'importRow', r.import_id || '/' || r.number, i.created_at, i.file_name, ${living('r.subject_id')}, i.state = 'running'
        from import_words w join import_row r using (import_id, number) join import i on i.id = r.import_id
        where strpos(w.words, ${text}) > 0 and ${holds('r.input', text)}
    ) as found order by array_position(${sql.val([...traceKinds])}::text[], kind), at desc limit ${mostTraces + 1}`.execute(
    db,
  );
  return rows;
}
