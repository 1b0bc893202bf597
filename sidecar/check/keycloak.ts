import { clients, sidecarClient } from '../../realm-config/clients.ts';
import type { RealmInput } from '../../realm-config/types.ts';
import type { Admin } from '../keycloak/admin-client.ts';
import { applyRealm, formatChanges } from '../keycloak/realm-apply.ts';
import { checkRealm } from '../keycloak/realm-check.ts';
import type { Clock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { appFindings, namedApps } from './addresses.rules.ts';
import { error, type Finding, type Looked, warning } from './finding.ts';
import {
  type Discovery,
  discoveryFindings,
  managementRolesIn,
  permissionFindings,
  versionFindings,
} from './keycloak.rules.ts';
import { wordsOf } from './run.ts';
import { internal, limitMs, realmPath, serviceClaims } from './service-account.ts';

const apply = 'run: einlass realm apply';

async function discover(url: string): Promise<Discovery> {
  const answer = await fetch(`${url}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(limitMs),
  });
  const body = (await answer.json().catch(() => ({}))) as { issuer?: string };
  return { status: answer.status, issuer: body.issuer };
}

/** Keycloak at both of its addresses. */
export async function lookAtKeycloak(config: Config): Promise<Looked> {
  const wanted = { issuer: `${config.KEYCLOAK_URL}${realmPath(config)}`, realm: config.KEYCLOAK_REALM };
  const inside = await discover(`${internal(config)}${realmPath(config)}`);
  const name = config.KEYCLOAK_INTERNAL_URL ? 'KEYCLOAK_INTERNAL_URL' : 'KEYCLOAK_URL';
  const findings = discoveryFindings(name, inside, wanted);
  const facts = [`realm "${wanted.realm}" answers at ${name}`];
  if (!config.KEYCLOAK_INTERNAL_URL) return { facts, findings };
  try {
    const outside = await discover(wanted.issuer);
    return { facts, findings: [...findings, ...discoveryFindings('KEYCLOAK_URL', outside, wanted)] };
  } catch (thrown) {
    // Networks exist from whose inside the public address cannot be reached.
    const unseen = warning(
      'keycloak_public_away',
      `KEYCLOAK_URL does not answer from here (${wordsOf(thrown)})`,
      'open it in a browser: people and apps need it',
    );
    return { facts, findings: [...findings, unseen] };
  }
}

const wantedRoles = (config: Config): readonly string[] =>
  clients({ realm: config.KEYCLOAK_REALM, publicUrl: config.PUBLIC_URL, displayName: '' }).find(
    ({ clientId }) => clientId === sidecarClient,
  )?.realmManagementRoles ?? [];

/** Signs in as the sidecar does, and compares what that account may do. */
export async function lookAtServiceAccount(config: Config, clock: Clock): Promise<Looked> {
  const held = managementRolesIn(await serviceClaims(config, clock));
  return {
    facts: [`signs in, holds ${held.join(', ') || 'nothing'}`],
    findings: permissionFindings(held, wantedRoles(config)),
  };
}

/** Asks Keycloak's sign-in page with each of our return addresses: one that it does not know is refused there. */
export async function lookAtRedirects(config: Config): Promise<Looked> {
  const input = { realm: config.KEYCLOAK_REALM, publicUrl: config.PUBLIC_URL, displayName: '' };
  const pairs = clients(input).flatMap(({ clientId, fields }) =>
    ((fields['redirectUris'] ?? []) as readonly string[]).map((uri) => ({ clientId, uri })),
  );
  const findings: Finding[] = [];
  for (const { clientId, uri } of pairs) {
    const address = new URL(`${internal(config)}${realmPath(config)}/protocol/openid-connect/auth`);
    address.search = new URLSearchParams({
      client_id: clientId,
      redirect_uri: uri,
      response_type: 'code',
      scope: 'openid',
    }).toString();
    const answer = await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(limitMs) });
    await answer.arrayBuffer();
    // The address is looked at first; then it is refused for want of PKCE, by leading back there.
    if (!answer.headers.get('location')?.startsWith(uri))
      findings.push(
        error(
          'redirect_refused',
          `Keycloak does not lead back from client "${clientId}" to ${uri}`,
          `check PUBLIC_URL, then ${apply}`,
        ),
      );
  }
  return {
    facts: [`${pairs.length - findings.length} of ${pairs.length} return addresses known to Keycloak`],
    findings,
  };
}

const shown = 5;

/** All that only an administrator of Keycloak may read: everything of `check realm`, what `realm apply` would change, the apps, the version. */
export async function lookAtRealm(admin: Admin, input: RealmInput, config: Config): Promise<Looked> {
  const findings = await checkRealm(admin, input);
  if (findings.some(({ code }) => code === 'realm_missing')) return { facts: [], findings: [] };
  const changes = await applyRealm(admin, input, { dryRun: true });
  const rows = await admin.clients.find({ realm: input.realm });
  const origins = rows.flatMap(({ rootUrl, baseUrl, redirectUris = [] }) =>
    [rootUrl, baseUrl, ...redirectUris].flatMap((uri) =>
      uri && URL.canParse(uri) ? [new URL(uri).origin] : [],
    ),
  );
  const version = (await admin.serverInfo.find()).systemInfo?.version;
  const lines = formatChanges(changes)
    .split('\n')
    .slice(0, shown)
    .map((line) => line.trim());
  return {
    facts: [`Keycloak ${version ?? '(version not told)'}, ${changes.length} settings differ`],
    findings: [
      // Which roles the service account has is told by its own token.
      ...findings.filter(({ code }) => code !== 'service_role'),
      ...(changes.length > 0
        ? [
            warning(
              'realm_differs',
              `${changes.length} settings of the realm are not as Einlass wants them: ${lines.join('; ')}`,
              apply,
            ),
          ]
        : []),
      ...versionFindings(version),
      ...appFindings(namedApps(config), origins),
    ],
  };
}
