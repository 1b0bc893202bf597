import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { type Route, routesFor } from '../platform/http/route.ts';
import { brandSheet } from './brand.rules.ts';
import { type SettingsDefaults, withDefaults } from './network-settings.ts';
import { readLogo, readStoredSettings } from './network-settings.store.ts';

type BrandDeps = { db: Db; defaults: SettingsDefaults; publicUrl: string };

const route = routesFor<object, never>();
/** Mails are read in pages of others, and Keycloak's pages are on another origin. */
const forOthers = { 'cross-origin-resource-policy': 'cross-origin' };

/** How the network looks, for Keycloak's pages and for mails: anybody may read it. */
export function brandRoutes({ db, defaults, publicUrl }: BrandDeps): Route<object, never>[] {
  return [
    route({
      method: 'get',
      path: '/brand.css',
      right: 'public',
      async handler() {
        const { stored, version, hasLogo } = await readStoredSettings(db);
        const { accent } = withDefaults(stored, defaults);
        const logo = hasLogo ? { logo: `${publicUrl}/brand/logo?v=${version}` } : {};
        const file = Buffer.from(brandSheet({ accent, ...logo }));
        return {
          file,
          fileName: 'brand.css',
          contentType: 'text/css; charset=utf-8',
          headers: {
            ...forOthers,
            etag: `"${createHash('sha256').update(file).digest('base64url').slice(0, 22)}"`,
            // Each page of a sign-in asks for it; a browser that has it shows it at once, even while this server is down.
            'cache-control': 'public, max-age=300, stale-while-revalidate=604800',
          },
        };
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
          headers: {
            ...forOthers,
            // every opened mail of a campaign asks for it, and a new logo has another address there
            ...(query.v ? { 'cache-control': 'public, max-age=86400' } : {}),
          },
        };
      },
    }),
  ];
}
