import type { HeldGrant } from '../areas/policy.rules.ts';
import type { Account, Directory } from '../keycloak/port.ts';
import type { Observer } from '../keycloak/observer.port.ts';
import { record } from '../audit/audit.store.ts';
import { lostGroupIds, membersWithTwo, storeDifferences } from './deviation.store.ts';
import { compareRoleGroups } from './feed-groups.service.ts';
import { knownGroups, type LookDeps, lookAtDue } from './feed-look.service.ts';
import { provisionAgain } from './feed-record.store.ts';
import { queueLooks } from './feed.store.ts';
import { type ComparedMember, differs, groupsDiffer, looksLikeAnotherRealm } from './reconcile.rules.ts';
import { syncOnceMore } from './sync.store.ts';
import {
  finishRun,
  leftOver,
  membersOfAccounts,
  provisionedAccounts,
  type RunFigures,
  startRun,
  withoutAccount,
} from './reconcile.store.ts';

export type ReconcileDeps = Omit<LookDeps, 'directory'> & {
  directory: Directory & Observer;
};

const pageSize = 250;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Who is in which role group: one listing a group instead of one call a person. */
async function membership(deps: ReconcileDeps): Promise<Map<string, Set<string>>> {
  const held = new Map<string, Set<string>>();
  for (const { groupId } of await knownGroups(deps.db)) {
    for (const userId of (await deps.directory.listGroupMembers(groupId)) ?? []) {
      const groups = held.get(userId) ?? new Set();
      held.set(userId, groups.add(groupId));
    }
  }
  return held;
}

type Pass = {
  seen: Set<string>;
  looks: Set<string>;
  strays: [Account, ComparedMember][];
  figures: RunFigures;
};

async function comparePage(deps: ReconcileDeps, page: readonly Account[], pass: Pass, groups: GroupView) {
  const carried = page.flatMap(({ memberId }) => (memberId && uuid.test(memberId) ? memberId : []));
  const ids = page.map(({ userId }) => userId);
  // A deletion that did not reach Keycloak, or an account whose making arrived after it.
  for (const memberId of await leftOver(deps.db, ids, carried))
    pass.figures.writes += await syncOnceMore(deps.db, memberId, deps.clock());
  const found = await membersOfAccounts(deps.db, ids, carried);
  const redeemed = await deps.redeemedAmong(
    deps.db,
    found.map(({ id }) => id),
  );
  const members = found.map((member) => ({ ...member, redeemed: redeemed.has(member.id) }));
  const byUser = new Map(members.map((member) => [member.keycloakUserId, member]));
  const byId = new Map(members.map((member) => [member.id, member]));
  for (const account of page) {
    pass.seen.add(account.userId);
    const own = byUser.get(account.userId);
    const named = account.memberId === undefined ? undefined : byId.get(account.memberId);
    const held = groups.held.get(account.userId) ?? new Set<string>();
    if (!own && !named) pass.figures.unknownAccounts += 1;
    // What admission is still at is its own business.
    const settled = !['pending', 'claimed'].includes((own ?? named)?.syncState ?? 'done');
    if (!settled) continue;
    if (own && (differs(own, account) || groupsDiffer(own, held, groups.known, groups.lost)))
      pass.looks.add(account.userId);
    else if (!own && named) pass.strays.push([account, named]);
  }
}
type GroupView = {
  held: ReadonlyMap<string, ReadonlySet<string>>;
  known: readonly (HeldGrant & { groupId: string })[];
  lost: ReadonlySet<string>;
};

/**
 * An account that carries our member id but is not the one we know: adopted by admission where we know none or ours is gone;
 * reported where there are two.
 */
async function mendStrays(deps: ReconcileDeps, pass: Pass): Promise<number> {
  const twice = new Map<string, Account>();
  let writes = 0;
  for (const [account, member] of pass.strays) {
    const ours = member.keycloakUserId;
    if (ours && (pass.seen.has(ours) || (await deps.directory.observe(ours)))) twice.set(member.id, account);
    else {
      if (ours) pass.looks.delete(ours);
      writes += await repair(deps, [member.id]);
    }
  }
  return writes + (await reportTwice(deps, twice));
}

async function reportTwice({ db, clock }: ReconcileDeps, twice: ReadonlyMap<string, Account>) {
  let writes = 0;
  for (const memberId of new Set([...(await membersWithTwo(db)), ...twice.keys()])) {
    const account = twice.get(memberId);
    const same = { kind: 'accountTwice', areaId: null, role: null, ourValue: null } as const;
    const seen = account ? [{ ...same, keycloakValue: account.username }] : [];
    writes += await db
      .transaction()
      .execute((trx) => storeDifferences(trx, memberId, seen, clock(), (kind) => kind === same.kind));
  }
  return writes;
}

async function repair({ db, clock }: ReconcileDeps, memberIds: readonly string[]): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const done = await provisionAgain(trx, memberIds, clock(), { anew: true });
    await record(
      trx,
      { kind: 'system' },
      memberIds.map((memberId) => ({ act: 'member.repaired', memberId, fields: ['account'] }) as const),
    );
    return done;
  });
}

/**
 * Compares everybody with Keycloak, page by page, repairs what admission owns and reports what differs. A listing is only a
 * hint: each act is preceded by a look at the one account. A second run right after it writes nothing.
 */
export async function reconcile(deps: ReconcileDeps): Promise<RunFigures> {
  const { db, directory, clock } = deps;
  const figures: RunFigures = {
    members: 0,
    accounts: 0,
    unknownAccounts: 0,
    missingAccounts: 0,
    differing: 0,
    writes: 0,
    halted: false,
  };
  const run = await startRun(db, clock());
  figures.writes += await compareRoleGroups(deps);
  const groups = { held: await membership(deps), known: await knownGroups(db), lost: await lostGroupIds(db) };
  const pass: Pass = { seen: new Set(), looks: new Set(), strays: [], figures };
  // Before the listing, so that nobody who is made meanwhile looks missing.
  const provisioned = await provisionedAccounts(db);
  figures.members = provisioned.length;
  for (let first = 0; ; first += pageSize) {
    const page = await directory.listAccounts(first, pageSize);
    figures.accounts += page.length;
    await comparePage(deps, page, pass, groups);
    if (page.length < pageSize) break;
  }
  const missing = provisioned.filter((userId) => !pass.seen.has(userId));
  figures.missingAccounts = missing.length;
  figures.halted = looksLikeAnotherRealm(missing.length, provisioned.length);
  if (!figures.halted) {
    for (const userId of missing) pass.looks.add(userId);
    figures.writes += await mendStrays(deps, pass);
    const lost = await withoutAccount(db);
    if (lost.length > 0) figures.writes += await repair(deps, lost);
  }
  figures.differing = pass.looks.size;
  await queueLooks(db, new Map([...pass.looks].map((id) => [id, { byConsole: false }])), clock());
  figures.writes += await lookAtDue(deps, Math.max(1, 2 * pass.looks.size));
  await finishRun(db, run, figures, clock());
  return figures;
}
