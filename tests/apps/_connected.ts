import { freeAddress } from '../support/free-port.ts';
import { type Answer, type HttpBrowser, httpBrowser } from '../support/http-browser.ts';
import { openRealm, type RealmFixture } from '../keycloak/realm-fixture.ts';
import { begin, type Config, discover, type Tokens } from './native/sign-in.ts';
import { operatorEnv } from './_operator.ts';
import { type Following, followRecipe, type RecipeApp } from './_recipe.ts';

export const password = 'correct horse battery';
/** What the page calls a phone's way back. */
export const scheme = 'com.example.staff:/callback';

export type Connected = {
  realm: RealmFixture;
  api: RecipeApp;
  urls: { web: string; spa: string; api: string; einlass: string };
  /** Follows the page for another kind of app. */
  follow(kind: 'web' | 'spa' | 'native'): Promise<RecipeApp>;
  env: NodeJS.ProcessEnv;
  /** Gives an area to a person, as Einlass does: by a group. */
  give(username: string, area: string): Promise<void>;
  /** Ends all sessions, as Einlass does for somebody who is suspended. */
  endSessions(username: string): Promise<void>;
  close(): Promise<void>;
};

/** A realm with nora (werk-nord) and sven (nothing), and the API of the page; Einlass itself is not there. */
export async function connected(): Promise<Connected> {
  const realm = await openRealm();
  const { admin } = realm;
  // Said with each call: the administrator stays one of master, where the token is renewed.
  const at = { realm: realm.realm };
  const [web, spa, api] = await Promise.all([freeAddress(), freeAddress(), freeAddress()]);
  const einlass = realm.input.publicUrl;
  const env = operatorEnv(realm, einlass);
  const follow = (kind: string, portal: string, own: Following['own'] = {}) =>
    followRecipe(kind, {
      env,
      addresses: { 'https://portal.example': portal, 'https://api.example': api },
      own,
    });
  const running: RecipeApp[] = [];
  const begun = async (app: Promise<RecipeApp>) => {
    running.push(await app);
    return app;
  };
  for (const area of ['werk-nord', 'werk-nord-halle'])
    await admin.groups.create({ ...at, name: area, attributes: { access: [`${area}:member`] } });
  await addPerson(realm, 'nora', ['werk-nord']);
  // Only a longer name of the same beginning.
  await addPerson(realm, 'sven', ['werk-nord-halle']);
  const idOf = async (username: string) =>
    String((await admin.users.find({ ...at, username, exact: true }))[0]?.id);
  const callers = { CALLERS: 'brett staff caller', ORIGINS: spa, PORT: new URL(api).port };
  return {
    realm,
    urls: { web, spa, api, einlass },
    env,
    api: await begun(follow('api', web, callers)),
    follow: (kind) =>
      begun(
        kind === 'spa'
          ? follow('spa', spa, { PORT: new URL(spa).port })
          : follow(kind, web, kind === 'native' ? { BROWSER: 'echo' } : {}),
      ),
    async give(username, area) {
      const [group] = await admin.groups.find({ ...at, search: area, exact: true });
      await admin.users.addToGroup({ ...at, id: await idOf(username), groupId: String(group?.id) });
    },
    endSessions: async (username) => admin.users.logout({ ...at, id: await idOf(username) }),
    async close() {
      for (const app of running) await app.stop();
      await realm.close();
    },
  };
}

async function addPerson({ admin, realm }: RealmFixture, username: string, groups: string[]): Promise<void> {
  await admin.users.create({
    realm,
    username,
    email: `${username}@example.com`,
    emailVerified: true,
    firstName: username,
    lastName: 'Muster',
    enabled: true,
    groups,
    credentials: [{ type: 'password', value: password, temporary: false }],
  });
}

/** Through Keycloak's login page, from an answer that leads there, until `wanted` says no. */
export async function throughLogin(
  browser: HttpBrowser,
  answer: Answer,
  username: string,
  wanted: (next: URL) => boolean = () => true,
): Promise<Answer> {
  const page = await browser.follow(answer, wanted);
  return browser.follow(await browser.submit(page, { username, password }), wanted);
}

/** Somebody's tokens for a public client, by the phone's way back. */
export async function tokensOf(
  issuer: string,
  clientId: string,
  username: string,
): Promise<Tokens & { config: Config }> {
  const config = await discover(issuer, clientId);
  const { url, finish } = await begin(config, scheme);
  const browser = httpBrowser();
  const end = await throughLogin(
    browser,
    await browser.get(url),
    username,
    ({ protocol }) => protocol !== 'com.example.staff:',
  );
  if (!end.location) throw new Error(`${username} was not signed in: ${end.status} ${end.url.href}`);
  const { tokens } = await finish(end.location);
  return Object.assign(tokens, { config });
}
