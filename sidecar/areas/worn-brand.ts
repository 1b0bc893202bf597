import type { Db } from '../platform/db.ts';
import { type SettingsDefaults, withDefaults } from './network-settings.ts';
import { readStoredSettings } from './network-settings.store.ts';

/** What every page of ours wears of the network: its name, the address of its picture, and that of its colours. */
export type WornBrand = { company: string; logo?: string; brandCss: string };

/**
 * The network's look for our own pages, as Keycloak's pages have it by `/brand.css`. `last` is what was read last, for pages of errors:
 * they must be there without a database, too. Both addresses change with the settings, so that a browser never keeps an old look.
 */
export function wornBrand(
  db: Db,
  defaults: SettingsDefaults,
): { read(): Promise<WornBrand>; last(): WornBrand } {
  let last: WornBrand = { company: defaults.companyName, brandCss: '/brand.css' };
  return {
    async read() {
      const { stored, version, hasLogo } = await readStoredSettings(db);
      last = {
        company: withDefaults(stored, defaults).companyName,
        ...(hasLogo ? { logo: `/brand/logo?v=${version}` } : {}),
        brandCss: `/brand.css?v=${version}`,
      };
      return last;
    },
    last: () => last,
  };
}
