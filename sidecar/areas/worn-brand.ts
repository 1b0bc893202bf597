import type { Db } from '../platform/db.ts';
import type { SettingsDefaults } from './network-settings.ts';
import { readStoredSettings } from './network-settings.store.ts';

/** What every page of ours wears of the network: its name, the address of its picture, and that of its colours. */
export type WornBrand = { company: string; logo?: string; brandCss: string };

/**
 * The network's look for our own pages, as Keycloak's pages have it by `/brand.css`. No page fails for its look: while the settings cannot
 * be read it wears what was read last, and pages of errors (`last`) never ask. Both addresses change with the settings, so that a browser never keeps an old look.
 */
export function wornBrand(
  db: Db,
  defaults: Pick<SettingsDefaults, 'companyName'>,
): { read(): Promise<WornBrand>; last(): WornBrand } {
  let last: WornBrand = { company: defaults.companyName, brandCss: '/brand.css' };
  return {
    async read() {
      const settings = await readStoredSettings(db).catch(() => undefined);
      if (!settings) return last;
      const { stored, version, hasLogo } = settings;
      last = {
        company: stored.companyName ?? defaults.companyName,
        ...(hasLogo ? { logo: `/brand/logo?v=${version}` } : {}),
        brandCss: `/brand.css?v=${version}`,
      };
      return last;
    },
    last: () => last,
  };
}
