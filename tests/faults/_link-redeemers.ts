import { fileURLToPath } from 'node:url';
import { adminOfMaster } from '../keycloak/realm-fixture.ts';
import type { Installation } from '../support/installation.ts';
import { decideAll, emailOf, makeLinks, peopleWith } from '../support/link-people.ts';
import { type Running, start } from '../support/processes.ts';

const main = fileURLToPath(new URL('../../sidecar/main.ts', import.meta.url));

/** Another worker of the same installation. */
export function secondWorker({ env }: Installation): Running {
  return start(process.execPath, [main, 'work'], env);
}

/**
 * Many people with proven addresses hold the same access link, and all workers decide on them at once. Answers how many were let in and
 * refused, and how many accounts and audit rows there are afterwards.
 */
export async function redeemLinkAtOnce(house: Installation, count: number) {
  const [linkId = ''] = await makeLinks(house, 1);
  const ids = await peopleWith(
    house,
    Array.from({ length: count }, () => linkId),
  );
  const { ends } = await decideAll(house, ids);
  const emails = ids.map(emailOf);
  const { members, stored } = await house.database.db
    .selectFrom('member')
    .where('email', 'in', emails)
    .select((is) => [
      is.fn.countAll<number>().as('stored'),
      is.fn.countAll<number>().filterWhere('origin', '=', 'accessLink').as('members'),
    ])
    .executeTakeFirstOrThrow();
  const { rows } = await house.query(`select state,
    (select count(*)::int from audit where act = 'accessLink.used' and subject_id = access_link.id) as "auditRows"
    from access_link where id = '${linkId}'`);
  const search = { realm: house.realm, search: 'link.', max: 100_000 };
  const users = await (await adminOfMaster()).users.find(search);
  const wanted = new Set(emails);
  const accounts = users.filter(({ email }) => email && wanted.has(email)).length;
  const { ready = 0, linkGone = 0, ...others } = ends;
  const other = Object.values(others).reduce((sum, some) => sum + some, 0);
  return { ready, linkGone, other, accounts, members, stored, ...rows[0] };
}

/** What has to come out of it. */
export const once = (count: number) => ({
  ready: 1,
  linkGone: count - 1,
  other: 0,
  accounts: 1,
  members: 1,
  stored: 1,
  state: 'used',
  auditRows: 1,
});
