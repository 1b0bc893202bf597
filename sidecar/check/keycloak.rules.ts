import { error, type Finding, findingsOf, warning } from './finding.ts';

/** What came back from the realm's discovery address. */
export type Discovery = { status: number; issuer?: string | undefined };

const tested = [26, 7] as const;

/** Whether the realm stands at this address and calls itself by its public name. */
export function discoveryFindings(
  name: 'KEYCLOAK_URL' | 'KEYCLOAK_INTERNAL_URL',
  { status, issuer: said }: Discovery,
  wanted: { issuer: string; realm: string },
): Finding[] {
  if (status === 404)
    return [
      error(
        'realm_missing',
        `there is no realm "${wanted.realm}" at ${name}`,
        'check KEYCLOAK_REALM, or run: einlass realm apply',
      ),
    ];
  if (status !== 200)
    return [error('keycloak_answer', `the realm at ${name} answered ${status}`, "look into Keycloak's log")];
  return findingsOf([
    said !== wanted.issuer,
    () =>
      error(
        'keycloak_issuer',
        `at ${name} the realm calls itself ${said ?? 'nothing'}, not ${wanted.issuer}`,
        "let KEYCLOAK_URL equal Keycloak's option --hostname, and let the proxy in front set X-Forwarded headers that --proxy-headers believes",
      ),
  ]);
}

/** Each role of the service account that is missing, and each that is too many. */
export function permissionFindings(held: readonly string[], wanted: readonly string[]): Finding[] {
  const remedy = 'run: einlass realm apply';
  return [
    ...wanted
      .filter((role) => !held.includes(role))
      .map((role) =>
        error('permission_missing', `the service account lacks ${role} of realm-management`, remedy),
      ),
    ...held
      .filter((role) => !wanted.includes(role))
      .map((role) =>
        error('permission_surplus', `the service account holds ${role} of realm-management`, remedy),
      ),
  ];
}

export type TokenClaims = { iat?: number; resource_access?: Record<string, { roles?: string[] }> };

/** What an access token says; nobody decides by it, so its signature is not looked at. */
export function claimsIn(accessToken: string): TokenClaims {
  const [, body = ''] = accessToken.split('.');
  return JSON.parse(Buffer.from(body, 'base64url').toString()) as TokenClaims;
}

/** Roles of `realm-management`, those inside others included. */
export function managementRolesIn({ resource_access: access }: TokenClaims): string[] {
  return access?.['realm-management']?.roles ?? [];
}

export function versionFindings(version: string | undefined): Finding[] {
  const [major, minor] = (version ?? '').split('.').map(Number);
  return findingsOf([
    version !== undefined && (major !== tested[0] || minor !== tested[1]),
    () =>
      warning(
        'keycloak_version',
        `Keycloak is ${version}, Einlass was tried with ${tested.join('.')}`,
        'read the release notes of both, and try the ways in on a copy first',
      ),
  ]);
}

/** `seen`: the address that Keycloak wrote down for a visitor who claimed to have the one of `claimed`. */
export function visitorFindings(seen: string, claimed: string): Finding[] {
  return findingsOf([
    seen === claimed,
    () =>
      warning(
        'visitor_address',
        'Keycloak believes the address that a visitor claims, in its log and beside the sessions that people see',
        'let the proxy before Keycloak replace X-Forwarded-For by the address that it sees, instead of adding to it (docs/operate.md, "The proxy")',
      ),
  ]);
}
