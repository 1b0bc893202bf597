/** RFC 7636, appendix B; tests that stop before the token need a challenge and no verifier. */
const pkce = {
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
};

/** Where the sample app sends a browser to sign in; `more` goes into the query, also instead of what stands there. */
export function authorizeUrl(
  issuer: string,
  redirectUri: string,
  more: Record<string, string> = {},
  path = 'auth',
): string {
  const query = {
    client_id: 'sample-app',
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid',
    state: 's',
    ...pkce,
    ...more,
  };
  return `${issuer}/protocol/openid-connect/${path}?${new URLSearchParams(query)}`;
}
