import { freeAddress } from '../support/free-port.ts';
import { type Answer, type HttpBrowser, httpBrowser } from '../support/http-browser.ts';
import { roleGroup } from '../keycloak/people.ts';
import { openRealm, type RealmFixture } from '../keycloak/realm-fixture.ts';
import { password } from '../keycloak/tokens.ts';
import { begin, type Config, discover, type Tokens } from './native/sign-in.ts';
import { operatorEnv } from './_operator.ts';
import { addPerson } from './_person.ts';
import { type Following, followRecipe, type RecipeApp } from './_recipe.ts';

/** What the page calls a phone's way back. */
export const scheme = 'com.example.staff:/callback';

type Person = 'nora' | 'sven';
export type Connected = {
  realm: RealmFixture;
  api: RecipeApp;
  urls: { web: string; spa: string; api: string; einlass: string };
  /** Follows the page for another kind of app. */
  follow(kind: 'web' | 'spa' | 'native'): Promise<RecipeApp>;
  env: NodeJS.ProcessEnv;
  /** Gives an area to a person, as Einlass does: by a group. */
  give(username: Person, area: string): Promise<void>;
  /** Ends all sessions, as Einlass does for somebody who is suspended. */
  endSessions(username: Person): Promise<void>;
  close(): Promise<void>;
};

/** A realm with nora (werk-nord) and sven (nothing), and the API of the page; Einlass itself is not there. */
export async function connected(): Promise<Connected> {
  const realm = await openRealm();
  const { directory } = realm;
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
  const named = (firstName: string) => ({ firstName, lastName: 'Muster' });
  const ids = {
    nora: await addPerson(realm, 'nora', ['werk-nord:member'], named('nora')),
    // Only a longer name of the same beginning.
    sven: await addPerson(realm, 'sven', ['werk-nord-halle:member'], named('sven')),
  };
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
      await directory.joinGroup(ids[username], (await roleGroup(directory, area, 'member')).id);
    },
    endSessions: (username) => directory.logout(ids[username]),
    async close() {
      for (const app of running) await app.stop();
      await realm.close();
    },
  };
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
