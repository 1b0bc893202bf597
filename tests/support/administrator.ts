import { type HttpBrowser, httpBrowser } from './http-browser.ts';
import type { Installation } from './installation.ts';

/** The demo's network manager, signed in at Keycloak, without a window. */
export type Administrator = {
  browser: HttpBrowser;
  /** Sends a workbook to the imports page; answers the import's id. */
  upload(content: Buffer): Promise<string>;
  post(path: string): Promise<number>;
};

export async function signInAdministrator(house: Installation): Promise<Administrator> {
  const browser = httpBrowser();
  const page = await browser.follow(await browser.get(`${house.url}/admin/members`));
  const form = { username: 'netz.manager', password: house.password };
  const end = await browser.follow(await browser.submit(page, form));
  if (end.status !== 200 || end.url.origin !== house.url)
    throw new Error(`the administrator could not sign in: ${end.status} at ${end.url.href}`);
  return {
    browser,
    async upload(content) {
      const body = new FormData();
      body.set('workbook', new Blob([new Uint8Array(content)]), 'people.xlsx');
      const cookie = `einlass_session=${browser.cookie('einlass_session')}`;
      const answer = await fetch(`${house.url}/admin/imports`, {
        method: 'POST',
        body,
        headers: { cookie, 'sec-fetch-site': 'same-origin' },
        redirect: 'manual',
      });
      const id = /\/admin\/imports\/([0-9a-f-]{36})/.exec(answer.headers.get('location') ?? '')?.[1];
      if (!id) throw new Error(`the workbook was not taken: ${answer.status}`);
      return id;
    },
    async post(path) {
      return (await browser.post(`${house.url}${path}`)).status;
    },
  };
}
