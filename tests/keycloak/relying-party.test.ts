import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { generateKeyPair } from 'jose';
import { openRelyingParty, type RelyingParty } from '../../sidecar/keycloak/relying-party.ts';
import { listening } from '../support/listening.ts';

/** What stands where the realm's token endpoint should be. */
let answer: { status: number; type: string; body: string };
let server: Server;
let issuer: string;
let party: RelyingParty;
const attempt = { state: 'the-state', nonce: 'the-nonce', verifier: 'v'.repeat(43) };

beforeAll(async () => {
  server = createServer((_request, response) => {
    response.writeHead(answer.status, { 'content-type': answer.type }).end(answer.body);
  });
  issuer = await listening(server);
  const { privateKey } = await generateKeyPair('ES256');
  const currentKey = () => ({ privateKey, kid: 'k' });
  const redirectUri = 'http://localhost/admin/callback';
  party = openRelyingParty({ issuer, internalIssuer: issuer, clientId: 'c', redirectUri, currentKey });
});
afterAll(() => void server.close());

const finish = (iss: string) =>
  party.finish(`?code=x&state=the-state&iss=${encodeURIComponent(iss)}`, attempt);

test.each([
  [503, 'text/html', '<h1>Bad gateway</h1>'],
  [502, 'application/json', '{}'],
  [200, 'text/html', '<h1>Hello</h1>'],
])(
  'a token endpoint that answers %p %s is an outage, not the fault of who signs in',
  async (status, type, body) => {
    answer = { status, type, body };
    await expect(finish(issuer)).rejects.toMatchObject({ code: 'keycloak_unavailable' });
  },
);

test('a refused code, a foreign state and a foreign issuer end the attempt', async () => {
  answer = { status: 400, type: 'application/json', body: '{"error":"invalid_grant"}' };
  await expect(finish(issuer)).rejects.toMatchObject({ code: 'invalid_flow' });
  await expect(finish('https://evil.example')).rejects.toMatchObject({ code: 'invalid_flow' });
  await expect(party.finish('?code=x&state=other', attempt)).rejects.toMatchObject({ code: 'invalid_flow' });
});
