import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { listening } from '../support/listening.ts';

/** An OpenID provider at the sidecar's address that vouches for whomever it is told to, e-mail address included. */
export type FakeProvider = {
  url: string;
  vouchFor(subject: string, claims?: Record<string, unknown>): void;
  /** How many id tokens were fetched. */
  tokens(): number;
  close(): Promise<void>;
};

export async function fakeProvider(): Promise<FakeProvider> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'fake', alg: 'ES256', use: 'sig' };
  let person: { subject: string; claims: Record<string, unknown> } = { subject: 'nobody', claims: {} };
  let nonce = '';
  let tokens = 0;
  let origin = '';
  const idToken = () =>
    new SignJWT({ nonce, ...person.claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'fake' })
      .setIssuer(`${origin}/op`)
      .setAudience('keycloak')
      .setSubject(person.subject)
      .setIssuedAt()
      .setExpirationTime('1m')
      .sign(privateKey);
  const json = async (path: string): Promise<unknown> => {
    if (path === '/op/jwks') return { keys: [jwk] };
    if (path !== '/op/token') return {};
    tokens += 1;
    return { token_type: 'Bearer', access_token: 'none', expires_in: 60, id_token: await idToken() };
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', origin);
    if (url.pathname === '/op/authorize') {
      nonce = url.searchParams.get('nonce') ?? '';
      const back = new URL(url.searchParams.get('redirect_uri') ?? origin);
      back.searchParams.set('code', 'a-code');
      back.searchParams.set('state', url.searchParams.get('state') ?? '');
      response.writeHead(302, { location: back.href }).end();
      return;
    }
    void json(url.pathname).then((body) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body)),
    );
  });
  origin = await listening(server);
  return {
    url: origin,
    vouchFor(subject, claims = {}) {
      person = { subject, claims };
    },
    tokens: () => tokens,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** A browser without a page: follows redirects with its cookies until an answer, or an address of `stopAt`, is reached. */
export async function follow(
  start: string,
  stopAt: string,
): Promise<{ url: string; status: number; html: string }> {
  const jar = new Map<string, string>();
  let url = start;
  for (let hop = 0; hop < 15; hop += 1) {
    if (url.startsWith(stopAt)) return { url, status: 0, html: '' };
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie, accept: 'text/html' } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    const location = answer.headers.get('location');
    if (!location) return { url, status: answer.status, html: await answer.text() };
    url = new URL(location, url).href;
  }
  throw new Error(`no end of redirects at ${url}`);
}
