import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { leaseOf } from '../../sidecar/broker/answer.ts';
import { authorizeRoutes } from '../../sidecar/broker/authorize.routes.ts';
import type { Handle } from '../../sidecar/broker/redemption.ts';
import type { Context, Reply } from '../../sidecar/platform/http/route.ts';
import { openRedis, type ShortLived, shortLived } from '../../sidecar/platform/redis.ts';
import { type TestRedis, testRedis } from '../support/redis.ts';

let server: TestRedis;
let client: ReturnType<typeof openRedis>;
let store: ShortLived;
const claimed: string[] = [];
beforeAll(async () => {
  server = await testRedis();
  client = openRedis(server.url, () => {});
  store = shortLived(client, 'test');
});
afterAll(async () => {
  client.disconnect();
  await server.close();
});

const redirectUri = 'https://sso.muster.example/realms/muster/broker/access/endpoint';

/** Where authorize sends the browser that carries this cookie. */
async function authorize(cookie: string, flow: string | undefined): Promise<URL> {
  const redemption = {
    claim: async (id: string) => {
      claimed.push(id);
      return { subject: 'the member' };
    },
  };
  const [route] = authorizeRoutes({
    store,
    redemptions: { invitation: redemption as never },
    issuer: 'https://einlass.muster.example/op',
    clientId: 'keycloak',
    redirectUri,
    handleCookie: 'handle',
    register: async () => ({ redirect: 'https://einlass.muster.example/registration' }),
  });
  const query = {
    response_type: 'code',
    client_id: 'keycloak',
    redirect_uri: redirectUri,
    scope: 'openid',
    state: 'as it came',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
    ...(flow === undefined ? {} : { flow }),
  };
  const request = { get: () => undefined };
  const context = { query, request, cookie: () => cookie } as unknown as Context<object, never, never>;
  const reply: Reply | undefined = await route?.handler(context);
  if (!reply || !('redirect' in reply)) throw new Error('no redirect');
  return new URL(reply.redirect);
}

test('a handle serves only the sign-in it was made for, never the next person in that browser', async () => {
  const handle: Handle = {
    kind: 'invitation',
    id: 'of A',
    flow: 'the sign-in of A',
    lease: 'the browser of A',
  };
  await store.put(`handle:${leaseOf('left behind')}`, handle, 60);
  for (const flow of ['the sign-in of B', '', undefined]) {
    const answer = await authorize('left behind', flow);
    expect(answer.pathname).toBe('/registration');
    expect(answer.searchParams.has('code')).toBe(false);
  }
  expect(claimed).toEqual([]);
  const own = await authorize('left behind', 'the sign-in of A');
  expect(own.searchParams.get('code')).toMatch(/^[\w-]{43}$/);
  expect(own.searchParams.get('state')).toBe('as it came');
  expect(claimed).toEqual(['of A']);
});
