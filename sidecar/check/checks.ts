import type { RealmInput } from '../../realm-config/types.ts';
import type { Admin } from '../keycloak/admin-client.ts';
import type { Clock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { withDb } from '../platform/db.ts';
import { keyUses } from '../platform/key-use.read-model.ts';
import { type For, lookAtAddresses, lookAtSecrets } from './addresses.ts';
import type { Check } from './finding.ts';
import { lookAtKeys } from './key-folder.ts';
import { lookAtKeycloak, lookAtRealm, lookAtRedirects, lookAtServiceAccount } from './keycloak.ts';
import { lookAtMail } from './mail.ts';
import { lookAtClocks, lookAtDatabase, lookAtRedis, lookAtWorker } from './servers.ts';
import { lookAtVisitorAddress } from './visitor-address.ts';

export type CheckWish = {
  config: Config;
  clock: Clock;
  /** Who gets one mail; nobody where left out. */
  sendTo?: string | undefined;
  whom?: For;
  /** The realm as it is wanted, and Keycloak's administration; without it, what only that may read is not looked at. */
  realm?: { admin: () => Promise<Admin>; wanted: () => Promise<RealmInput> } | undefined;
};

/** Every look at this installation, in the order in which to mend what they find. */
export function checksOf({ config, clock, sendTo, whom, realm }: CheckWish): Check[] {
  const running = (what: string): string => `check ${what}, and that it is running`;
  const databaseUp = 'the database is needed for this: see there';
  const check = (name: string, remedy: string, run: Check['run']): Check => ({ name, remedy, run });
  return [
    check('database', running('DATABASE_URL'), () => lookAtDatabase(config)),
    check('redis', running('REDIS_URL'), () => lookAtRedis(config)),
    check('keys', 'check KEYS_DIR', () =>
      lookAtKeys(config.KEYS_DIR, () => withDb(config.DATABASE_URL, keyUses)),
    ),
    check('clock', 'let all machines take their time from NTP', () => lookAtClocks(config, clock)),
    check('address', 'let PUBLIC_URL lead to "serve", also from this machine', () =>
      lookAtAddresses(config, clock),
    ),
    check('secrets', 'check KEYCLOAK_BULK_SECRET_FILE', async () => lookAtSecrets(config, whom)),
    check('keycloak', running(config.KEYCLOAK_INTERNAL_URL ? 'KEYCLOAK_INTERNAL_URL' : 'KEYCLOAK_URL'), () =>
      lookAtKeycloak(config),
    ),
    check(
      'service_account',
      'start "serve", from whose PUBLIC_URL Keycloak reads our keys, compare the clocks, and run: einlass realm apply',
      () => lookAtServiceAccount(config, clock),
    ),
    check('visitor_address', 'a sign-in of the service account is needed for this: see there', () =>
      lookAtVisitorAddress(config, clock),
    ),
    check('redirects', running('KEYCLOAK_URL'), () => lookAtRedirects(config)),
    check('realm', 'check KEYCLOAK_ADMIN_USERNAME and KEYCLOAK_ADMIN_PASSWORD', async () => {
      if (!realm)
        return {
          facts: ['not looked at: KEYCLOAK_ADMIN_USERNAME and _PASSWORD are not given'],
          findings: [],
        };
      return lookAtRealm(await realm.admin(), await realm.wanted(), config);
    }),
    check('mail', running('SMTP_URL'), () => lookAtMail(config, sendTo)),
    check('worker', databaseUp, () => lookAtWorker(config, clock)),
  ];
}
