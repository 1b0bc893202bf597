import { sql } from 'kysely';
import { areasFor } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import { fullName } from './member.ts';
import { findMember } from './member.store.ts';

/** A real person whose data a preview shows; areas as far as the asker sees them. */
export type SamplePerson = {
  name: string;
  salutation: string | null;
  firstName: string;
  lastName: string;
  username: string;
  areas: string[];
};

/** Anybody of an area and below whom this administrator sees: whose name holds `name`, or the one with the longest name; undefined where there is nobody. */
export async function samplePerson(
  db: Db,
  { actor, tree }: AdminScope,
  areaId: string,
  which: { name: string } | 'longest',
): Promise<SamplePerson | undefined> {
  const seen = new Set(areasFor(tree, actor, 'members.read'));
  const within = tree.subtree(areaId).flatMap(({ id }) => (seen.has(id) ? id : []));
  const typed = which === 'longest' ? '' : which.name;
  const pattern = `%${typed.replace(/[\\%_]/g, '\\$&')}%`;
  const order =
    which === 'longest' ? sql`char_length(m.first_name) + char_length(m.last_name) desc, m.id` : sql`m.id`;
  const { rows } = await sql<{ id: string }>`
    select m.id from member m
    where m.state <> 'deleted' and ${typed ? sql`m.first_name || ' ' || m.last_name ilike ${pattern}` : sql`true`}
      and exists (select from "grant" g where g.member_id = m.id and g.area_id = any(${within}::uuid[])
        and (g.ends_at is null or g.ends_at > now()))
    order by ${order} limit 1`.execute(db);
  const member = rows[0] && (await findMember(db, rows[0].id));
  if (!member) return undefined;
  const { salutation, firstName, lastName, username, grants } = member;
  const areas = grants.flatMap((grant) =>
    seen.has(grant.areaId) ? (tree.byId(grant.areaId)?.name ?? []) : [],
  );
  return { name: fullName(member), salutation, firstName, lastName, username, areas };
}
