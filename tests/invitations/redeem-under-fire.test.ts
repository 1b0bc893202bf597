import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { newSecretRef } from '../../sidecar/invitations/invitation.rules.ts';
import { findInvitation, insertInvitations } from '../../sidecar/invitations/invitation.store.ts';
import { claim, redeem, type RedemptionDeps } from '../../sidecar/invitations/redemption.service.ts';
import '../../sidecar/audit/audit.table.ts';
import { openGateway } from '../../sidecar/keycloak/gateway.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { type Kind, planFor, token, writeAccount } from '../members/calls-under-fire.ts';
import { type UnderFire, underFire } from '../members/provisioning-under-fire.ts';
import { accountProblems } from '../support/accounts.ts';
import { type Fault, faults } from '../support/fault-proxy.ts';
import { ring } from './invited.ts';

/** For calls that nothing is done to. */
const patientMs = 60_000;

let fire: UnderFire;
beforeAll(async () => {
  fire = await underFire();
});
afterAll(() => fire.close());

/** Redemption through the proxy; a client of its own where getting a token is what fails. */
function redemption(own: boolean, limitMs = 300): RedemptionDeps {
  const { realm, issuer, currentKey } = fire.fixture;
  const fresh = () => openGateway({ url: fire.proxy.url, realm, issuer, currentKey, limitMs });
  const gateway = own ? fresh() : fire.directory;
  return {
    db: fire.db,
    directory: {
      ...gateway,
      enableVerified: (userId) => gateway.enableVerified(userId, { limitMs }),
    },
    ring,
    clock: () => new Date(),
    origin: 'https://einlass.muster.example',
    leaseSeconds: 120,
  };
}

/** Redemption past the proxy, however long Keycloak takes. */
function unhurried(): RedemptionDeps {
  const { directory } = fire.fixture;
  const enableVerified = (userId: string) => directory.enableVerified(userId, { limitMs: patientMs });
  return { ...redemption(false), directory: { ...directory, enableVerified } };
}

async function invite(memberId: string): Promise<string> {
  const id = randomUUID();
  const link = { id, memberId, campaignId: null, ...newSecretRef(ring, id), createdBy: null };
  await insertInvitations(fire.db, [{ ...link, expiresAt: addSeconds(new Date(), 3600) }]);
  await fire.db.updateTable('member').set({ state: 'invited' }).where('id', '=', memberId).execute();
  return id;
}

/** One person redeems while the fault is there and, if that failed, again from another browser after it; what is wrong then. */
async function redeemDuring(kind: Kind, fault: Fault): Promise<string[]> {
  const memberId = await fire.provisioned();
  const id = await invite(memberId);
  const wrong: string[] = [];
  const deps = redemption(kind === token);
  fire.proxy.plan(planFor(kind, fault));
  await claim(deps, id, 'first browser');
  const first = await redeem(deps, id, 'first browser').then(
    () => 'redeemed',
    (error: { code?: string }) => String(error.code),
  );
  fire.proxy.plan(() => undefined);
  const state = (await findInvitation(fire.db, id))?.state;
  if (first === 'redeemed' ? state !== 'accepted' : state !== 'open')
    wrong.push(`${first}, but the link is ${state}`);
  if (first !== 'redeemed') {
    if (!('subject' in (await claim(deps, id, 'second browser')))) wrong.push('the link does not open again');
    else await redeem(unhurried(), id, 'second browser');
  }
  const audit = await fire.db.selectFrom('audit').select('id').where('subject_id', '=', id).execute();
  if (audit.length !== 1) wrong.push(`${audit.length} audit rows`);
  return [...wrong, ...(await accountProblems(fire, memberId, true))];
}

test.each([
  ['the token', token],
  ['the opening of the account', writeAccount],
] as const)(
  'whatever happens to %s, the link is unspent or the account open, and then it works',
  async (_name, kind) => {
    const wrong: string[] = [];
    for (const fault of faults)
      for (const problem of await redeemDuring(kind, fault)) wrong.push(`${fault}: ${problem}`);
    expect(wrong).toEqual([]);
  },
);

test('while Keycloak is down nobody’s link is burnt; afterwards each works', async () => {
  const people: string[] = [];
  // One after another: whoever waits turns the clock that all of them share.
  while (people.length < 10) people.push(await fire.provisioned());
  const links = await Promise.all(people.map(invite));
  const deps = redemption(true, patientMs);
  await fire.proxy.down();
  const codes = await Promise.all(
    links.map(async (id) => {
      await claim(deps, id, 'browser');
      return redeem(deps, id, 'browser').catch((error: { code?: string }) => error.code);
    }),
  );
  expect(codes).toEqual(Array.from({ length: 10 }, () => 'keycloak_unavailable'));
  await fire.proxy.up();
  for (const id of links) {
    expect(await claim(deps, id, 'browser')).toHaveProperty('subject');
    await redeem(deps, id, 'browser');
  }
  for (const memberId of people) expect(await accountProblems(fire, memberId, true)).toEqual([]);
});
