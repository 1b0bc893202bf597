import { createHash } from 'node:crypto';
import { isIP } from 'node:net';

/** Keycloak's action that makes a passkey; with `onlyFirst` one that is there already is left as it is. */
export const registerPasskey = 'webauthn-register-passwordless';
export const onlyFirst = `${registerPasskey}:skip_if_exists`;

export const laterCookie = 'einlass_passkey_later';
export const laterSeconds = 30 * 24 * 3600;

/** Whether browsers take passkeys at this address: they want https (or this machine) and a name, because the passkey belongs to the name. */
export function passkeysWorkAt(keycloakUrl: string): boolean {
  const { protocol, hostname } = new URL(keycloakUrl);
  const isHere = hostname === 'localhost' || hostname.endsWith('.localhost');
  const isAddress = hostname.startsWith('[') || isIP(hostname) > 0;
  return isHere || (protocol === 'https:' && !isAddress);
}

/** Whose wish *Später* was, because computers in staff rooms are shared; nothing else can be read from it. */
export const laterMark = (memberId: string): string =>
  createHash('sha256').update(memberId).digest('base64url').slice(0, 16);
