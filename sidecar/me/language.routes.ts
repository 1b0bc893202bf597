import { z } from 'zod';
import type { Own, OwnRight } from '../members/own.ts';
import { changeOwnLocale, type OwnLocaleDeps } from '../members/own-locale.service.ts';
import { languageCookie } from '../platform/http/mount.ts';
import { type Route, routesFor } from '../platform/http/route.ts';
import { locales } from '../platform/i18n.ts';

const route = routesFor<Own, OwnRight>();
const year = 365 * 24 * 3600;

/** POST /me/language: mails, Keycloak's pages and the pages in this browser speak it from now on. */
export function languageRoutes(deps: OwnLocaleDeps): Route<Own, OwnRight>[] {
  return [
    route({
      method: 'post',
      path: '/me/language',
      right: 'own',
      body: z.object({ locale: z.enum(locales) }),
      async handler({ person, body: { locale } }) {
        await changeOwnLocale(deps, person, locale);
        const cookie = { name: languageCookie, value: locale, path: '/', seconds: year };
        return { redirect: '/me?note=language', cookies: [cookie] };
      },
    }),
  ];
}
