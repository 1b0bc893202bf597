import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { sql } from 'kysely';
import { startWeb } from '../../sidecar/app.ts';
import { insertArea } from '../../sidecar/areas/area.store.ts';
import { parseConfig } from '../../sidecar/platform/config.ts';
import { initKeys } from '../../sidecar/platform/keys.ts';
import { openLog } from '../../sidecar/platform/log.ts';
import { deriveSecret, lookupOf } from '../../sidecar/platform/secrets.ts';
import { openServices, type Services } from '../../sidecar/services.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { freePort } from '../support/free-port.ts';
import { type HttpBrowser, httpBrowser } from '../support/http-browser.ts';
import { testRedis } from '../support/redis.ts';
import { servers } from '../support/servers.ts';
import { type StandInRealm, standInKid, standInRealm } from './stand-in-realm.ts';

export type Invited = { id: string; memberId: string; userId: string; link: string };
/** An authorization request of the realm that may be answered, and what belongs to it. */
export type Attempt = {
  browser: HttpBrowser;
  query: Record<string, string>;
  verifier: string;
  invited: Invited;
};
export type Code = Attempt & { code: string };
export type Form = Record<string, string | undefined>;

/** The web process as `serve` composes it, with its own database and Redis, and a realm whose private key the test holds. */
export type Provider = {
  url: string;
  issuer: string;
  redirectUri: string;
  realm: StandInRealm;
  services: Services;
  database: TestDatabase;
  invite(): Promise<Invited>;
  begin(): Promise<Attempt>;
  /** Goes to authorize with changed parameters; an undefined one is left out. */
  authorize(attempt: Attempt, changes?: Form): ReturnType<HttpBrowser['get']>;
  code(): Promise<Code>;
  assertion(changes?: Record<string, unknown>): Promise<string>;
  /** Exchanges a code as Keycloak does; fields may be changed or, by undefined, left out. */
  exchange(
    code: Code,
    changes?: Form,
  ): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }>;
  stateOf(invited: Invited): Promise<string>;
  close(): Promise<void>;
};

const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');
const definedOf = (form: Form): Record<string, string> =>
  Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

async function makeInvitation(services: Services, areaId: string, publicUrl: string): Promise<Invited> {
  const { db, keys } = services;
  const [id, memberId, userId] = [randomUUID(), randomUUID(), randomUUID()];
  const ref = { keyId: keys.ring.current, generation: 1 };
  const secret = deriveSecret(keys.ring, 'invitation', id, ref);
  await sql`insert into member (id, first_name, last_name, username, origin, state, keycloak_user_id, sync_state)
    values (${memberId}, 'Erika', 'Muster', ${memberId}, 'import', 'invited', ${userId}, 'done')`.execute(db);
  await sql`insert into "grant" (member_id, area_id, role, origin) values (${memberId}, ${areaId}, 'member', 'import')`.execute(
    db,
  );
  await sql`insert into invitation (id, member_id, key_id, generation, lookup, expires_at)
    values (${id}, ${memberId}, ${ref.keyId}, 1, ${lookupOf(keys.ring, ref.keyId, secret)}, now() + interval '1 day')`.execute(
    db,
  );
  return { id, memberId, userId, link: `${publicUrl}/i/${secret}` };
}

export async function provider(): Promise<Provider> {
  const [realm, database, redis, port] = await Promise.all([
    standInRealm(),
    testDatabase(),
    testRedis(),
    freePort(),
  ]);
  const keysDir = mkdtempSync(join(tmpdir(), 'einlass-op-'));
  await initKeys(keysDir);
  const url = `http://127.0.0.1:${port}`;
  const config = parseConfig({
    REGISTRATION_APPS: 'https://app.example/register',
    PUBLIC_URL: url,
    PORT: String(port),
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    SMTP_URL: servers().smtpUrl,
    KEYCLOAK_URL: realm.url,
    KEYCLOAK_REALM: 'muster',
    KEYS_DIR: keysDir,
    LOG_LEVEL: 'silent',
  });
  const services = await openServices(config, openLog('silent', 'test'));
  const web = await startWeb(services);
  const areaId = await insertArea(database.db, {
    slug: 'muster',
    name: 'Muster AG',
    kind: 'network',
    parentId: null,
  });
  const issuer = `${url}/op`;
  const redirectUri = `${realm.url}/realms/muster/broker/access/endpoint`;
  const invite = () => makeInvitation(services, areaId, url);
  const assertion = (changes: Record<string, unknown> = {}) => {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: 'keycloak',
      sub: 'keycloak',
      aud: `${issuer}/token`,
      jti: randomUUID(),
      iat: now,
      exp: now + 60,
    };
    return new SignJWT({ ...claims, ...changes })
      .setProtectedHeader({ alg: 'RS256', kid: standInKid, typ: 'JWT' })
      .sign(realm.privateKey);
  };
  const begin = async (): Promise<Attempt> => {
    const [invited, browser] = [await invite(), httpBrowser()];
    const started = await browser.post(invited.link);
    const verifier = randomBytes(32).toString('base64url');
    const query = {
      response_type: 'code',
      client_id: 'keycloak',
      redirect_uri: redirectUri,
      scope: 'openid',
      state: randomBytes(24).toString('base64url'),
      nonce: randomBytes(16).toString('base64url'),
      code_challenge: challengeOf(verifier),
      code_challenge_method: 'S256',
      flow: started.location?.searchParams.get('flow') ?? '',
    };
    return { browser, query, verifier, invited };
  };
  const authorize: Provider['authorize'] = ({ browser, query }, changes = {}) =>
    browser.get(`${issuer}/authorize?${new URLSearchParams(definedOf({ ...query, ...changes }))}`);
  return {
    url,
    issuer,
    redirectUri,
    realm,
    services,
    database,
    invite,
    begin,
    authorize,
    assertion,
    async code() {
      const attempt = await begin();
      const answer = await authorize(attempt);
      return { ...attempt, code: answer.location?.searchParams.get('code') ?? '' };
    },
    async exchange({ code, verifier }, changes = {}) {
      const form: Form = {
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: 'client_assertion' in changes ? undefined : await assertion(),
        ...changes,
      };
      const response = await fetch(`${issuer}/token`, {
        method: 'POST',
        headers: { accept: 'application/json' },
        body: new URLSearchParams(definedOf(form)),
      });
      const body = (await response.json()) as Record<string, unknown>;
      return { status: response.status, body, headers: response.headers };
    },
    async stateOf({ id }) {
      const { rows } = await sql<{ state: string }>`select state from invitation where id = ${id}`.execute(
        database.db,
      );
      return rows[0]?.state ?? 'none';
    },
    async close() {
      await web.close();
      await services.close();
      await Promise.all([database.close(), redis.close(), realm.close()]);
      rmSync(keysDir, { recursive: true });
    },
  };
}
