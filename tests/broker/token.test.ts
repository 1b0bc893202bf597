import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { sql } from 'kysely';
import { leaseOf } from '../../sidecar/broker/answer.ts';
import { type Form, type Provider, provider } from './provider.ts';

let op: Provider;
beforeAll(async () => {
  op = await provider();
});
afterAll(() => op?.close());

async function acceptances(invitationId: string): Promise<number> {
  const { rows } =
    await sql`select 1 from audit where act = 'invitation.accepted' and subject_id = ${invitationId}`.execute(
      op.database.db,
    );
  return rows.length;
}

test('the id token says who, for whom and for two minutes at most, signed by a key of the JWKS', async () => {
  const code = await op.code();
  const { status, body } = await op.exchange(code);
  expect(status).toBe(200);
  const jwks = createRemoteJWKSet(new URL(`${op.issuer}/jwks`));
  const { payload, protectedHeader } = await jwtVerify(String(body['id_token']), jwks);
  const { iat = 0, exp = 0, ...claims } = payload;
  expect(claims).toEqual({
    iss: op.issuer,
    aud: 'keycloak',
    sub: code.invited.memberId,
    nonce: code.query['nonce'],
  });
  expect(exp - iat).toBeLessThanOrEqual(120);
  expect(protectedHeader.alg).toBe('ES256');
  expect(await op.stateOf(code.invited)).toBe('accepted');
  expect(op.realm.enabled).toContain(code.invited.userId);
});

test('the JWKS shows public parts only', async () => {
  const { keys } = (await (await fetch(`${op.issuer}/jwks`)).json()) as { keys: Record<string, unknown>[] };
  expect(keys.map((key) => Object.keys(key).sort())).toEqual([['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']]);
});

test('answers of the token endpoint are never kept', async () => {
  const response = await fetch(`${op.issuer}/token`, { method: 'POST' });
  expect([response.status, response.headers.get('cache-control')]).toEqual([401, 'no-store']);
});

test('no connection of Keycloak outlives its answer, so that none breaks when this process is gone', async () => {
  const code = await op.code();
  const answers = await Promise.all([
    fetch(`${op.issuer}/jwks`),
    fetch(`${op.issuer}/token`, { method: 'POST' }),
    op.exchange(code),
  ]);
  expect(answers[0].headers.get('connection')).toBe('close');
  expect(answers[1].headers.get('connection')).toBe('close');
  expect(answers[2].headers.get('connection')).toBe('close');
});

test('a code is good for one exchange', async () => {
  const code = await op.code();
  expect((await op.exchange(code)).status).toBe(200);
  expect(await op.exchange(code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  expect(await acceptances(code.invited.id)).toBe(1);
});

test('100 simultaneous exchanges of one code: one answer, one account enabled, one audit row', async () => {
  const code = await op.code();
  // Signed before: here Keycloak's work would hold up ours.
  const assertions = await Promise.all(Array.from({ length: 100 }, () => op.assertion()));
  const answers = await Promise.all(assertions.map((one) => op.exchange(code, { client_assertion: one })));
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
  expect(answers.filter((answer) => answer.body['error'] === 'invalid_grant')).toHaveLength(99);
  expect(op.realm.enabled.filter((user) => user === code.invited.userId)).toHaveLength(1);
  expect(await acceptances(code.invited.id)).toBe(1);
});

const wrong: [string, (own: { verifier: string; challenge: string; uri: string }) => Form][] = [
  ['a wrong verifier', () => ({ code_verifier: 'w'.repeat(43) })],
  ['no verifier', () => ({ code_verifier: undefined })],
  ['an empty verifier', () => ({ code_verifier: '' })],
  ['the challenge as verifier (plain)', ({ challenge }) => ({ code_verifier: challenge })],
  ['a verifier with something behind it', ({ verifier }) => ({ code_verifier: `${verifier}x` })],
  ['no redirect_uri', () => ({ redirect_uri: undefined })],
  ['redirect_uri with a slash', ({ uri }) => ({ redirect_uri: `${uri}/` })],
  ['redirect_uri with a query', ({ uri }) => ({ redirect_uri: `${uri}?x=1` })],
  ['redirect_uri in other case', ({ uri }) => ({ redirect_uri: uri.replace('endpoint', 'Endpoint') })],
  ['a subpath as redirect_uri', ({ uri }) => ({ redirect_uri: `${uri}/more` })],
  ['another port', ({ uri }) => ({ redirect_uri: uri.replace(/:\d+/, ':1') })],
  ['no code', () => ({ code: undefined })],
  ['a made-up code', () => ({ code: 'A'.repeat(43) })],
];

test.each(wrong)('%s: invalid_grant, the link is not spent', async (_name, changes) => {
  const code = await op.code();
  const own = {
    verifier: code.verifier,
    challenge: code.query['code_challenge'] ?? '',
    uri: op.redirectUri,
  };
  expect(await op.exchange(code, changes(own))).toMatchObject({
    status: 400,
    body: { error: 'invalid_grant' },
  });
  expect(await op.stateOf(code.invited)).toBe('redeeming');
  expect(op.realm.enabled).not.toContain(code.invited.userId);
});

test('the verifier of another attempt does not fit', async () => {
  const [code, other] = [await op.code(), await op.code()];
  const answer = await op.exchange({ ...code, verifier: other.verifier });
  expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test.each([['password'], ['refresh_token'], ['client_credentials'], [undefined]])(
  'grant_type %s is not supported',
  async (type) => {
    const answer = await op.exchange(await op.code(), { grant_type: type });
    expect(answer).toMatchObject({ status: 400, body: { error: 'unsupported_grant_type' } });
  },
);

test('a code lives a minute; an expired one is refused', async () => {
  const code = await op.code();
  const key = `${op.services.config.REDIS_PREFIX}:code:${leaseOf(code.code)}`;
  const life = await op.services.redis.pttl(key);
  expect(life).toBeGreaterThan(0);
  expect(life).toBeLessThanOrEqual(60_000);
  await op.services.redis.pexpire(key, 0);
  expect(await op.exchange(code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('nothing in Redis opens anything: codes and handles are kept as hashes', async () => {
  const code = await op.code();
  const names = await op.services.redis.keys('*');
  const values = await Promise.all(
    names.map(async (name) =>
      (await op.services.redis.type(name)) === 'string' ? op.services.redis.get(name) : '',
    ),
  );
  const all = [...names, ...values].join('\n');
  const secrets = [code.code, code.browser.cookie('einlass_handle'), code.browser.cookie('einlass_login')];
  for (const secret of [...secrets, code.invited.link.split('/').at(-1)]) {
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(all).not.toContain(secret);
  }
});

test('Keycloak away at the exchange: 503, the link is open again, the same browser goes on with a fresh code', async () => {
  const code = await op.code();
  op.realm.answerWith(500);
  expect((await op.exchange(code)).status).toBe(503);
  op.realm.answerWith(undefined);
  expect(await op.stateOf(code.invited)).toBe('open');
  expect(await acceptances(code.invited.id)).toBe(0);
  const again = await op.authorize(code);
  const fresh = { ...code, code: again.location?.searchParams.get('code') ?? '' };
  expect((await op.exchange(fresh)).status).toBe(200);
  expect(await acceptances(code.invited.id)).toBe(1);
});
