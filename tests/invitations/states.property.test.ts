import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fc } from '../support/drawn.ts';
import { inviteMember, revokeInvitation } from '../../sidecar/invitations/invite-one.service.ts';
import { newestInvitation } from '../../sidecar/invitations/life.store.ts';
import { claim, redeem } from '../../sidecar/invitations/redemption.service.ts';
import { requestAnew } from '../../sidecar/invitations/request.service.ts';
import { AppError } from '../../sidecar/platform/errors.ts';
import { insertAreas } from '../members/import-fixtures.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { accounts, admin, complaints, house, invitationsOf, person, type Row } from './life.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await insertAreas(database.db);
});
afterAll(() => database.close());

type Link = {
  state: 'open' | 'redeeming' | 'accepted' | 'expired' | 'revoked';
  until: number;
  holder?: string;
};
/** What we believe of one person: the links in order, the time in seconds, when somebody asked last. */
type Model = {
  now: number;
  links: Link[];
  suspended: boolean;
  wasSuspended: boolean;
  /** A sweep came by while they were suspended: it closes accounts that it looks at for another reason, too. */
  mayBeClosed: boolean;
  askedAt: number;
};
type Real = {
  own: ReturnType<typeof house>;
  open: Set<string>;
  memberId: string;
  userId: string;
  seen: Map<string, string>;
};
type Command = fc.AsyncCommand<Model, Real>;

const validSeconds = 30 * 24 * 3600;
const leaseSeconds = 120;
const rank = { open: 0, redeeming: 0, accepted: 1, expired: 1, revoked: 1 } as const;

const newest = (model: Model): Link | undefined => model.links.at(-1);
const openLinks = (model: Model) => model.links.filter(({ state }) => rank[state] === 0);
const accepted = (model: Model): boolean => model.links.some(({ state }) => state === 'accepted');

function add(model: Model): void {
  for (const link of openLinks(model)) link.state = 'revoked';
  model.links.push({ state: 'open', until: model.now + validSeconds });
}

/** After each step: rows equal the model, ended links stay ended, at most one is open, each is redeemed at most once. */
async function agrees(model: Model, { own, open, memberId, userId, seen }: Real): Promise<void> {
  const rows: Row[] = await invitationsOf(database.db, memberId);
  expect(rows.map(({ state }) => state)).toEqual(model.links.map(({ state }) => state));
  expect(rows.filter(({ state }) => state === 'open' || state === 'redeeming').length).toBeLessThanOrEqual(1);
  for (const { id, state } of rows) {
    const before = seen.get(id);
    if (before && rank[before as keyof typeof rank] === 1) expect(state).toBe(before);
    seen.set(id, state);
  }
  const acceptances = await database.db
    .selectFrom('audit')
    .select('subject_id')
    .where('member_id', '=', memberId)
    .where('act', '=', 'invitation.accepted')
    .execute();
  const once = new Set(acceptances.map((row) => row.subject_id));
  expect(acceptances).toHaveLength(once.size);
  expect(once.size).toBe(model.links.filter(({ state }) => state === 'accepted').length);
  if (!accepted(model) || !model.mayBeClosed) expect(open.has(userId)).toBe(accepted(model));
  expect(own.clock().getTime()).toBe(start.getTime() + model.now * 1000);
}

const start = new Date('2026-03-01T12:00:00Z');

function command(name: string, run: (model: Model, real: Real) => Promise<void>): Command {
  return {
    check: () => true,
    toString: () => name,
    async run(model, real) {
      await run(model, real);
      await agrees(model, real);
    },
  };
}

const invite = command('invite', async (model, { own, memberId }) => {
  if (model.suspended) {
    await expect(inviteMember(own.invite, admin, memberId)).rejects.toMatchObject({ code: 'not_invitable' });
    return;
  }
  await inviteMember(own.invite, admin, memberId);
  add(model);
});

const revoke = command('revoke', async (model, { own, memberId }) => {
  await revokeInvitation(own.invite, admin, memberId);
  for (const link of openLinks(model)) link.state = 'revoked';
});

const sweep = command('sweep', async (model, { own }) => {
  await own.sweep();
  if (model.suspended) model.mayBeClosed = true;
  for (const link of openLinks(model)) {
    if (link.until <= model.now) link.state = 'expired';
  }
});

const request = command('request', async (model, { own, memberId }) => {
  const presented = await newestInvitation(database.db, memberId);
  if (!presented) return;
  await requestAnew(own.invite, presented);
  const last = newest(model);
  if (!last || model.suspended || model.now - model.askedAt < 3600) return;
  if (last.state === 'accepted') model.askedAt = model.now;
  const over = last.state === 'expired' || (rank[last.state] === 0 && last.until <= model.now);
  if (!over) return;
  model.askedAt = model.now;
  if (rank[last.state] === 0) last.state = 'expired';
  add(model);
});

const suspend = command('suspend or back', async (model, { memberId }) => {
  model.suspended = !model.suspended;
  model.wasSuspended = true;
  const back = accepted(model) || openLinks(model).length > 0 ? 'invited' : 'created';
  await database.db
    .updateTable('member')
    .set({ state: model.suspended ? 'suspended' : back })
    .where('id', '=', memberId)
    .execute();
});

const pass = (seconds: number) =>
  command(`pass ${seconds}`, async (model, { own }) => {
    own.pass(seconds);
    model.now += seconds;
  });

/** A browser goes the whole way with one of the links; which one is drawn. */
const take = (index: number, browser: string) =>
  command(`redeem ${index} by ${browser}`, async (model, { own, memberId }) => {
    const rows = await invitationsOf(database.db, memberId);
    const at = rows.length === 0 ? -1 : index % rows.length;
    const [row, link] = [rows[at], model.links[at]];
    if (!row || !link) return;
    const may = rank[link.state] === 0 && link.until > model.now && !model.suspended;
    const claimed = await claim(own.redemption, row.id, browser);
    expect('subject' in claimed).toBe(may);
    if (!may) {
      await expect(redeem(own.redemption, row.id, browser)).rejects.toBeInstanceOf(AppError);
      return;
    }
    await redeem(own.redemption, row.id, browser);
    link.state = 'accepted';
    model.mayBeClosed = false;
  });

test('states only move forward, one link is open at most, and each is redeemed once at most', async () => {
  const browsers = fc.constantFrom('phone', 'desk');
  const commands = fc.commands(
    [
      fc.constant(invite),
      fc.constant(revoke),
      fc.constant(sweep),
      fc.constant(request),
      fc.constant(suspend),
      fc.constantFrom(10, leaseSeconds + 1, 3601, validSeconds, validSeconds + 1).map(pass),
      fc.tuple(fc.nat(6), browsers).map(([index, browser]) => take(index, browser)),
    ],
    { maxCommands: 14 },
  );
  const keycloak = accounts(() => 0.5);
  await fc.assert(
    fc.asyncProperty(commands, async (steps) => {
      const own = house(database.db, keycloak.directory, start);
      const real = { own, open: keycloak.open, ...(await person(database.db)), seen: new Map() };
      const model: Model = {
        now: 0,
        links: [],
        suspended: false,
        wasSuspended: false,
        mayBeClosed: false,
        askedAt: -3600,
      };
      await fc.asyncModelRun(() => ({ model, real }), steps);
      await revokeInvitation(own.invite, admin, real.memberId);
      await own.sweep();
      await own.sweep();
      // A suspension closes the account; opening it again is admission's business, not that of invitations.
      const closedByRight = (line: string) => model.wasSuspended && line.includes('account closed although');
      const wrong = (await complaints(database.db, keycloak.open)).filter(
        (line) => line.startsWith(real.memberId) && !closedByRight(line),
      );
      expect(wrong).toEqual([]);
    }),
    { numRuns: 40 },
  );
});
