import { randomBytes } from 'node:crypto';
import { type Profile, SAML, ValidateInResponseTo } from '@node-saml/node-saml';

export type Settings = { issuer: string; entityId: string; appUrl: string };
export type Person = {
  /** Keep people by this: user name and e-mail may change. */
  sub: string;
  name: string;
  /** `<area>:<role>`, as of the sign-in. */
  access: readonly string[];
  profile: Profile;
};

/** Attributes of SAML: one value is a string, several are a list, none is absent. */
const list = (value: unknown): string[] => [value ?? []].flat().map(String);

/** What Keycloak signs with; a new key is known within a minute. */
function signingKeys(issuer: string): () => Promise<string[]> {
  let known: { keys: string[]; until: number } = { keys: [], until: 0 };
  return async () => {
    if (known.until > Date.now()) return known.keys;
    const answer = await fetch(`${issuer}/protocol/saml/descriptor`, { signal: AbortSignal.timeout(5_000) });
    if (!answer.ok) throw new Error(`${answer.url} answers ${answer.status}`);
    const found = (await answer.text()).matchAll(/<(?:\w+:)?X509Certificate>([^<]+)</g);
    known = { keys: Array.from(found, ([, key = '']) => key.trim()), until: Date.now() + 60_000 };
    return known.keys;
  };
}

export function openSaml({ issuer, entityId, appUrl }: Settings) {
  const keys = signingKeys(issuer);
  const options = {
    issuer: entityId,
    audience: entityId,
    callbackUrl: `${appUrl}/saml/acs`,
    entryPoint: `${issuer}/protocol/saml`,
    idpIssuer: issuer,
    idpCert: (done: (error: Error | null, keys?: string[]) => void) => {
      keys().then((found) => done(null, found), done);
    },
    // Never turn one of these off to "make it work": each is a way in.
    wantAuthnResponseSigned: true,
    wantAssertionsSigned: true,
    validateInResponseTo: ValidateInResponseTo.always,
    requestIdExpirationPeriodMs: 60 * 60_000,
    acceptedClockSkewMs: 5_000,
    identifierFormat: null,
    disableRequestedAuthnContext: true,
  };
  const saml = new SAML(options);
  const { cacheProvider } = saml;
  return {
    /** Where to send the browser; `more` are further parameters (`kc_idp_hint`). Only an answer to this request is taken. */
    async start(more: Record<string, string> = {}): Promise<{ url: string; requestId: string }> {
      const requestId = `_${randomBytes(20).toString('hex')}`;
      const one = new SAML({ ...options, cacheProvider, generateUniqueId: () => requestId });
      return { url: await one.getAuthorizeUrlAsync('', undefined, { additionalParams: more }), requestId };
    },
    /** Keycloak's answer, once; throws where it is not signed, too old, for another app or for no request of ours. */
    async finish(SAMLResponse: string): Promise<{ person: Person; requestId: string }> {
      const { profile } = await saml.validatePostResponseAsync({ SAMLResponse });
      const attributes = profile?.['attributes'] as Record<string, unknown> | undefined;
      const [sub] = list(attributes?.['sub']);
      if (!profile?.sessionIndex || !sub || profile.issuer !== issuer) throw new Error('not a sign-in');
      const name = ['firstName', 'lastName'].flatMap((part) => list(attributes?.[part])).join(' ');
      const person = { sub, name: name || profile.nameID, access: list(attributes?.['access']), profile };
      return { person, requestId: String(profile['inResponseTo']) };
    },
    /** The session that Keycloak ended; throws where the request is not signed by it. */
    async ended(SAMLRequest: string): Promise<string> {
      const { profile } = await saml.validatePostRequestAsync({ SAMLRequest });
      if (!profile?.sessionIndex) throw new Error('no session');
      return profile.sessionIndex;
    },
    logoutUrl: ({ profile }: Person): Promise<string> => saml.getLogoutUrlAsync(profile, '', {}),
  };
}
