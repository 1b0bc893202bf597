import type { Owned, RealmInput } from './types.ts';

/** Our theme in themes/, by the name that Keycloak knows it by. */
export const ourTheme = 'einlass';
export const themeTypes = ['login', 'account', 'email'] as const;
export type ThemeType = (typeof themeTypes)[number];

/**
 * What a realm wears that never chose a theme of its own, `undefined` first; only that is ours to replace. Earlier versions of Einlass
 * put the login theme themselves.
 */
export const replaceable: Readonly<Record<ThemeType, readonly [undefined, ...string[]]>> = {
  login: [undefined, 'keycloak.v2'],
  account: [undefined],
  email: [undefined],
};

/** A theme that the server lacks falls back silently to Keycloak's own, so only those that it has are named. */
export function themeSettings({ themes = [] }: Pick<RealmInput, 'themes'>): Owned {
  const worn = themes.map(
    (type) => [`${type}Theme`, { insteadOf: replaceable[type], put: ourTheme }] as const,
  );
  return { loginTheme: { insteadOf: undefined, put: 'keycloak.v2' }, ...Object.fromEntries(worn) };
}
