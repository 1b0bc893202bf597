import { sql } from 'kysely';
import { isLive } from '../areas/live-grant.store.ts';
import type { Db } from '../platform/db.ts';
import type { AuditScope } from './scope.rules.ts';

/** Why a person holds a role in an area: the act that gave it, by whom, when, and the import it came through. */
export type GrantReason = {
  areaId: string;
  areaName: string;
  role: string;
  origin: string;
  at: Date;
  /** The role before, where the act was a change. */
  from: string | null;
  actorKind: string | null;
  actorName: string | null;
  importId: string | null;
  importFile: string | null;
  endsAt: Date | null;
};
/** How the person was asked in: the invitation that was redeemed, else the newest. */
export type InvitedBy = {
  at: Date;
  actorName: string | null;
  campaignId: string | null;
  acceptedAt: Date | null;
};
export type Why = { grants: GrantReason[]; invited?: InvitedBy };

/**
 * Reasons of the grants that the reader may see. The import is found by the row that the same transaction wrote about the
 * person (`now()` is the transaction's time), because a grant's own row names only what it gives.
 */
export async function whyAccess(db: Db, memberId: string, scope: AuditScope): Promise<Why> {
  const { rows } = await sql<GrantReason>`
    select a.id as "areaId", a.name as "areaName", g.role, g.origin, coalesce(e.at, g.granted_at) as at, e.details ->> 'from' as "from",
      e.actor_kind as "actorKind", by.first_name || ' ' || by.last_name as "actorName",
      i.id as "importId", i.file_name as "importFile", g.ends_at as "endsAt"
    from "grant" g join area a on a.id = g.area_id
    left join lateral (
      select * from audit e
      where e.member_id = g.member_id and e.area_id = g.area_id and e.act in ('grant.added', 'grant.changed')
      order by e.id desc limit 1
    ) e on true
    left join lateral (
      select o.details ->> 'importId' as import_id from audit o
      where o.member_id = g.member_id and o.at = e.at and o.details ? 'importId' limit 1
    ) same on true
    left join import i on i.id::text = same.import_id
    left join member by on by.id = coalesce(e.actor_id, g.granted_by) and by.state <> 'deleted'
    where g.member_id = ${memberId} and ${isLive('g')}
      and (${scope.all} or g.area_id = any(${sql.val(scope.areaIds)}::uuid[]))
    order by a.name
  `.execute(db);
  const invited = await sql<InvitedBy>`
    select v.created_at as at, v.accepted_at as "acceptedAt", v.campaign_id as "campaignId",
      by.first_name || ' ' || by.last_name as "actorName"
    from invitation v left join member by on by.id = v.created_by and by.state <> 'deleted'
    where v.member_id = ${memberId} order by v.accepted_at is null, v.created_at desc limit 1
  `.execute(db);
  const [one] = invited.rows;
  return { grants: rows, ...(one ? { invited: one } : {}) };
}
