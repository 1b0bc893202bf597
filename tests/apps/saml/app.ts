import express, { type Request, type Response } from 'express';
import { Kept } from './kept.ts';
import { openSaml, type Person } from './saml.ts';

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}
const [appUrl, einlassUrl] = [setting('APP_URL'), setting('EINLASS_URL')];
const saml = openSaml({ issuer: setting('ISSUER'), entityId: setting('ENTITY_ID'), appUrl });

/** Areas are as old as the sign-in; after these minutes Keycloak is asked again, which nobody sees. */
const people = new Kept<Person & { askedFor?: string }>(15);
const attempts = new Kept<{ requestId: string; to: string }>(60);
const answers = new Kept<{ requestId: string; person: Person }>(1);

const secure = appUrl.startsWith('https:');
const cookie = { httpOnly: true, sameSite: 'lax', secure, path: '/' } as const;
const cookieOf = ({ headers }: Request, name: string): string | undefined =>
  headers.cookie
    ?.split('; ')
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
const personOf = (request: Request) => people.get(cookieOf(request, 'saml_session'));

const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
const page = (content: string): string =>
  `<!doctype html><html lang="de"><meta charset="utf-8"><title>Portal</title><main>${content}</main></html>`;
const notDone = (response: Response): void => {
  response
    .status(400)
    .send(page('<h1>Die Anmeldung hat nicht geklappt.</h1><a href="/login">Noch einmal anmelden</a>'));
};

/** Any role in the area lets in; with the colon, because `werk-nord-halle` is another area than `werk-nord`. */
const isIn = ({ access }: Person, area: string): boolean =>
  access.some((value) => value.startsWith(`${area}:`));

async function signIn(response: Response, to: string, more: Record<string, string> = {}): Promise<void> {
  const { url, requestId } = await saml.start(more);
  response.cookie('saml_sign_in', attempts.add({ requestId, to }), cookie).redirect(303, url);
}

const register = `${einlassUrl}/register?app=${encodeURIComponent(`${appUrl}/register`)}`;
const app = express().disable('x-powered-by');
app.use(express.urlencoded({ extended: false, limit: '500kb' }));

app.get('/', (request, response) => {
  const person = personOf(request);
  response.send(
    page(
      person
        ? `<h1>${escaped(person.name)}</h1><a href="/werk-nord">Werk Nord</a><form method="post" action="/logout"><button>Abmelden</button></form>`
        : `<h1>Portal</h1><a href="/login">Anmelden</a> <a href="${escaped(register)}">Registrieren</a>`,
    ),
  );
});
app.get('/login', (_request, response) => signIn(response, '/'));
app.get('/register', (_request, response) => signIn(response, '/', { kc_idp_hint: 'access' }));

/** The closed area. A refusal is said only when Keycloak was asked for this very page: an approval opens it at once. */
app.get('/werk-nord', async (request, response) => {
  const person = personOf(request);
  if (person && isIn(person, 'werk-nord')) return void response.send(page('<h1>Werk Nord</h1>'));
  if (person?.askedFor !== '/werk-nord') return signIn(response, '/werk-nord');
  delete person.askedFor;
  const ask = `${einlassUrl}/request?area=werk-nord&app=${encodeURIComponent(`${appUrl}/werk-nord`)}`;
  response
    .status(403)
    .send(page(`<h1>Kein Zugang zu Werk Nord</h1><a href="${escaped(ask)}">Zugang anfragen</a>`));
});

/** Keycloak's page posts here from its own site, so no cookie of ours comes along: who asked is looked at in the next step. */
app.post('/saml/acs', async (request, response) => {
  try {
    const answer = answers.add(await saml.finish(String(request.body?.SAMLResponse)));
    response.redirect(303, `/saml/done?answer=${answer}`);
  } catch {
    notDone(response);
  }
});

/** Only the browser that asked is signed in, or somebody could sign others in as themselves. */
app.get('/saml/done', (request, response) => {
  const answer = answers.take(request.query['answer']);
  const attempt = attempts.take(cookieOf(request, 'saml_sign_in'));
  response.clearCookie('saml_sign_in', cookie);
  if (!answer || attempt?.requestId !== answer.requestId) return notDone(response);
  people.take(cookieOf(request, 'saml_session'));
  const session = people.add({ ...answer.person, askedFor: attempt.to });
  response.cookie('saml_session', session, cookie).redirect(303, attempt.to);
});

/** Signs out here and at Keycloak. */
app.post('/logout', async (request, response) => {
  const person = people.take(cookieOf(request, 'saml_session'));
  response.clearCookie('saml_session', cookie).redirect(303, person ? await saml.logoutUrl(person) : '/');
});

/** Keycloak says, by itself or through the browser, that a session has ended. */
app.post('/saml/logout', async (request, response) => {
  const { SAMLRequest, SAMLResponse } = request.body ?? {};
  if (SAMLResponse) return response.redirect(303, '/');
  try {
    const ended = await saml.ended(String(SAMLRequest));
    people.dropWhere(({ profile }) => profile.sessionIndex === ended);
    answers.dropWhere(({ person }) => person.profile.sessionIndex === ended);
    response.status(200).end();
  } catch {
    response.status(400).end();
  }
});

const port = process.env['PORT'] ?? (new URL(appUrl).port || '3000');
const server = app.listen(Number(port), '127.0.0.1', () => console.log('listens'));
process.once('SIGTERM', () => server.close());
