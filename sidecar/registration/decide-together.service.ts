import { sql } from 'kysely';
import type { Decision, Strategy } from '../members/decision.ts';
import { insertAllRegistered } from '../members/registered.service.ts';
import type { Trx } from '../platform/db.ts';
import { applicantOf, personOf } from './applicant.rules.ts';
import { holdClaimed } from './claim.store.ts';
import type { DecideDeps } from './decide.service.ts';
import { setAdmitting, setRefused } from './outcome.store.ts';
import type { Registration } from './registration.store.ts';

/** A link and a new account: nothing but their own rows, their links and their people is touched by the decision. */
export const isPlain = ({ way, state, account_member_id }: Registration): boolean =>
  way === 'link' && state === 'deciding' && account_member_id === null;

/** So long a set waits for what somebody else holds; then each is decided by itself, so that nobody waits for a stranger's trouble. */
const patienceMs = 500;

type Admit = { row: Registration; decision: Extract<Decision, { kind: 'admit' }> };
/** `decided`: by id; who is missing has to be decided alone. */
type Ends = { decided: ReadonlySet<string>; admitted: boolean };

/** Those whose address nobody has yet. */
async function withoutAccount(trx: Trx, rows: readonly Registration[]): Promise<Registration[]> {
  const ids = rows.map(({ id }) => id);
  const emails = rows.map(({ email }) => email);
  const { rows: found } = await sql<{ id: string }>`
    select r.id from unnest(${ids}::uuid[], ${emails}::text[]) r (id, email)
    where not exists (select 1 from member m where m.state <> 'deleted' and lower(m.email) = lower(r.email))`.execute(
    trx,
  );
  const free = new Set(found.map(({ id }) => id));
  return rows.filter(({ id }) => free.has(id));
}

async function letIn(trx: Trx, admits: readonly Admit[], now: Date): Promise<void> {
  if (admits.length === 0) return;
  const people = admits.map(({ row, decision }) => personOf(row, decision));
  const memberIds = await insertAllRegistered(trx, people, { waits: true, now });
  const admitted = admits.map(({ row: { id }, decision: { recordId = null } }, nth) => {
    return { id, memberId: memberIds[nth] ?? '', recordId, released: false };
  });
  await setAdmitting(trx, admitted, now);
}

async function decisionsOn(
  { decide, decideAll }: Strategy,
  trx: Trx,
  rows: readonly Registration[],
  now: Date,
): Promise<Decision[]> {
  const applicants = rows.map(applicantOf);
  if (decideAll) return decideAll(trx, applicants, now);
  const decisions: Decision[] = [];
  for (const applicant of applicants) decisions.push(await decide(trx, applicant, now));
  return decisions;
}

async function decideSet(deps: DecideDeps, trx: Trx, claimed: readonly Registration[]): Promise<Ends> {
  const now = deps.clock();
  await sql`set local lock_timeout = ${sql.lit(patienceMs)}`.execute(trx);
  const rows = await withoutAccount(trx, await holdClaimed(trx, claimed));
  const decisions = await decisionsOn(deps.strategies.link, trx, rows, now);
  const admits: Admit[] = [];
  for (const [nth, row] of rows.entries()) {
    const decision = decisions[nth];
    if (decision?.kind === 'admit') admits.push({ row, decision });
    else if (decision?.kind === 'refuse') await setRefused(trx, [row.id], decision.reason, now);
    else throw new Error(`a link never decides to ${decision?.kind}`);
  }
  await letIn(trx, admits, now);
  return { decided: new Set(rows.map(({ id }) => id)), admitted: admits.length > 0 };
}

/**
 * Decides registrations that are plain and claimed in one transaction, with one statement for all of them wherever it can be. Answers
 * for each whether it is decided; who is not is to be decided alone, which is everybody where anything went wrong.
 */
export async function decideTogether(
  deps: DecideDeps,
  claimed: readonly Registration[],
): Promise<readonly boolean[]> {
  const { decided, admitted } = await deps.db
    .transaction()
    .execute((trx) => decideSet(deps, trx, claimed))
    // What is wrong is said by the decision of the one with whom it is.
    .catch((): Ends => ({ decided: new Set(), admitted: false }));
  if (admitted) await deps.nudgeAdmission();
  return claimed.map(({ id }) => decided.has(id));
}
