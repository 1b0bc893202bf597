import { applicantsWith, expected } from '../support/criteria-people.ts';
import { expectPeople } from '../support/expected-people.ts';
import type { Installation } from '../support/installation.ts';
import { decideAll } from '../support/link-people.ts';

/** Room for so many losers that none of them has to wait for a manager: what is tried here is who wins. */
const raised = 100_000;

/**
 * Many people with proven addresses come with the same stored facts, and all workers decide on them at once. Answers how many were let in
 * and refused, and how many accounts and audit rows there are afterwards.
 */
export async function redeemRecordAtOnce(house: Installation, count: number) {
  const facts = expected(0, `-${Date.now()}`);
  const areaId = await expectPeople(house, [facts]);
  await house.query(`insert into guess_budget (area_id, month, budget, counted_at)
    values ('${areaId}', date_trunc('month', now() at time zone 'UTC')::date, ${raised}, now())
    on conflict (area_id, month) do update set budget = excluded.budget, counted_at = excluded.counted_at`);
  const ids = await applicantsWith(
    house,
    Array.from({ length: count }, () => facts),
  );
  const { ends } = await decideAll(house, ids);
  const { ready = 0, used = 0, ...others } = ends;
  const { rows } = await house.query(`select r.state,
    (select count(*)::int from member where employee_number = '${facts['employeeNumber']}') as members,
    (select count(*)::int from member where employee_number = '${facts['employeeNumber']}' and keycloak_user_id is not null) as accounts,
    (select count(*)::int from audit where act = 'criteria.redeemed' and subject_id = r.id) as "auditRows"
    from criteria_record r where r.registration_id = any('{${ids.join(',')}}')`);
  const other = Object.values(others).reduce((sum, some) => sum + some, 0);
  return { ready, used, other, ...rows[0] };
}

/** What has to come out of it. */
export const onceUsed = (count: number) => ({
  ready: 1,
  used: count - 1,
  other: 0,
  state: 'used',
  members: 1,
  accounts: 1,
  auditRows: 1,
});
