import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { appClient } from '../../realm-config/app-clients.ts';
import { addApp } from '../../sidecar/keycloak/add-app.ts';
import { applyRealm } from '../../sidecar/keycloak/realm-apply.ts';
import { checkRealm } from '../../sidecar/keycloak/realm-check.ts';
import { begin, discover, renewed } from '../apps/native/sign-in.ts';
import { type Answer, type HttpBrowser, httpBrowser } from '../support/http-browser.ts';
import { actionLinkIn, mailTo } from '../support/mailbox.ts';
import { until } from '../support/processes.ts';
import { realmSmtp } from '../support/servers.ts';
import { type FakeProvider, fakeProvider } from './fake-provider.ts';
import { openRealm, type RealmFixture } from './realm-fixture.ts';
import { password } from './tokens.ts';

let fixture: RealmFixture;
let provider: FakeProvider;
const back = 'http://127.0.0.1:9/callback';
const refusal = 'Diese App ist für einen geschlossenen Bereich';

beforeAll(async () => {
  provider = await fakeProvider();
  fixture = await openRealm({ publicUrl: provider.url, gates: ['werk-nord'], smtp: realmSmtp() });
  const { admin, realm } = fixture;
  await addApp(admin, realm, appClient('native', { clientId: 'open' }));
  await addApp(admin, realm, appClient('native', { clientId: 'closed', gates: ['werk-nord'] }));
  admin.realmName = realm;
  for (const access of ['werk-nord:member', 'werk-nord-halle:member'])
    await admin.groups.create({ name: access, attributes: { access: [access] } });
  await person('member', 'werk-nord:member');
  await person('halle', 'werk-nord-halle:member');
});
afterAll(async () => {
  await fixture?.close();
  await provider?.close();
});

async function person(username: string, group?: string): Promise<string> {
  const { id } = await fixture.admin.users.create({
    username,
    email: `${username}-${fixture.realm}@muster.example`,
    firstName: 'Jörg',
    lastName: 'Müßig',
    enabled: true,
    attributes: { locale: ['de'] },
    groups: group ? [group] : [],
    credentials: [{ type: 'password', value: password, temporary: false }],
  });
  const identity = { userId: username, userName: username };
  await fixture.admin.users.addToFederatedIdentity({
    id,
    federatedIdentityId: 'access',
    federatedIdentity: identity,
  });
  return id;
}

/** The first page of Keycloak's for an app, or where it leads outside. */
async function start(browser: HttpBrowser, app: 'open' | 'closed', more: Record<string, string> = {}) {
  const attempt = await begin(await discover(fixture.issuer, app), back, { ui_locales: 'de', ...more });
  return { ...attempt, page: await browser.follow(await browser.get(attempt.url), inside) };
}
const inside = (next: URL): boolean => !next.href.startsWith(back);

async function signIn(browser: HttpBrowser, app: 'open' | 'closed', username: string): Promise<Answer> {
  const { page } = await start(browser, app);
  return browser.follow(await browser.submit(page, { username, password }), inside);
}
const isIn = ({ location }: Answer): boolean => location?.searchParams.has('code') === true;

async function expectRefused(answer: Answer): Promise<void> {
  expect(isIn(answer)).toBe(false);
  expect(answer.text).toContain(refusal);
}

test('the area lets in; another that begins alike does not, and open apps are open', async () => {
  expect(isIn(await signIn(httpBrowser(), 'closed', 'member'))).toBe(true);
  await expectRefused(await signIn(httpBrowser(), 'closed', 'halle'));
  expect(isIn(await signIn(httpBrowser(), 'open', 'halle'))).toBe(true);
});

test('a session of another app, a smaller scope or a silent question open nothing', async () => {
  const browser = httpBrowser();
  await person('elsewhere');
  await signIn(browser, 'open', 'elsewhere');
  await expectRefused((await start(browser, 'closed')).page);
  await expectRefused((await start(browser, 'closed', { scope: 'openid' })).page);
  expect(isIn((await start(browser, 'closed', { prompt: 'none' })).page)).toBe(false);
  const member = httpBrowser();
  await signIn(member, 'open', 'member');
  expect(isIn((await start(member, 'closed')).page)).toBe(true);
});

test('a forgotten password opens nothing', async () => {
  const browser = httpBrowser();
  await person('forgetful');
  const { page } = await start(browser, 'closed');
  const [, forgot = ''] = /href="([^"]*reset-credentials[^"]*)"/.exec(page.text) ?? [];
  const form = await browser.get(new URL(forgot.replaceAll('&amp;', '&'), fixture.url));
  await browser.submit(form, { username: 'forgetful' });
  const mail = await mailTo(`forgetful-${fixture.realm}@muster.example`);
  await expectRefused(await browser.follow(await browser.get(actionLinkIn(mail)), inside));
});

test('a link of Einlass opens nothing; only where the gate stands in the browser flow alone it did', async () => {
  const { admin, realm, input } = fixture;
  await person('linked');
  provider.vouchFor('linked');
  const byLink = async () => (await start(httpBrowser(), 'closed', { kc_idp_hint: 'access' })).page;
  await expectRefused(await byLink());
  const row = await admin.identityProviders.findOne({ alias: 'access', realm });
  await admin.identityProviders.update({ alias: 'access', realm }, { ...row, postBrokerLoginFlowAlias: '' });
  expect(isIn(await byLink())).toBe(true);
  expect((await checkRealm(admin, input)).map(({ code }) => code)).toContain('second_factor');
  await applyRealm(admin, input);
  admin.realmName = realm;
  await expectRefused(await byLink());
});

test('another identity provider passes the gate until our flow follows it, which check realm tells', async () => {
  const { admin, realm, input } = fixture;
  const id = await person('federated');
  provider.vouchFor('federated');
  const { internalId: _, ...row } = (await admin.identityProviders.findOne({ alias: 'access', realm })) ?? {};
  const other = { ...row, alias: 'other', postBrokerLoginFlowAlias: '' };
  await admin.identityProviders.create({ realm, ...other });
  const federatedIdentity = { userId: 'federated', userName: 'federated' };
  await admin.users.addToFederatedIdentity({ id, federatedIdentityId: 'other', federatedIdentity });
  const byOther = async () => (await start(httpBrowser(), 'closed', { kc_idp_hint: 'other' })).page;
  const told = async () => (await checkRealm(admin, input)).map(({ code }) => code);
  expect(isIn(await byOther())).toBe(true);
  expect(await told()).toEqual(expect.arrayContaining(['gate_provider']));
  const postBrokerLoginFlowAlias = 'einlass after link';
  await admin.identityProviders.update({ alias: 'other', realm }, { ...other, postBrokerLoginFlowAlias });
  await expectRefused(await byOther());
  expect(await told()).not.toEqual(expect.arrayContaining(['gate_provider']));
});

test('what the gate does not do: whoever is in stays in, without the area in new tokens', async () => {
  const browser = httpBrowser();
  const id = await person('leaves', 'werk-nord:member');
  const { page, finish } = await start(browser, 'closed');
  const answer = await browser.follow(await browser.submit(page, { username: 'leaves', password }), inside);
  const { tokens } = await finish(answer.location ?? new URL(back));
  expect(decodeJwt(tokens.access_token)['access']).toEqual(['werk-nord:member']);
  const [group] = await fixture.admin.groups.find({ search: 'werk-nord:member', exact: true });
  await fixture.admin.users.delFromGroup({ id, groupId: String(group?.id) });
  const next = await renewed(await discover(fixture.issuer, 'closed'), tokens);
  expect(decodeJwt(next?.access_token ?? '')['access']).toBeUndefined();
});

test('what the gate does not do: a refusal counts as a wrong password', async () => {
  const id = await person('insists');
  const failures = async () => Number((await fixture.admin.attackDetection.findOne({ id }))?.['numFailures']);
  for (const _ of [1, 2]) await expectRefused(await signIn(httpBrowser(), 'closed', 'insists'));
  // Keycloak counts beside its answer.
  await until('both are counted', async () => (await failures()) >= 2);
  expect(await failures()).toBe(2);
});

test('what the gate does not do: Keycloak keeps its scope off a SAML client', async () => {
  const { admin, realm } = fixture;
  const attributes = { 'saml.client.signature': 'false' };
  const body = {
    clientId: 'saml',
    protocol: 'saml',
    attributes,
    defaultClientScopes: ['einlass-gate-werk-nord'],
  };
  const { id } = await admin.clients.create({ realm, ...body });
  expect((await admin.clients.findOne({ realm, id }))?.defaultClientScopes).toEqual([]);
});

test('check realm names apps that only seem to be closed', async () => {
  const { admin, realm, input } = fixture;
  const [closed] = await admin.clients.find({ clientId: 'closed' });
  const [scope] = (await admin.clientScopes.find()).filter(({ name }) => name === 'einlass-gate-werk-nord');
  const [id, clientScopeId] = [String(closed?.id), String(scope?.id)];
  const found = async (gates = input.gates ?? []) => {
    const findings = await checkRealm(admin, { ...input, gates });
    return findings.map(({ code }) => code).filter((code) => code.startsWith('gate_'));
  };
  expect(await found()).toEqual([]);
  expect(await found([])).toEqual(['gate_missing']);
  const flows = await admin.authenticationManagement.getFlows();
  const browser = flows.find(({ alias }) => alias === 'browser')?.id;
  const own = (flow?: string) =>
    admin.clients.update(
      { realm, id },
      { ...closed, authenticationFlowBindingOverrides: { browser: flow ?? '' } },
    );
  await own(browser);
  expect(await found()).toEqual(['gate_flow']);
  // It is as the finding says.
  expect(isIn(await signIn(httpBrowser(), 'closed', 'halle'))).toBe(true);
  await own();
  await admin.clients.delDefaultClientScope({ id, clientScopeId });
  await admin.clients.addOptionalClientScope({ id, clientScopeId });
  expect(await found()).toEqual(['gate_optional']);
  expect(isIn(await signIn(httpBrowser(), 'closed', 'halle'))).toBe(true);
});
