import { servers } from '../support/servers.ts';
import { broker } from './_broker-trip.ts';
import { paints } from './_first-paint.ts';
import type { Bench } from './_run.ts';
import { signIns, withArgon2 } from './_signin-arms.ts';
import { signInHouse } from './_signin-house.ts';
import { stockRealm } from './_signin-realms.ts';

/**
 * Sign-ins through our realm and theme, with the sidecar running and stopped, beside a realm as Keycloak makes it and one that stores its
 * events as ours does; when the login page is painted; and what the way through the broker takes of a registration.
 */
export const run: Bench = async (scale, _seed, log) => {
  const { keycloakUrl: url } = servers();
  const ours = await signInHouse();
  const { admin } = ours;
  const stock = [
    await stockRealm(admin, url, {}),
    await stockRealm(admin, url, { eventsEnabled: true, adminEventsEnabled: true }),
  ];
  try {
    const through = await broker(ours, scale, log);
    const painted = await paints(ours, Math.max(2, Math.round(8 * scale)), log);
    const signed = await signIns(ours, stock, Math.max(16, Math.round(320 * scale)), log);
    return [...signed, await withArgon2(ours), ...painted, ...through];
  } finally {
    for (const { realm } of stock) await admin.realms.del({ realm });
    await ours.close();
  }
};
