import { z } from 'zod';
import { AppError } from '../platform/errors.ts';
import type { Db } from '../platform/db.ts';
import { type Route, routesFor } from '../platform/http/route.ts';
import type { SettingsDefaults } from './network-settings.ts';
import { readLogo, readNetworkSettings } from './network-settings.store.ts';

const route = routesFor<object, never>();

/** What anybody may read: who helps with signing in, and the network's logo. */
export function helpRoutes({ db, defaults }: { db: Db; defaults: SettingsDefaults }): Route<object, never>[] {
  return [
    route({
      method: 'get',
      path: '/help',
      right: 'public',
      async handler({ t, locale }) {
        const { companyName, whoHelps, helpContact, startUrl } = await readNetworkSettings(db, defaults);
        const data = {
          title: t('areas.help.title'),
          company: companyName,
          paragraphs: whoHelps[locale].split('\n').filter(Boolean),
          contact: helpContact[locale].split('\n').filter(Boolean),
          startUrl,
        };
        return { view: 'areas/help', data };
      },
    }),
    route({
      method: 'get',
      path: '/brand/logo',
      right: 'public',
      query: z.object({ v: z.string().max(40).optional().catch(undefined) }),
      async handler({ query }) {
        const logo = await readLogo(db);
        if (!logo) throw new AppError('not_found');
        return {
          file: logo.bytes,
          fileName: 'logo',
          contentType: logo.mediaType,
          // mails are read in pages of others, and Keycloak's pages are on another origin
          headers: {
            'cross-origin-resource-policy': 'cross-origin',
            // every opened mail of a campaign asks for it, and a new logo has another address there
            ...(query.v ? { 'cache-control': 'public, max-age=86400' } : {}),
          },
        };
      },
    }),
  ];
}
