import { emailTheme } from '../../realm-config/mail-look.ts';
import type { Admin } from './admin-client.ts';

/** Our e-mail theme where this server has it: Keycloak takes any name for a theme and falls back silently. */
export async function serverEmailTheme(admin: Admin): Promise<{ emailTheme?: string }> {
  const { themes } = await admin.serverInfo.find();
  return themes?.['email']?.some(({ name }) => name === emailTheme) ? { emailTheme } : {};
}
