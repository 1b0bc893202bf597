import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { codeOf } from '../../sidecar/registration/code.rules.ts';
import { sendCode } from '../../sidecar/registration/code.service.ts';
import { findRegistration, type Registration } from '../../sidecar/registration/registration.store.ts';
import { type Provider, provider } from '../broker/provider.ts';
import { type Answer, type HttpBrowser, httpBrowser } from '../support/http-browser.ts';
import { freshAddress, idOf } from './registrant.ts';

/** One registration, begun by an app's sign-in. */
export type Begun = {
  browser: HttpBrowser;
  /** Keycloak's request, and the verifier that its code is fetched with. */
  query: Record<string, string>;
  verifier: string;
  page: Answer;
  id: string;
  url: string;
};
export type WebHouse = Awaited<ReturnType<typeof webHouse>>;

export const person = (email: string) => ({ 'fact-firstName': 'Erika', 'fact-lastName': 'Muster', email });

export const tabOf = ({ query }: Begun): string => query['state']?.split('.')[1] ?? '';

/** Keycloak's authorization request of one tab. */
export function requestOf(op: Provider, tab: string, more: Record<string, string> = {}) {
  const verifier = randomBytes(32).toString('base64url');
  const query = {
    response_type: 'code',
    client_id: 'keycloak',
    redirect_uri: op.redirectUri,
    scope: 'openid',
    state: `${randomBytes(8).toString('hex')}.${tab}.client`,
    nonce: randomBytes(8).toString('hex'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...more,
  };
  return { query, verifier, url: `${op.issuer}/authorize?${new URLSearchParams(query)}` };
}

/** The web process over its own database and Redis, and what the worker does for it, called by the test at the moment it wants. */
export async function webHouse() {
  const op = await provider();
  const { db } = op.database;
  const mails = {
    db,
    clock: () => new Date(),
    origin: op.url,
    ring: op.services.keys.ring,
    nudgeMail: async () => {},
    mayMail: async () => true,
    inviteAgain: async () => [],
    invite: async () => [],
  };
  const rowOf = async (id: string): Promise<Registration> => {
    const row = await findRegistration(db, id);
    if (!row) throw new Error(`no registration ${id}`);
    return row;
  };
  const begin = async (browser = httpBrowser(), tab = randomBytes(6).toString('hex')): Promise<Begun> => {
    const { query, verifier, url } = requestOf(op, tab);
    const page = await browser.follow(await browser.get(url));
    return { browser, query, verifier, page, id: idOf(page), url: page.url.href };
  };
  const send = (id: string, mayMail = mails.mayMail) => sendCode({ ...mails, mayMail }, id);
  const codeNow = async (id: string) => codeOf(op.services.keys.ring, await rowOf(id)) ?? 'none';
  /** As far as the page that asks for the code, which has been mailed. */
  const sent = async (email = freshAddress()): Promise<Begun & { email: string; code: string }> => {
    const begun = await begin();
    await begun.browser.post(begun.url, person(email));
    await send(begun.id);
    return { ...begun, email, code: await codeNow(begun.id) };
  };
  /** Past the code; the answer of Keycloak that nobody is there is fetched by the caller. */
  const proven = async () => {
    const begun = await sent();
    const asked = await begun.browser.post(`${begun.url}/code`, { code: begun.code });
    return { ...begun, asked };
  };
  /** Where authorize leads this browser for a tab. */
  const authorize = (
    browser: HttpBrowser,
    tab: string,
    more: Record<string, string> = {},
    headers: Record<string, string> = {},
  ) => browser.get(requestOf(op, tab, more).url, headers);
  /** The worker has let them in: an account is there. */
  const admit = async (id: string): Promise<string> => {
    const memberId = randomUUID();
    await sql`insert into member (id, first_name, last_name, username, origin, state, keycloak_user_id, sync_state)
      values (${memberId}, 'Erika', 'Muster', ${memberId}, 'criteria', 'registered', ${randomUUID()}, 'done')`.execute(
      db,
    );
    await sql`update registration set state = 'ready', member_id = ${memberId} where id = ${id}`.execute(db);
    return memberId;
  };
  return { op, db, rowOf, begin, send, codeNow, sent, proven, authorize, admit, close: () => op.close() };
}

/** Keycloak's answer that nobody is signed in, to the question that this redirect asks. */
export function nobodyThere(house: WebHouse, asked: Answer): string {
  const state = asked.location?.searchParams.get('state') ?? '';
  return `${house.op.url}/registration/callback?error=login_required&state=${state}`;
}
