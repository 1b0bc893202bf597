import { createHash } from 'node:crypto';
import { z } from 'zod';
import { sameSecret } from '../platform/secrets.ts';
import type { Grant } from './redemption.ts';

/** Keycloak's token request (OpenID Connect Core 3.1.3.1 with private_key_jwt, RFC 7523). */
export const tokenBody = z.object({
  grant_type: z.string().optional(),
  code: z.string().max(512).optional(),
  redirect_uri: z.string().optional(),
  code_verifier: z.string().max(128).optional(),
  client_assertion_type: z.string().optional(),
  client_assertion: z.string().max(8192).optional(),
  client_id: z.string().optional(),
});
export type TokenBody = z.output<typeof tokenBody>;

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** RFC 7636 4.6 for S256, the only method that is accepted. */
export function verifierFits(verifier: string | undefined, challenge: string): boolean {
  if (!verifier || !/^[A-Za-z0-9._~-]{43,128}$/.test(verifier)) return false;
  return sameSecret(createHash('sha256').update(verifier).digest('base64url'), challenge);
}

/** Whether this request may have what the code stands for. */
export function grantFits(body: TokenBody, grant: Grant): boolean {
  return body.redirect_uri === grant.redirectUri && verifierFits(body.code_verifier, grant.codeChallenge);
}
