import { readTree } from '../areas/area.store.ts';
import { findMember } from '../members/member.store.ts';
import { startAppOf } from '../members/start-app.read-model.ts';
import type { Reply } from '../platform/http/route.ts';
import type { Translate } from '../platform/i18n.ts';
import type { ViewData } from '../platform/views.ts';
import type { RegistrationDeps } from './deps.ts';
import { mayAskAnew, requestArea } from './mismatch.read-model.ts';
import { opensDoor, pageOf } from './registration.rules.ts';
import type { Registration } from './registration.store.ts';
import { view } from './shown.ts';

/** Ends after which beginning anew may help. */
const again = new Set(['cancelled', 'expired', 'mismatch', 'tooMany', 'closed']);

/** Where somebody begins anew, for the same area. */
async function joinPath(deps: RegistrationDeps, row: Registration): Promise<string> {
  const area = row.area_id ? (await readTree(deps.db)).byId(row.area_id) : undefined;
  return area ? `/join/${area.slug}` : '/join';
}

/** Asking for access instead: by this registration, but with an account that asked before on the page of its own requests. */
async function asking(deps: RegistrationDeps, row: Registration): Promise<ViewData> {
  const now = deps.clock();
  const area = await requestArea(deps.db, row, now);
  if (!area) return {};
  return (await mayAskAnew(deps.db, row, area.id, now))
    ? { ask: `${pageOf(row.id)}/request` }
    : { ownRequests: true };
}

/** Ends that are no dead ends: each says what can be done now. */
export async function endPage(
  deps: RegistrationDeps,
  row: Registration,
  t: Translate,
  end: string,
): Promise<Reply> {
  const memberId = row.member_id ?? row.account_member_id;
  const appUrl = (memberId && (await startAppOf(deps.db, memberId))) || deps.appUrl;
  const isNew = end === 'done' || end === 'registered';
  const member = isNew && memberId ? await findMember(deps.db, memberId) : undefined;
  return view('end', row, {
    title: t(`registration.end.${end}.title`),
    end,
    appUrl,
    ok: isNew || end === 'requested' || end === 'added' || end === 'released',
    mayChoosePassword: member && opensDoor(row, member, deps.clock()),
    ...(end === 'requested' ? { ownRequests: true } : await asking(deps, row)),
    linkAgain: row.way === 'link' && again.has(end),
    beginAgain: row.way !== 'link' && again.has(end) ? await joinPath(deps, row) : undefined,
  });
}
