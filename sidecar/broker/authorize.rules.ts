import { z } from 'zod';

/** Keycloak's authorization request to the broker (OpenID Connect Core 3.1.2.1, RFC 7636). */
export const authorizeQuery = z.object({
  response_type: z.string().optional(),
  client_id: z.string().optional(),
  redirect_uri: z.string().optional(),
  scope: z.string().optional(),
  state: z.string().max(2048).optional(),
  nonce: z.string().max(512).optional(),
  code_challenge: z.string().optional(),
  code_challenge_method: z.string().optional(),
  flow: z.string().max(512).optional(),
  request: z.string().optional(),
  request_uri: z.string().optional(),
});
export type AuthorizeQuery = z.output<typeof authorizeQuery>;

export type Checked = {
  redirectUri: string;
  state: string | undefined;
  nonce: string | undefined;
  codeChallenge: string;
};

/**
 * A request that this provider answers, or which OAuth error it is. `untrusted` means that not even the redirect URI may be
 * used for the answer (RFC 6749 4.1.2.1).
 */
export function checkAuthorize(
  query: AuthorizeQuery,
  known: { clientId: string; redirectUri: string },
): { ok: Checked } | { untrusted: true } | { error: string; redirectUri: string; state: string | undefined } {
  if (query.client_id !== known.clientId || query.redirect_uri !== known.redirectUri)
    return { untrusted: true };
  const refused = (error: string) => ({ error, redirectUri: known.redirectUri, state: query.state });
  if (query.request !== undefined) return refused('request_not_supported');
  if (query.request_uri !== undefined) return refused('request_uri_not_supported');
  if (query.response_type !== 'code') return refused('unsupported_response_type');
  if (!query.scope?.split(' ').includes('openid')) return refused('invalid_scope');
  if (query.code_challenge_method !== 'S256' || !/^[A-Za-z0-9_-]{43}$/.test(query.code_challenge ?? ''))
    return refused('invalid_request');
  const { state, nonce, code_challenge: codeChallenge = '' } = query;
  return { ok: { redirectUri: known.redirectUri, state, nonce, codeChallenge } };
}

/** The redirect that carries an answer back to Keycloak; `iss` guards against mix-up (RFC 9207). */
export function answerUrl(redirectUri: string, answer: Record<string, string | undefined>): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer))
    if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}
