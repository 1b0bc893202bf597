import { randomBytes } from 'node:crypto';
import * as client from 'openid-client';
import { appClient, type AppWish } from '../../realm-config/app-clients.ts';
import { addApp } from '../../sidecar/keycloak/add-app.ts';
import { begin } from '../apps/native/sign-in.ts';
import { type HttpBrowser, httpBrowser } from '../support/http-browser.ts';
import type { RealmFixture } from './realm-fixture.ts';
import { password } from './tokens.ts';

type Tokens = { accessToken: string; idToken: string; refreshToken: string; scope: string };
export type AppClient = {
  clientId: string;
  /** By the code flow with PKCE; in a browser that is signed in at Keycloak already nobody is asked. */
  signIn(username: string, options?: { scope?: string; browser?: HttpBrowser }): Promise<Tokens>;
  refresh(tokens: Tokens): Promise<Tokens>;
  userinfo(accessToken: string): Promise<Record<string, unknown>>;
};

const newSecret = (): string => randomBytes(24).toString('base64url');
const discovered = (issuer: string, clientId: string, secret: string) =>
  client.discovery(new URL(issuer), clientId, secret, undefined, { execute: [client.allowInsecureRequests] });

const url = 'http://127.0.0.1:9';

/** A web app as `app add` makes it, and what it does with Keycloak; pages of its own it has none. */
export async function openApp(
  { admin, realm, issuer }: RealmFixture,
  wish: Omit<AppWish, 'url' | 'secret'>,
): Promise<AppClient> {
  const { clientId } = wish;
  const secret = newSecret();
  await addApp(admin, realm, appClient('web', { ...wish, url, secret }));
  const config = await discovered(issuer, clientId, secret);

  return {
    clientId,
    async signIn(username, { scope = 'openid profile email', browser = httpBrowser() } = {}) {
      const attempt = await begin(config, `${url}/callback`, { scope });
      const away = (next: URL): boolean => next.origin === new URL(issuer).origin;
      let answer = await browser.follow(await browser.get(attempt.url), away);
      if (!answer.location)
        answer = await browser.follow(await browser.submit(answer, { username, password }), away);
      if (!answer.location) throw new Error(`no way back to the app: ${answer.text.slice(0, 2000)}`);
      return tokensOf((await attempt.finish(answer.location)).tokens);
    },
    refresh: async ({ refreshToken }) => tokensOf(await client.refreshTokenGrant(config, refreshToken)),
    userinfo: (accessToken) => client.fetchUserInfo(config, accessToken, client.skipSubjectCheck),
  };
}

/** An API as `app add` makes it; answers what Keycloak tells it of a token. */
export async function openApi(
  { admin, realm, issuer }: RealmFixture,
  clientId: string,
): Promise<(accessToken: string) => Promise<Record<string, unknown>>> {
  const secret = newSecret();
  await addApp(admin, realm, appClient('api', { clientId, secret }));
  const config = await discovered(issuer, clientId, secret);
  return (accessToken) => client.tokenIntrospection(config, accessToken);
}

function tokensOf(answer: client.TokenEndpointResponse): Tokens {
  const { access_token: accessToken, id_token: idToken, refresh_token: refreshToken, scope } = answer;
  return { accessToken, idToken: idToken ?? '', refreshToken: refreshToken ?? '', scope: scope ?? '' };
}
