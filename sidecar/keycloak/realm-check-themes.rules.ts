import { ourTheme, replaceable, type ThemeType, themeTypes } from '../../realm-config/themes.ts';
import type { Finding } from './realm-check.rules.ts';

/** The types of our theme that the server has, and what the realm chose for each; empty where it chose none. */
export type Themes = { has: readonly ThemeType[]; chosen: Readonly<Record<ThemeType, string>> };

const words: Readonly<Record<ThemeType, { theme: string; wearer: string; field: string }>> = {
  login: { theme: 'login theme', wearer: 'the sign-in pages', field: 'Login theme' },
  account: { theme: 'account theme', wearer: 'the pages of the account console', field: 'Account theme' },
  email: {
    theme: 'e-mail theme',
    wearer: "Keycloak's own mails (forgotten password …)",
    field: 'Email theme',
  },
};
/** Themes that come with Keycloak; any other is the operator's own. */
const stock = ['', 'base', 'keycloak', 'keycloak.v2', 'keycloak.v3'];

/** Warnings, because pages and mails in Keycloak's look and words still do their work; a theme of the operator's own is theirs. */
export function themeFindings({ has, chosen }: Themes): Finding[] {
  return themeTypes.flatMap((type): Finding[] => {
    const { theme, wearer, field } = words[type];
    const warning = (what: string, remedy: string): Finding[] => [
      { level: 'warning', code: `${type}_theme`, what, remedy },
    ];
    if (!has.includes(type))
      return warning(
        `this Keycloak has no ${theme} "${ourTheme}", so ${wearer} look like Keycloak`,
        'copy themes/einlass into the folder "themes" of Keycloak, mount it there or build it into its image, restart Keycloak, then run: einlass realm apply',
      );
    if (!stock.includes(chosen[type])) return [];
    const applied = replaceable[type].some((one) => (one ?? '') === chosen[type]);
    return warning(
      `${wearer} wear the ${theme} "${chosen[type] || 'of Keycloak'}" instead of "${ourTheme}"`,
      applied
        ? 'run: einlass realm apply'
        : `in the console: Realm settings, Themes, ${field}: choose ${ourTheme}`,
    );
  });
}
