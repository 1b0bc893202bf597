import { beforeAll } from '@jest/globals';
import type { DecideDeps } from '../../sidecar/access-requests/decide.service.ts';
import { askMerge } from '../../sidecar/access-requests/merge-ask.service.ts';
import type { AnswerDeps } from '../../sidecar/access-requests/merge-answer.service.ts';
import { mergeRequestMessage } from '../../sidecar/access-requests/merge.message.ts';
import { mergeNow, type MergeWish } from '../../sidecar/access-requests/merge-now.service.ts';
import { lastMerges } from '../../sidecar/access-requests/merge.store.ts';
import { readTree } from '../../sidecar/areas/area.store.ts';
import type { AdminScope } from '../../sidecar/areas/scope.ts';
import type { ClaimedMessage } from '../../sidecar/mail/message.store.ts';
import { actorById } from '../../sidecar/members/sign-in.service.ts';
import { ringOf } from '../criteria/records.ts';
import { deps as decideDeps, house, id as requestId } from './decide-site.ts';
import { memberOf } from './request-house.ts';

/** The site of the decisions, its manager, and the applicant with their request. */
export {
  anotherApplicant as anotherRequest,
  boss,
  house,
  id as requestId,
  kim,
  nora,
  row as request,
} from './decide-site.ts';

const ring = ringOf(1);
export let deps: DecideDeps & AnswerDeps;

beforeAll(() => {
  deps = {
    ...decideDeps,
    ring,
    endInvitations: house.deps.endInvitations,
    async scopeOf(reader, memberId) {
      const actor = await actorById(reader, memberId);
      return actor && { actor, tree: await readTree(reader) };
    },
  };
});

export let people = 0;
/** Somebody with an account, known since an import. */
export async function known({
  signedIn,
  email = true,
  areaId = house.north,
}: {
  signedIn: boolean;
  email?: boolean;
  areaId?: string;
}) {
  people += 1;
  const id = await house.person(`known.${people}`, [{ areaId, role: 'member' }], signedIn);
  const more = { employee_number: `N${people}`, email: email ? `known.${people}@firm.example` : null };
  await house.db.updateTable('member').set(more).where('id', '=', id).execute();
  return id;
}
export const member = (id: string) =>
  house.db.selectFrom('member').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
export const wish = async (otherId: string, also: MergeWish['also'] = []): Promise<MergeWish> => ({
  otherId,
  version: (await member(otherId)).sync_version,
  also,
});
export const merge = async (scope: AdminScope, otherId: string, also: MergeWish['also'] = []) =>
  mergeNow(deps, scope, requestId, await wish(otherId, also));
export const ask = async (
  scope: AdminScope,
  otherId: string,
  also: MergeWish['also'] = [memberOf(house.north)],
) => askMerge(deps, scope, requestId, await wish(otherId, also));
export const holds = async (id: string) =>
  (await house.member(id)).grants
    .map(({ areaId, role }) => `${areaId === house.north ? 'north' : 'south'} ${role}`)
    .toSorted();
export const lastAsk = async () => (await lastMerges(house.db, [requestId])).get(requestId);
/** What the mail to the existing person leads to; undefined where it is not sent (any more). */
export async function linkOf(memberId: string): Promise<string | undefined> {
  const rows = await house.db
    .selectFrom('message')
    .select(['id', 'subject_id as subjectId', 'member_id as memberId'])
    .where('member_id', '=', memberId)
    .where('kind', '=', 'mergeRequest')
    .orderBy('created_at', 'desc')
    .execute();
  const kind = mergeRequestMessage({ ring, origin: house.publicUrl, clock: house.clock });
  const contents = await kind.load(house.db, rows as ClaimedMessage[]);
  return rows.flatMap(({ id }) => contents.get(id)?.link ?? [])[0];
}
export const secretOf = async (memberId: string) => (await linkOf(memberId))?.split('/').at(-1);
export const acts = async (like: string) => {
  const rows = await house.db
    .selectFrom('audit')
    .select('act')
    .where('subject_id', '=', requestId)
    .where('act', 'like', like)
    .orderBy('id')
    .execute();
  return rows.map(({ act }) => act);
};
