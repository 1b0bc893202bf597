import { randomUUID } from 'node:crypto';
import { openAdmin } from '../keycloak/admin-client.ts';
import type { Clock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import type { Looked } from './finding.ts';
import { visitorFindings } from './keycloak.rules.ts';
import { internal, limitMs, realmPath, serviceTokens } from './service-account.ts';

/** A private one: any other is sent away before the event where Keycloak is reached by http. */
const claimed = '10.203.113.77';

/**
 * Asks Keycloak's sign-in page, at the address that people use, under an address that is not ours, and looks which one Keycloak wrote
 * down. The client does not exist, so nothing comes of it but one event of an error. `publicUrl`: where people reach Keycloak.
 */
export async function lookAtVisitorAddress(
  config: Config,
  clock: Clock,
  publicUrl = config.KEYCLOAK_URL,
): Promise<Looked> {
  const clientId = `einlass-check-${randomUUID()}`;
  const page = new URL(`${publicUrl}${realmPath(config)}/protocol/openid-connect/auth`);
  page.search = new URLSearchParams({ client_id: clientId, response_type: 'code' }).toString();
  try {
    const headers = { 'x-forwarded-for': claimed };
    const answer = await fetch(page, { headers, redirect: 'manual', signal: AbortSignal.timeout(limitMs) });
    await answer.arrayBuffer();
  } catch {
    return { facts: ['not looked at: KEYCLOAK_URL does not answer from here'], findings: [] };
  }
  const realm = config.KEYCLOAK_REALM;
  const tokens = await serviceTokens(config, clock);
  const admin = openAdmin({ url: internal(config), realm, tokens, limitMs });
  const [event] = await admin.realms.findEvents({ realm, client: clientId, max: 1 });
  const seen = event?.ipAddress;
  if (!seen) return { facts: ['not looked at: Keycloak wrote no event'], findings: [] };
  return { facts: [`Keycloak wrote down ${seen}`], findings: visitorFindings(seen, claimed) };
}
