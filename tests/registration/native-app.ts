import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { Installation } from '../support/installation.ts';
import { listening } from '../support/listening.ts';

/** An app on the person's own computer: a public client that waits on whatever port was free. */
export async function nativeApp(house: Pick<Installation, 'keycloakUrl' | 'realm'>) {
  const answers: URL[] = [];
  const server = createServer((request, response) => {
    answers.push(new URL(request.url ?? '/', 'http://127.0.0.1'));
    response.end('done');
  });
  const redirectUri = `${await listening(server)}/callback`;
  const verifier = randomBytes(32).toString('base64url');
  const endpoint = `${house.keycloakUrl}/realms/${house.realm}/protocol/openid-connect`;
  const login = new URLSearchParams({
    client_id: 'native-app',
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid',
    state: 'kept as it is',
    prompt: 'create',
    flow: 'werk-nord',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  return {
    url: `${endpoint}/auth?${login}`,
    answers,
    async tokens(code: string): Promise<Response> {
      const body = {
        grant_type: 'authorization_code',
        client_id: 'native-app',
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
      };
      return fetch(`${endpoint}/token`, { method: 'POST', body: new URLSearchParams(body) });
    },
    close: () => new Promise((done) => server.close(done)),
  };
}
