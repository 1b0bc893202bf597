import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import { pageWithin } from '../platform/http/paging.rules.ts';

/** `gone`: the account at the sign-in service is removed, so that nothing stands in the way of erasing. */
export type DeletedPerson = {
  id: string;
  name: string | null;
  username: string | null;
  deletedAt: Date;
  /** Null where it was not a person, or one who is deleted, too. */
  deletedBy: string | null;
  /** One of the log's codes; null where the log has forgotten it. */
  origin: string | null;
  gone: boolean;
  askedAt: Date | null;
  erasedAt: Date | null;
};

export const deletedPerPage = 50;

const people = sql`
  select m.id, case when m.erased_at is null then m.first_name || ' ' || m.last_name end as name,
    case when m.erased_at is null then m.username end as username, coalesce(m.deleted_at, m.created_at) as "deletedAt", log.origin,
    case when by.state <> 'deleted' then by.first_name || ' ' || by.last_name end as "deletedBy",
    m.sync_state = 'done' as gone, m.erase_asked_at as "askedAt", m.erased_at as "erasedAt"
  from member m
    left join lateral (
      select a.actor_id, a.details ->> 'origin' as origin from audit a
      where a.member_id = m.id and a.act = 'member.deleted' order by a.id desc limit 1
    ) log on true
    left join member by on by.id = log.actor_id`;

/** Deleted people, the newest first; `q` is looked for in names and user names that are still kept. */
export async function listDeleted(
  db: Db,
  asked: { q: string; page: number },
): Promise<{ rows: DeletedPerson[]; total: number; page: number }> {
  const found = sql`m.state = 'deleted' and (${asked.q} = ''
    or strpos(lower(m.first_name || ' ' || m.last_name || ' ' || m.username), lower(${asked.q})) > 0)`;
  const counted = await sql<{ n: number }>`select count(*)::int as n from member m where ${found}`.execute(
    db,
  );
  const total = counted.rows[0]?.n ?? 0;
  const page = pageWithin(asked.page, total, deletedPerPage);
  const { rows } = await sql<DeletedPerson>`${people} where ${found}
    order by m.deleted_at desc, m.id limit ${deletedPerPage} offset ${(page - 1) * deletedPerPage}`.execute(
    db,
  );
  return { rows, total, page };
}

export async function findDeleted(db: Db, id: string): Promise<DeletedPerson | undefined> {
  const { rows } = await sql<DeletedPerson>`${people} where m.id = ${id} and m.state = 'deleted'`.execute(db);
  return rows[0];
}
