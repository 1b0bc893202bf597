import { randomBytes } from 'node:crypto';
import express, { type Request, type Response } from 'express';
import { AuthorizationResponseError } from 'openid-client';
import { type Attempt, openOidc, type Session } from './oidc.ts';

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}
const [appUrl, einlassUrl] = [setting('APP_URL'), setting('EINLASS_URL')];
const oidc = await openOidc({
  issuer: setting('ISSUER'),
  clientId: setting('CLIENT_ID'),
  clientSecret: setting('CLIENT_SECRET'),
  appUrl,
});

/** In memory; with more than one process, keep them where all of them look. */
const people = new Map<string, Session>();
const attempts = new Map<string, Attempt>();

const cookie = { httpOnly: true, sameSite: 'lax', secure: appUrl.startsWith('https:'), path: '/' } as const;
const cookieOf = ({ headers }: Request, name: string): string =>
  headers.cookie
    ?.split('; ')
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? '';

function keep<T>(values: Map<string, T>, value: T): string {
  const handle = randomBytes(24).toString('base64url');
  // The oldest goes first, so that nobody can fill the memory.
  if (values.size >= 10_000) values.delete(values.keys().next().value ?? '');
  values.set(handle, value);
  return handle;
}
function take<T>(values: Map<string, T>, handle: string): T | undefined {
  const value = values.get(handle);
  values.delete(handle);
  return value;
}

/** Asks Keycloak anew where the token has ended, and with `now` in any case. */
async function personOf(request: Request, now = false): Promise<Session | undefined> {
  const handle = cookieOf(request, 'portal_session');
  const session = people.get(handle);
  if (!session || (!now && session.until > Date.now())) return session;
  const fresh = await oidc.fresh(session);
  // Ended while we asked: a logout must not be undone.
  if (!people.has(handle)) return undefined;
  if (fresh) people.set(handle, fresh);
  else people.delete(handle);
  return fresh;
}

/** Whole words: `werk-nord` never opens `werk-nord-halle`. */
const isIn = ({ access }: Session, area: string): boolean =>
  access.some((value) => value.split(':')[0] === area);

const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
const page = (content: string): string =>
  `<!doctype html><html lang="de"><meta charset="utf-8"><title>Portal</title><main>${content}</main></html>`;

async function signIn(response: Response, to: string, more: Record<string, string> = {}): Promise<void> {
  const { url, attempt } = await oidc.start(to, more);
  response.cookie('portal_sign_in', keep(attempts, attempt), cookie).redirect(303, url);
}

const app = express().disable('x-powered-by');
const register = `${einlassUrl}/register?app=${encodeURIComponent(`${appUrl}/register`)}`;

app.get('/', async (request, response) => {
  const person = await personOf(request);
  const inside = '<a href="/werk-nord">Werk Nord</a> <a href="/email">E-Mail-Adresse</a>';
  const out = '<form method="post" action="/logout"><button>Abmelden</button></form>';
  response.send(
    page(
      person
        ? `<h1>${escaped(person.name)}</h1>${inside}${out}`
        : `<h1>Portal</h1><a href="/login">Anmelden</a> <a href="${escaped(register)}">Registrieren</a>`,
    ),
  );
});
app.get('/login', (_request, response) => signIn(response, '/'));
/** Einlass leads here once it is clear that nobody else is signed in. */
app.get('/register', (_request, response) =>
  signIn(response, '/', { kc_idp_hint: 'access', flow: 'werk-nord' }),
);
/** Keycloak's page for adding or changing an e-mail address. */
app.get('/email', (_request, response) => signIn(response, '/', { kc_action: 'UPDATE_EMAIL' }));

app.get('/callback', async (request, response) => {
  const attempt = take(attempts, cookieOf(request, 'portal_sign_in'));
  response.clearCookie('portal_sign_in', cookie);
  try {
    if (!attempt) throw new Error('this browser did not ask');
    const session = await oidc.finish(new URL(request.originalUrl, appUrl).search, attempt);
    people.delete(cookieOf(request, 'portal_session'));
    response.cookie('portal_session', keep(people, session), cookie).redirect(303, attempt.to);
  } catch (error) {
    // Somebody left Keycloak's page open for too long: it simply begins again.
    if (error instanceof AuthorizationResponseError && error.error === 'temporarily_unavailable')
      return response.redirect(303, '/login');
    response
      .status(400)
      .send(page('<h1>Die Anmeldung hat nicht geklappt.</h1><a href="/login">Noch einmal anmelden</a>'));
  }
});

/** The closed area. Before somebody is refused, Keycloak is asked: an approval counts at once. */
app.get('/werk-nord', async (request, response) => {
  let person = await personOf(request);
  if (person && !isIn(person, 'werk-nord')) person = await personOf(request, true);
  if (!person) return signIn(response, '/werk-nord');
  if (isIn(person, 'werk-nord')) return void response.send(page('<h1>Werk Nord</h1>'));
  const ask = `${einlassUrl}/request?area=werk-nord&app=${encodeURIComponent(`${appUrl}/werk-nord`)}`;
  response
    .status(403)
    .send(page(`<h1>Kein Zugang zu Werk Nord</h1><a href="${escaped(ask)}">Zugang anfragen</a>`));
});

/** Signs out here and at Keycloak. */
app.post('/logout', (request, response) => {
  const person = take(people, cookieOf(request, 'portal_session'));
  response.clearCookie('portal_session', cookie).redirect(303, person ? oidc.signedOutUrl(person) : '/');
});

/** Keycloak, not the browser, says that a session has ended: signed out elsewhere, or suspended. */
app.post('/backchannel-logout', express.urlencoded({ extended: false }), async (request, response) => {
  try {
    const ended = await oidc.ended(String(request.body?.logout_token));
    for (const [handle, { sid }] of people) if (sid === ended) people.delete(handle);
    response.status(200).end();
  } catch {
    response.status(400).end();
  }
});

const port = process.env['PORT'] ?? (new URL(appUrl).port || '3000');
const server = app.listen(Number(port), '127.0.0.1', () => console.log('listens'));
process.once('SIGTERM', () => server.close());
