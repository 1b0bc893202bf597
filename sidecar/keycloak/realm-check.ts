import { desiredRealm } from '../../realm-config/index.ts';
import { bulkClient, sidecarClient } from '../../realm-config/clients.ts';
import { refuseUnlinkedFlow, registrationFlow } from '../../realm-config/flows.ts';
import { boundFlows } from '../../realm-config/second-factor.ts';
import type { ThemeType } from '../../realm-config/themes.ts';
import type { DesiredRealm, RealmInput } from '../../realm-config/types.ts';
import type { Admin } from './admin-client.ts';
import { readTexts } from './apply-texts.ts';
import { toKeycloakError } from './errors.ts';
import { checkedClients, managementHolders, serviceRolesOf } from './realm-check-holders.ts';
import { checkSnapshot, type Finding, type RealmSnapshot, type Wanted } from './realm-check.rules.ts';
import { serverThemes } from './server-themes.ts';

export type { Finding } from './realm-check.rules.ts';

/** Reads the realm and tells what breaks a promise of Einlass; changes nothing. `admin` as for `applyRealm`. */
export async function checkRealm(admin: Admin, input: RealmInput): Promise<Finding[]> {
  const before = admin.realmName;
  try {
    const row = await admin.realms.findOne({ realm: input.realm });
    const remedy = 'run: einlass realm apply';
    if (!row)
      return [{ level: 'error', code: 'realm_missing', what: `there is no realm "${input.realm}"`, remedy }];
    admin.realmName = input.realm;
    return checkSnapshot(await snapshot(admin, input, row), wantedOf(input));
  } catch (thrown) {
    throw toKeycloakError(thrown);
  } finally {
    admin.realmName = before;
  }
}

function wantedOf(input: RealmInput): Wanted {
  const { realm, provider } = boundFlows(input);
  const { browserFlow, resetCredentialsFlow } = realm;
  const { postBrokerLoginFlowAlias } = provider;
  const rolesOf = (clientId: string) =>
    desiredRealm(input).clients.find((client) => client.clientId === clientId)?.realmManagementRoles ?? [];
  return {
    registrationFlow,
    firstLoginFlow: refuseUnlinkedFlow,
    serviceRoles: rolesOf(sidecarClient),
    gates: input.gates ?? [],
    bulk: { client: bulkClient, roles: rolesOf(bulkClient) },
    ...(typeof browserFlow === 'string' ? { browserFlow } : {}),
    ...(typeof resetCredentialsFlow === 'string' ? { resetCredentialsFlow } : {}),
    ...(typeof postBrokerLoginFlowAlias === 'string' ? { postLoginFlow: postBrokerLoginFlowAlias } : {}),
  };
}

type ThemesOfRealm = Partial<Record<`${ThemeType}Theme`, string>>;

async function snapshot(
  admin: Admin,
  input: RealmInput,
  settings: RealmSnapshot['settings'] & ThemesOfRealm,
): Promise<RealmSnapshot> {
  const desired = desiredRealm(input);
  const ours = desired.clients.map((client) => client.clientId);
  const providers = await admin.identityProviders.find();
  const provider = providerOf(providers, desired.provider.alias);
  const first = provider?.firstLoginFlow;
  return {
    settings,
    ...(provider ? { provider } : {}),
    otherWays: otherWays(providers, desired.provider.alias),
    steps: new Map(first ? [[first, await reachableSteps(admin, first)]] : []),
    clients: await checkedClients(admin, ours),
    management: await managementHolders(admin, desired.realm, sidecarClient),
    serviceRoles: await serviceRolesOf(admin, sidecarClient),
    emailAction: await emailActionOf(admin),
    profile: await profileOf(admin),
    foreignTexts: await foreignTexts(admin, desired),
    themes: { has: (await serverThemes(admin)).themes, chosen: chosenThemes(settings) },
  };
}

const chosenThemes = ({ loginTheme = '', accountTheme = '', emailTheme = '' }: ThemesOfRealm) => ({
  login: loginTheme,
  account: accountTheme,
  email: emailTheme,
});

type Provider = Awaited<ReturnType<Admin['identityProviders']['find']>>[number];

function otherWays(rows: readonly Provider[], ours: string): RealmSnapshot['otherWays'] {
  return rows
    .filter(({ alias, enabled }) => alias !== ours && enabled !== false)
    .map(({ alias, postBrokerLoginFlowAlias }) => ({
      alias: String(alias),
      postLoginFlow: postBrokerLoginFlowAlias || undefined,
    }));
}

function providerOf(rows: readonly Provider[], alias: string): RealmSnapshot['provider'] {
  const row = rows.find((one) => one.alias === alias);
  if (!row) return undefined;
  const { trustEmail, firstBrokerLoginFlowAlias, postBrokerLoginFlowAlias, config } = row;
  return {
    trustEmail: trustEmail === true,
    userInfo: config?.['disableUserInfo'] !== 'true',
    // Without one Keycloak takes its own, which makes accounts.
    firstLoginFlow: firstBrokerLoginFlowAlias ?? 'first broker login',
    ...(postBrokerLoginFlowAlias ? { postLoginFlow: postBrokerLoginFlowAlias } : {}),
  };
}

/** Authenticators of a flow that can run: what stands below a disabled step cannot. */
async function reachableSteps(admin: Admin, flow: string): Promise<string[]> {
  const found: string[] = [];
  let disabledAt = Number.POSITIVE_INFINITY;
  for (const row of await admin.authenticationManagement.getExecutions({ flow })) {
    const level = row.level ?? 0;
    if (level > disabledAt) continue;
    disabledAt = row.requirement === 'DISABLED' ? level : Number.POSITIVE_INFINITY;
    if (disabledAt > level && row.providerId) found.push(row.providerId);
  }
  return found;
}

async function emailActionOf(admin: Admin): Promise<RealmSnapshot['emailAction']> {
  const rows = await admin.authenticationManagement.getRequiredActions();
  const row = rows.find((one) => one.alias === 'UPDATE_EMAIL');
  return { enabled: row?.enabled === true, verified: row?.config?.['verifyEmail'] === 'true' };
}

/** Texts of ours that say something else, as locale/key. */
async function foreignTexts(admin: Admin, { realm, texts }: DesiredRealm): Promise<string[]> {
  const found: string[] = [];
  for (const [locale, wanted] of Object.entries(texts)) {
    const actual = await readTexts(admin, realm, locale);
    const other = Object.keys(wanted).filter((key) => (actual[key] ?? '') !== wanted[key]);
    found.push(...other.map((key) => `${locale}/${key}`));
  }
  return found;
}

async function profileOf(admin: Admin): Promise<RealmSnapshot['profile']> {
  const profile = await admin.users.getProfile();
  const access = profile.attributes?.find((one) => one.name === 'access');
  const email = profile.attributes?.find((one) => one.name === 'email');
  const unmanaged = profile.unmanagedAttributePolicy as string | undefined;
  return {
    ...(access ? { accessEditors: access.permissions?.edit ?? [] } : {}),
    ...(unmanaged ? { unmanaged } : {}),
    emailRequired: email?.required !== undefined,
  };
}
