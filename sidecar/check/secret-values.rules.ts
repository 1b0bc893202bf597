import type { Config } from '../platform/config.ts';

/** Every value of the configuration that must not be printed, also as it stands inside an address. */
export function secretValues(config: Config): string[] {
  const urls = [config.DATABASE_URL, config.DATABASE_MIGRATE_URL, config.REDIS_URL, config.SMTP_URL];
  const inUrls = urls.flatMap((url) => {
    const { password } = url ? new URL(url) : { password: '' };
    return password ? [password, decodeURIComponent(password)] : [];
  });
  const { DKIM_KEY, BOUNCE_HOOK_SECRET, KEYCLOAK_ADMIN_PASSWORD, DEMO_PASSWORD, DEMO_APP_SECRET } = config;
  const own = [DKIM_KEY, BOUNCE_HOOK_SECRET, KEYCLOAK_ADMIN_PASSWORD, DEMO_PASSWORD, DEMO_APP_SECRET];
  return [...inUrls, ...own.filter((value) => value !== undefined)];
}
