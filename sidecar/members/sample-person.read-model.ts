import { sql } from 'kysely';
import type { AdminScope } from '../areas/scope.ts';
import { isLive } from '../areas/live-grant.store.ts';
import type { SamplePerson } from '../mail/text-preview.ts';
import type { Db } from '../platform/db.ts';
import type { Translate } from '../platform/i18n.ts';
import { fullName } from './member.ts';
import { resolveFilter, viewerOf } from './member-filter.rules.ts';
import { noFilter } from './member-filter.schema.ts';
import { listMembers } from './member-list.read-model.ts';
import { findMember } from './member.store.ts';

type Asker = AdminScope & { t: Translate };

/** By the index on the length of names, however many there are. */
async function longestName(db: Db, areaIds: readonly string[]): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select m.id from member m
    where m.state <> 'deleted' and exists (select from "grant" g
      where g.member_id = m.id and g.area_id = any(${areaIds}::uuid[]) and ${isLive('g')})
    order by char_length(m.first_name) + char_length(m.last_name) desc, m.id limit 1`.execute(db);
  return rows[0]?.id;
}

/**
 * Somebody of an area and below whom this administrator sees: the first whom the list's search finds by `name`, or the one with
 * the longest name; undefined where there is nobody.
 */
export async function samplePerson(
  db: Db,
  asker: Asker,
  areaId: string,
  which: { name: string } | 'longest',
): Promise<SamplePerson | undefined> {
  const { tree, t } = asker;
  const viewer = viewerOf(asker);
  const seen = new Set(viewer.areaIds);
  const area = tree.network?.id === areaId ? {} : { area: areaId };
  const found = async (q: string) => {
    const filter = resolveFilter({ ...noFilter, ...area, q }, t, asker, viewer);
    return (await listMembers(db, viewer, filter, { sort: 'name', dir: 'asc', page: 1, size: 1 })).rows[0]
      ?.id;
  };
  const within = tree.subtree(areaId).flatMap(({ id }) => (seen.has(id) ? id : []));
  const id = await (which === 'longest' ? longestName(db, within) : found(which.name));
  const member = id === undefined ? undefined : await findMember(db, id);
  if (!member) return undefined;
  const { salutation, firstName, lastName, username, grants } = member;
  const areas = grants.flatMap((grant) =>
    seen.has(grant.areaId) ? (tree.byId(grant.areaId)?.name ?? []) : [],
  );
  return { name: fullName(member), salutation, firstName, lastName, username, areas };
}
