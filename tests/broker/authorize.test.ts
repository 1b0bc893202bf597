import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Form, type Provider, provider } from './provider.ts';

let op: Provider;
beforeAll(async () => {
  op = await provider();
});
afterAll(() => op?.close());

const other = (change: (uri: string) => string) => change(op.redirectUri);
const redirects: Record<string, () => string | undefined> = {
  'trailing slash': () => other((uri) => `${uri}/`),
  'a query': () => other((uri) => `${uri}?x=1`),
  'an empty query': () => other((uri) => `${uri}?`),
  'a fragment': () => other((uri) => `${uri}#x`),
  'other case': () => other((uri) => uri.replace('broker', 'Broker')),
  subpath: () => other((uri) => `${uri}/more`),
  'path with dots': () => other((uri) => `${uri}/../endpoint`),
  'other port': () => other((uri) => uri.replace(/:\d+/, ':1')),
  'other host': () => other((uri) => uri.replace('127.0.0.1', 'localhost')),
  'user part': () => other((uri) => uri.replace('127.0.0.1', '127.0.0.1@evil.example')),
  'other scheme': () => other((uri) => uri.replace('http:', 'https:')),
  missing: () => undefined,
  empty: () => '',
};

test.each(Object.keys(redirects))(
  'redirect_uri with %s: our own page, never a redirect, nothing claimed',
  async (name) => {
    const attempt = await op.begin();
    const answer = await op.authorize(attempt, { redirect_uri: redirects[name]?.() });
    expect([answer.status, answer.location]).toEqual([400, undefined]);
    expect(await op.stateOf(attempt.invited)).toBe('open');
  },
);

test.each([['Keycloak'], ['keycloak '], ['einlass-links'], ['']])(
  'client_id "%s" is nobody',
  async (clientId) => {
    const attempt = await op.begin();
    const answer = await op.authorize(attempt, { client_id: clientId });
    expect([answer.status, answer.location]).toEqual([400, undefined]);
    expect(await op.stateOf(attempt.invited)).toBe('open');
  },
);

const mistakes: [string, Form, string][] = [
  ['response_type token', { response_type: 'token' }, 'unsupported_response_type'],
  ['response_type id_token', { response_type: 'id_token' }, 'unsupported_response_type'],
  ['response_type code id_token', { response_type: 'code id_token' }, 'unsupported_response_type'],
  ['response_type none', { response_type: 'none' }, 'unsupported_response_type'],
  ['no response_type', { response_type: undefined }, 'unsupported_response_type'],
  ['no scope', { scope: undefined }, 'invalid_scope'],
  ['scope without openid', { scope: 'profile email' }, 'invalid_scope'],
  ['scope openidx', { scope: 'openidx' }, 'invalid_scope'],
  ['plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
  ['challenge without method', { code_challenge_method: undefined }, 'invalid_request'],
  ['no challenge', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
  ['challenge too short', { code_challenge: 'abc' }, 'invalid_request'],
  ['a request object', { request: 'eyJhbGciOiJub25lIn0.e30.' }, 'request_not_supported'],
  ['a request_uri', { request_uri: 'https://evil.example/r' }, 'request_uri_not_supported'],
];

test.each(mistakes)(
  '%s: an error for Keycloak with state and iss, nothing claimed',
  async (_name, changes, error) => {
    const attempt = await op.begin();
    const { location } = await op.authorize(attempt, changes);
    expect(`${location?.origin}${location?.pathname}`).toBe(op.redirectUri);
    expect(Object.fromEntries(location?.searchParams ?? [])).toEqual({
      error,
      state: attempt.query['state'],
      iss: op.issuer,
    });
    expect(await op.stateOf(attempt.invited)).toBe('open');
  },
);

test('parameters given twice are refused without a redirect', async () => {
  for (const name of ['redirect_uri', 'client_id', 'state', 'code_challenge', 'flow']) {
    const attempt = await op.begin();
    const query = new URLSearchParams(attempt.query);
    query.append(name, attempt.query[name] ?? '');
    const answer = await attempt.browser.get(`${op.issuer}/authorize?${query}`);
    expect([name, answer.status, answer.location]).toEqual([name, 422, undefined]);
    expect(await op.stateOf(attempt.invited)).toBe('open');
  }
});

test.each([['a b+c%2F&d=é"<>#?'], ['x'.repeat(200)], ['.tab-id.client.{}']])(
  'state comes back verbatim: %s',
  async (state) => {
    const attempt = await op.begin();
    const { location } = await op.authorize(attempt, { state });
    expect(location?.searchParams.get('state')).toBe(state);
    expect(location?.searchParams.get('code')).toMatch(/^[\w-]{43}$/);
    expect(location?.searchParams.get('iss')).toBe(op.issuer);
  },
);

test('without state the answer has none; further scopes do no harm', async () => {
  const { location } = await op.authorize(await op.begin(), {
    state: undefined,
    scope: 'openid profile email',
  });
  expect([...(location?.searchParams.keys() ?? [])].sort()).toEqual(['code', 'iss']);
});

test('answers are never kept and name nobody', async () => {
  const attempt = await op.begin();
  const answer = await op.authorize(attempt);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.location?.href).not.toContain(attempt.invited.memberId);
});

test('the same browser may claim its own lease again and gets a fresh code', async () => {
  const attempt = await op.begin();
  const first = await op.authorize(attempt);
  const second = await op.authorize(attempt);
  const codes = [first, second].map((answer) => answer.location?.searchParams.get('code'));
  expect(new Set(codes).size).toBe(2);
  expect(await op.stateOf(attempt.invited)).toBe('redeeming');
});
