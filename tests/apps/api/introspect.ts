import { allowInsecureRequests, discovery, tokenIntrospection } from 'openid-client';

type Settings = { issuer: string; clientId: string; clientSecret: string };

/** Asks Keycloak for each call whether the token is good right now; needs the API's secret, and no list of ended sessions. */
export async function openIntrospection({ issuer, clientId, clientSecret }: Settings) {
  const plain = issuer.startsWith('http:') ? { execute: [allowInsecureRequests] } : {};
  const config = await discovery(new URL(issuer), clientId, clientSecret, undefined, plain);
  return async (bearer: string): Promise<{ sub: string; access: readonly string[] } | undefined> => {
    const told = await tokenIntrospection(config, bearer);
    // `active: false` also for a token that is not for this API.
    return told.active ? { sub: String(told.sub), access: (told['access'] ?? []) as string[] } : undefined;
  };
}
