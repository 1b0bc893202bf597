import { ourTheme, type ThemeType, themeTypes } from '../../realm-config/themes.ts';
import type { Admin } from './admin-client.ts';

/** The types of our theme that this server has: Keycloak takes any name for a theme and falls back silently. */
export async function serverThemes(admin: Admin): Promise<{ themes: ThemeType[] }> {
  const { themes } = await admin.serverInfo.find();
  return { themes: themeTypes.filter((type) => themes?.[type]?.some(({ name }) => name === ourTheme)) };
}
