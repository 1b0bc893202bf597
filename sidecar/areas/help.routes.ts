import type { Db } from '../platform/db.ts';
import { type Route, routesFor } from '../platform/http/route.ts';
import type { SettingsDefaults } from './network-settings.ts';
import { readNetworkSettings } from './network-settings.store.ts';

const route = routesFor<object, never>();

/** What anybody may read: who helps with signing in. */
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
  ];
}
