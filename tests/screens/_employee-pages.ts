import { randomBytes } from 'node:crypto';
import { signIn } from '../support/browser.ts';
import { invitePeople } from '../support/invited-people.ts';
import type { OwnPage, Visit } from './_page.ts';

/** Members of the demo who do nothing else here, one for each language, as what one has asked for stays. */
const members = { de: 'maria.mitglied', en: 'max.mitglied' } as const;

async function invited({ page, at }: Visit, state?: string): Promise<void> {
  const [person] = await invitePeople(at.house, 1);
  if (!person) throw new Error('nobody was invited');
  if (state)
    await at.house.query(
      `update invitation set state = '${state}', accepted_at = now() where id = '${person.id}'`,
    );
  await page.goto(person.link);
}

async function asMember({ page, locale, at }: Visit, path: string): Promise<void> {
  await page.goto(`${at.house.url}${path}`);
  await signIn(page, members[locale], at.house.password);
  await page.waitForURL((url) => url.origin === at.house.url);
}

/** The form of an app's "register". */
const registration = ({ page, at }: Visit) =>
  page.goto(`${at.house.url}/register?app=${encodeURIComponent(`${at.house.appUrl}/register`)}`);

const press = ({ page }: Visit) => page.locator('main button[type=submit]').first().click();

async function registered(visit: Visit, email: string): Promise<void> {
  await registration(visit);
  for (const input of await visit.page.locator('main input:is([type=text], :not([type]))').all())
    await input.fill('Muster');
  await visit.page.locator('main input[name=email]').fill(email);
  await press(visit);
}

/** Neither of them is in this area, and it is open to whoever asks. */
const request = (visit: Visit) => asMember(visit, '/request?area=werk-nord');

/** Signed in here and, as if in another browser, in the app. */
async function signedInTwice(visit: Visit): Promise<void> {
  const { page, locale, at } = visit;
  await page.goto(`${at.house.appUrl}/login`);
  await signIn(page, members[locale], at.house.password);
  await page.waitForURL((url) => url.origin === at.house.appUrl);
  await page.context().clearCookies();
  await asMember(visit, '/me/sessions');
}

export const employeePages: readonly OwnPage[] = [
  {
    name: 'invitation',
    often: true,
    shows: 'main form[method=post] button',
    open: (visit) => invited(visit),
  },
  { name: 'invitation-used', shows: 'main', open: (visit) => invited(visit, 'accepted') },
  { name: 'join', shows: 'form', open: ({ page, at }) => page.goto(`${at.house.url}/join/werk-nord`) },
  { name: 'registration', often: true, shows: 'input[name=email]', open: registration },
  {
    name: 'registration-refused',
    shows: '[aria-invalid=true]',
    open: (visit) => registered(visit, 'keine Adresse'),
  },
  {
    name: 'registration-code',
    often: true,
    shows: 'input[name=code]',
    open: (visit) => registered(visit, `neu.${randomBytes(4).toString('hex')}@muster.example`),
  },
  { name: 'request', often: true, shows: 'textarea', open: request },
  {
    name: 'request-sent',
    shows: '[role=status]',
    async open(visit) {
      await request(visit);
      await press(visit);
    },
  },
  { name: 'me', often: true, shows: 'main', open: (visit) => asMember(visit, '/me') },
  {
    name: 'me-no-access',
    shows: 'main',
    async open(visit) {
      const { username } = await visit.person();
      await visit.page.goto(`${visit.at.house.url}/me`);
      await signIn(visit.page, username, 'Ein-eigenes-Passwort-7');
      await visit.page.waitForURL(`${visit.at.house.url}/me`);
    },
  },
  { name: 'me-sessions', often: true, shows: 'form[action$="/end-others"]', open: signedInTwice },
  { name: 'me-data', shows: '#data-export', open: (visit) => asMember(visit, '/me/data') },
  { name: 'help', shows: 'main', open: ({ page, at }) => page.goto(`${at.house.url}/help`) },
];
