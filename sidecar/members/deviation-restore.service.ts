import { readTree } from '../areas/area.store.ts';
import type { AdminScope } from '../areas/scope.ts';
import { record } from '../audit/audit.store.ts';
import { AppError } from '../platform/errors.ts';
import type { DecideDeps } from './deviation-decide.service.ts';
import { endDeviations, type OpenDeviation, settleDeviationsOf } from './deviation.store.ts';
import { pathOf } from './feed-groups.service.ts';
import { knownGroups } from './feed-look.service.ts';
import { provisionAgain } from './feed-record.store.ts';
import { setGroupsDue } from './feed.store.ts';
import type { MemberWithGrants } from './member.ts';
import { administrator } from './person-change.service.ts';

const conflict = (text: string): AppError =>
  new AppError('conflict', { fields: [{ field: 'deviation', text }] });

/**
 * The account is made again by admission. Password and second factor went with the old one, so whoever was in is *neu angelegt*
 * and has to be invited: nothing else may be the first way in.
 */
export async function restoreAccount(
  deps: DecideDeps,
  scope: AdminScope,
  person: MemberWithGrants,
  deviation: OpenDeviation,
): Promise<void> {
  const now = deps.clock();
  if (person.keycloakUserId && (await deps.directory.observe(person.keycloakUserId)))
    throw conflict('members.deviation.problem.accountIsBack');
  await deps.db.transaction().execute(async (trx) => {
    const actor = scope.actor.memberId;
    if ((await endDeviations(trx, [deviation.id], 'reverted', now, actor)) !== 1)
      throw new AppError('conflict');
    if ((await provisionAgain(trx, [person.id], now, { anew: true })) !== 1) throw new AppError('conflict');
    await trx
      .updateTable('member')
      .set({ state: 'created', activated_at: null, unused_told_at: null, email_verified: false })
      .where('id', '=', person.id)
      .where('state', 'in', ['active', 'registered', 'waiting'])
      .execute();
    await trx
      .updateTable('member')
      .set({ state_before: 'created', activated_at: null, unused_told_at: null, email_verified: false })
      .where('id', '=', person.id)
      .where('state', '=', 'suspended')
      .execute();
    // The new account has seen no redemption: what was redeemed for the old one opens nothing any more.
    await deps.voidRedemptions(trx, person.id, now);
    await settleDeviationsOf(trx, person.id, now);
    await record(trx, administrator(scope), [{ act: 'member.restored', memberId: person.id }]);
  });
  await deps.nudge();
}

/** A renamed group goes back by its id; a deleted one is made anew, but only where no other group has taken its place meanwhile. */
export async function restoreGroup(
  deps: DecideDeps,
  scope: AdminScope,
  deviation: OpenDeviation,
): Promise<void> {
  const { db, directory, clock } = deps;
  const { areaId, role, kind } = deviation;
  if (!areaId || !role) throw new AppError('not_found');
  const tree = await readTree(db);
  const slug = tree.byId(areaId)?.slug ?? '';
  const group = (await knownGroups(db)).find((one) => one.areaId === areaId && one.role === role);
  if (!group) throw new AppError('conflict');
  const there = await directory.groupAt(pathOf(tree, areaId, role));
  if (there && there !== group.groupId) throw conflict('members.deviation.problem.placeTaken');
  const deleted = kind === 'groupDeleted';
  if (!deleted) await directory.restoreRoleGroup(group.groupId, slug, role);
  await db.transaction().execute(async (trx) => {
    const now = clock();
    if ((await endDeviations(trx, [deviation.id], 'reverted', now, scope.actor.memberId)) !== 1)
      throw new AppError('conflict');
    if (deleted) {
      await trx
        .updateTable('area_group')
        .set({ keycloak_group_id: null, access: [] })
        .where('area_id', '=', areaId)
        .where('role', '=', role)
        .where('keycloak_group_id', '=', group.groupId)
        .execute();
      const holders = await trx
        .selectFrom('grant')
        .select('member_id')
        .where('area_id', '=', areaId)
        .where('role', '=', role)
        .execute();
      await provisionAgain(
        trx,
        holders.map((row) => row.member_id),
        now,
      );
    }
    await record(trx, administrator(scope), [{ act: 'deviation.reverted', areaId, kind }]);
  });
  await setGroupsDue(db);
  await deps.nudge();
}
