import { readTree } from '../areas/area.store.ts';
import type { Db } from '../platform/db.ts';
import { findMember } from './member.store.ts';

/** The start app of the first of the person's areas that has one or stands below one that has; undefined is the network's. */
export async function startAppOf(db: Db, memberId: string): Promise<string | undefined> {
  const tree = await readTree(db);
  const member = await findMember(db, memberId);
  const areas = (member?.grants ?? []).flatMap((grant) => tree.lineage(grant.areaId));
  return areas.find((area) => area.startAppUrl)?.startAppUrl ?? undefined;
}
