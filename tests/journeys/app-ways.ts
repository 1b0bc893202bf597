import type { Page } from 'playwright-core';
import type { RecipeApp } from '../apps/_recipe.ts';
import { until } from '../support/processes.ts';

/** What somebody meets at the closed area of an app. */
type Door = 'open' | 'refused' | 'out';
/** One app of the journey, by what people do in it. */
export type AppWays = {
  /** From the app's own "Registrieren" to Einlass. */
  register(page: Page): Promise<unknown>;
  /** Waits until the app knows who is there. */
  inside(page: Page, name: string): Promise<unknown>;
  /** Tries the closed area. */
  door(page: Page): Promise<Door>;
  /** From the refusal to Einlass' page for asking. */
  ask(page: Page): Promise<unknown>;
};

const follow = (page: Page, name: string | RegExp) => page.getByRole('link', { name }).first().click();

/** Pages made by a server: signed out, the area leads to Keycloak's login page. */
function serverApp(url: string, area: string, ask: string): AppWays {
  return {
    async register(page) {
      await page.goto(url);
      await follow(page, 'Registrieren');
    },
    inside: (page, name) => page.getByText(name).first().waitFor(),
    async door(page) {
      const answer = await page.goto(`${url}${area}`);
      // To Keycloak's login page, or to the app's own page for everybody.
      const signIn = page.getByRole('link', { name: 'Anmelden' });
      if (new URL(page.url()).origin !== url || (await signIn.count()) > 0) return 'out';
      return answer?.status() === 403 ? 'refused' : 'open';
    },
    ask: (page) => follow(page, ask),
  };
}

export const sampleAppWays = (url: string): AppWays =>
  serverApp(url, '/areas/werk-nord', 'Zugang beantragen');
export const portalWays = (url: string): AppWays => serverApp(url, '/werk-nord', 'Zugang anfragen');

/** Keycloak's answer comes by a page that posts itself, and the app asks again before it refuses. */
export function samlWays(url: string): AppWays {
  return {
    ...portalWays(url),
    async door(page) {
      await page.goto(`${url}/werk-nord`);
      const heading = page.locator('body > main > h1');
      await heading.or(page.locator('#kc-login')).waitFor();
      // To Keycloak's login page, or to the app's own page for everybody.
      const signIn = page.getByRole('link', { name: 'Anmelden' });
      if (new URL(page.url()).origin !== url || (await signIn.count()) > 0) return 'out';
      return (await heading.textContent()) === 'Werk Nord' ? 'open' : 'refused';
    },
  };
}

/** The session ends at the API: the page learns it with its next call. */
export function pageWays(url: string): AppWays {
  return {
    async register(page) {
      await page.goto(url);
      await follow(page, 'Registrieren');
    },
    inside: (page, name) => page.getByRole('heading', { name }).waitFor(),
    async door(page) {
      // Back from asking, the page begins anew.
      if (new URL(page.url()).origin !== url) {
        await page.goto(url);
        await page.getByRole('button', { name: 'Werk Nord' }).waitFor();
      }
      const told = page.getByRole('status');
      await page.getByRole('button', { name: 'Werk Nord' }).click();
      await told.filter({ hasText: /./ }).waitFor();
      const text = (await told.textContent()) ?? '';
      if (text.includes('Sitzung ist beendet')) return 'out';
      return text.includes('Kein Zugang') ? 'refused' : 'open';
    },
    ask: (page) => follow(page, 'Zugang anfragen'),
  };
}

/** A program beside the browser: what it opens there is what it prints here. */
export function nativeWays(app: RecipeApp): AppWays {
  const address = (line: string) => app.say(line, /^http\S+$/m);
  return {
    register: async (page) => page.goto(await address('register')),
    async inside(page, name) {
      await page.getByText('Zurück zur App').waitFor();
      await until('the app has its tokens', async () => app.output().includes(`signed in: ${name}`));
    },
    async door() {
      const told = await app.say('werk-nord', /^(200|403|401|signed out)/m);
      return told === '200' ? 'open' : told === '403' ? 'refused' : 'out';
    },
    ask: async (page) => page.goto(await address('ask')),
  };
}
