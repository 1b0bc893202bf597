import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  type CryptoKey,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  importJWK,
  type JWTHeaderParameters,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import { type Form, type Provider, provider } from './provider.ts';
import { standInKid } from './stand-in-realm.ts';
import { listening } from '../support/listening.ts';

let op: Provider;
let attacker: Awaited<ReturnType<typeof generateKeyPair>>;
beforeAll(async () => {
  op = await provider();
  attacker = await generateKeyPair('RS256', { extractable: true });
});
afterAll(() => op?.close());

const seconds = (): number => Math.floor(Date.now() / 1000);
const claims = () => {
  const aud = `${op.issuer}/token`;
  return { iss: 'keycloak', sub: 'keycloak', aud, jti: randomUUID(), iat: seconds(), exp: seconds() + 60 };
};
const byAttacker = (header: Partial<JWTHeaderParameters>): Promise<string> =>
  new SignJWT(claims()).setProtectedHeader({ alg: 'RS256', ...header }).sign(attacker.privateKey);

async function hs256With(secret: string): Promise<string> {
  return new SignJWT(claims())
    .setProtectedHeader({ alg: 'HS256', kid: standInKid })
    .sign(new TextEncoder().encode(secret));
}

async function publicPem(): Promise<string> {
  return exportSPKI((await importJWK(op.realm.publicJwk, 'RS256', { extractable: true })) as CryptoKey);
}

async function bitFlipped(): Promise<string> {
  const [header, payload, signature = ''] = (await op.assertion()).split('.');
  return `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
}

async function otherPayload(): Promise<string> {
  const [header, , signature] = (await op.assertion()).split('.');
  return `${header}.${Buffer.from(JSON.stringify(claims())).toString('base64url')}.${signature}`;
}

/** A key set of the attacker's, and how often somebody came for it. */
async function attackersKeys() {
  let asked = 0;
  const jwk = { ...(await exportJWK(attacker.publicKey)), kid: 'evil', alg: 'RS256', use: 'sig' };
  const server = createServer((_request, response) => {
    asked += 1;
    response.end(JSON.stringify({ keys: [jwk] }));
  });
  const url = `${await listening(server)}/jwks`;
  return { url, jwk, asked: () => asked, close: () => server.close() };
}

const tampered: Record<string, () => Promise<string | undefined>> = {
  missing: async () => undefined,
  empty: async () => '',
  'no JWT': async () => 'nonsense',
  'alg none': async () => new UnsecuredJWT(claims()).encode(),
  'alg none, kid of the realm': async () => {
    const header = Buffer.from(JSON.stringify({ alg: 'none', kid: standInKid })).toString('base64url');
    return `${header}.${Buffer.from(JSON.stringify(claims())).toString('base64url')}.`;
  },
  'HS256 with the public key (PEM)': async () => hs256With(await publicPem()),
  'HS256 with the public key (JWK)': async () => hs256With(JSON.stringify(op.realm.publicJwk)),
  'HS256 with the modulus': async () => hs256With(op.realm.publicJwk.n ?? ''),
  'PS256 with the right key': async () =>
    new SignJWT(claims())
      .setProtectedHeader({ alg: 'PS256', kid: standInKid })
      .sign((await importJWK(await exportJWK(op.realm.privateKey), 'PS256')) as CryptoKey),
  'a stranger under the kid of the realm': () => byAttacker({ kid: standInKid }),
  'a stranger without kid': () => byAttacker({}),
  'a kid that is a path': () => byAttacker({ kid: '../../../../dev/null' }),
  'a kid that is SQL': () => byAttacker({ kid: "' or 1=1 --" }),
  'a jwk in the header': async () =>
    byAttacker({ kid: standInKid, jwk: await exportJWK(attacker.publicKey) }),
  'an unknown critical header': () =>
    new SignJWT(claims())
      .setProtectedHeader({ alg: 'RS256', kid: standInKid, crit: ['unknown'], unknown: 1 })
      .sign(op.realm.privateKey, { crit: { unknown: true } }),
  'one bit of the signature': bitFlipped,
  'the payload of another': otherPayload,
  'wrong iss': () => op.assertion({ iss: 'einlass-links' }),
  'the realm as iss': () => op.assertion({ iss: op.services.issuer }),
  'wrong sub': () => op.assertion({ sub: 'service-account' }),
  'no iss': () => op.assertion({ iss: undefined }),
  'no sub': () => op.assertion({ sub: undefined }),
  'the issuer as aud': () => op.assertion({ aud: op.issuer }),
  'another server as aud': () => op.assertion({ aud: 'https://evil.example/token' }),
  'another server besides us as aud': () =>
    op.assertion({ aud: [`${op.issuer}/token`, 'https://evil.example'] }),
  'no aud': () => op.assertion({ aud: undefined }),
  expired: () => op.assertion({ exp: seconds() - 10 }),
  'no exp': () => op.assertion({ exp: undefined }),
  'good for an hour': () => op.assertion({ exp: seconds() + 3600 }),
  'not yet valid': () => op.assertion({ nbf: seconds() + 60 }),
  'no jti': () => op.assertion({ jti: undefined }),
  'an empty jti': () => op.assertion({ jti: '' }),
  'ten thousand characters': () => op.assertion({ padding: 'x'.repeat(10_000) }),
};

test.each(Object.keys(tampered))('assertion %s: refused, code and link untouched', async (name) => {
  const code = await op.code();
  const { status, body } = await op.exchange(code, { client_assertion: await tampered[name]?.() });
  expect([401, 422]).toContain(status);
  expect(body['id_token']).toBeUndefined();
  expect(op.realm.enabled).not.toContain(code.invited.userId);
  // Whoever is not Keycloak cannot burn a code either.
  expect((await op.exchange(code)).status).toBe(200);
});

test('a jku or x5u in the header is never fetched', async () => {
  const evil = await attackersKeys();
  const code = await op.code();
  for (const header of [{ jku: evil.url }, { x5u: evil.url }, { jku: evil.url, jwk: evil.jwk }]) {
    const answer = await op.exchange(code, {
      client_assertion: await byAttacker({ kid: 'evil', ...header }),
    });
    expect(answer.status).toBe(401);
  }
  expect(evil.asked()).toBe(0);
  evil.close();
});

test('an assertion is good once, also for another code', async () => {
  const [first, second] = [await op.code(), await op.code()];
  const assertion = await op.assertion();
  expect((await op.exchange(first, { client_assertion: assertion })).status).toBe(200);
  expect(await op.exchange(second, { client_assertion: assertion })).toMatchObject({
    status: 401,
    body: { error: 'invalid_client' },
  });
});

test('an assertion is remembered as long as it is valid', async () => {
  const jti = randomUUID();
  await op.exchange(await op.code(), { client_assertion: await op.assertion({ jti, exp: seconds() + 280 }) });
  const life = await op.services.redis.ttl(`${op.services.config.REDIS_PREFIX}:assertion:${jti}`);
  expect(life).toBeGreaterThanOrEqual(280);
});

const clients: [string, Form][] = [
  ['another client_id beside the assertion', { client_id: 'sample-app' }],
  ['a client_secret instead of an assertion', { client_assertion: undefined, client_id: 'keycloak' }],
  [
    'another assertion type',
    { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer' },
  ],
  ['no assertion type', { client_assertion_type: undefined }],
];

test.each(clients)('%s: invalid_client, the code is not burnt', async (_name, changes) => {
  const code = await op.code();
  const form =
    'client_assertion' in changes ? changes : { client_assertion: await op.assertion(), ...changes };
  expect(await op.exchange(code, form)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  expect((await op.exchange(code)).status).toBe(200);
});

test('the id token opens nothing here: no assertion, no code, no link, no session, no logout', async () => {
  const { body } = await op.exchange(await op.code());
  const token = String(body['id_token']);
  const access = String(body['access_token']);
  for (const one of [token, access]) {
    const code = await op.code();
    expect((await op.exchange(code, { client_assertion: one })).status).toBe(401);
    expect((await op.exchange(code, { code: one })).body['id_token']).toBeUndefined();
    const bearer = { authorization: `Bearer ${one}`, cookie: `einlass_session=${one}`, accept: 'text/html' };
    const admin = await fetch(`${op.url}/admin/members`, { headers: bearer, redirect: 'manual' });
    expect([303, 401]).toContain(admin.status);
    expect((await fetch(`${op.url}/i/${one}`)).status).toBe(404);
    const logout = await fetch(`${op.url}/admin/backchannel-logout`, {
      method: 'POST',
      body: new URLSearchParams({ logout_token: one }),
    });
    expect(logout.status).toBe(400);
  }
});
