import { createServer } from 'node:http';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK } from 'jose';
import { listening } from '../support/listening.ts';

/** Plays Keycloak where its private key is needed: publishes a key that the test holds, and takes the calls of a redemption. */
export type StandInRealm = {
  url: string;
  privateKey: CryptoKey;
  publicJwk: JWK;
  /** Accounts that were enabled, in order. */
  enabled: string[];
  /** What the next calls to the admin API answer; 204 where nothing is said. */
  answerWith(status: number | undefined): void;
  close(): Promise<void>;
};

export const standInKid = 'the-realm-key';

export async function standInRealm(): Promise<StandInRealm> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const publicJwk = { ...(await exportJWK(publicKey)), kid: standInKid, alg: 'RS256', use: 'sig' };
  const enabled: string[] = [];
  let forced: number | undefined;
  const server = createServer((request, response) => {
    const json = (status: number, body: unknown): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const { pathname } = new URL(request.url ?? '', 'http://realm');
    request.resume();
    request.on('end', () => {
      if (pathname.endsWith('/certs')) return json(200, { keys: [publicJwk] });
      if (pathname.endsWith('/token'))
        return json(200, { access_token: 'service', token_type: 'Bearer', expires_in: 300 });
      const user = /\/admin\/realms\/[^/]+\/users\/([^/]+)$/.exec(pathname)?.[1];
      if (!user || request.method !== 'PUT') return json(404, {});
      if (forced !== undefined) return json(forced, { errorMessage: 'as the test wants it' });
      enabled.push(user);
      response.writeHead(204).end();
    });
  });
  const url = await listening(server);
  return {
    url,
    privateKey,
    publicJwk,
    enabled,
    answerWith: (status) => {
      forced = status;
    },
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
