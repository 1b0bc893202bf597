import type { Admin } from '../../sidecar/keycloak/admin-client.ts';
import { adminOfMaster } from '../keycloak/realm-fixture.ts';
import { launch } from '../support/browser.ts';
import { freePort } from '../support/free-port.ts';
import { type Installation, installation } from '../support/installation.ts';
import { ownThemes } from '../support/own-themes.ts';
import { servers } from '../support/servers.ts';
import { brokerTrips, registrations } from './_broker-trip.ts';
import { keycloakProcess, worked } from './_core.ts';
import { firstPaint } from './_first-paint.ts';
import { atLeast, atMost, type Bench, type Measure, median, percentile, told } from './_run.ts';
import { addPeople, cheapHashing, type SignInRealm, signInAll, stockRealm } from './_signin-realms.ts';
import { type TimedProxy, timedProxy } from './_timed-proxy.ts';

type Log = (line: string) => void;
type House = { house: Installation; admin: Admin; proxy: TimedProxy; realm: SignInRealm };
const rounds = 3;
const arms = ['stock', 'stock with events', 'ours', 'ours, sidecar stopped'] as const;
type Arm = (typeof arms)[number];

/** The sign-ins of all arms, in alternating order, and Keycloak's core-milliseconds for each. */
async function signIns(
  { house, realm }: House,
  stock: SignInRealm[],
  count: number,
  log: Log,
): Promise<Measure[]> {
  const [plain, withEvents] = stock;
  if (!plain || !withEvents) throw new Error('two realms to compare with');
  const realms: Record<Arm, SignInRealm> = {
    stock: plain,
    'stock with events': withEvents,
    ours: realm,
    'ours, sidecar stopped': realm,
  };
  const keycloak = keycloakProcess();
  const rate = new Map<Arm, number[]>();
  const core = new Map<Arm, number[]>();
  const measure = async (arm: Arm, keep: boolean): Promise<void> => {
    if (arm === 'ours, sidecar stopped') await Promise.all([house.web().stop(), house.worker().stop()]);
    const before = worked(keycloak);
    const perSecond = count / (await signInAll(realms[arm], count));
    const each = (worked(keycloak) - before) / count;
    if (arm === 'ours, sidecar stopped') {
      await house.restartWeb();
      house.restartWorker();
    }
    if (!keep) return;
    rate.set(arm, [...(rate.get(arm) ?? []), perSecond]);
    core.set(arm, [...(core.get(arm) ?? []), each]);
    log(`${arm}: ${perSecond.toPrecision(3)} sign-ins/s, ${each.toPrecision(3)} core-ms each`);
  };
  // The first round warms all of them up.
  for (let round = 0; round <= rounds; round += 1)
    for (const arm of round % 2 === 0 ? arms : arms.toReversed()) await measure(arm, round > 0);
  const of = (arm: Arm) => median(rate.get(arm) ?? []);
  const down = 'ours, sidecar stopped';
  return [
    ...arms.flatMap((arm) => [
      told(`${arm}: sign-ins/s`, of(arm)),
      told(`${arm}: Keycloak's core-ms each`, median(core.get(arm) ?? [])),
    ]),
    atLeast('ours ÷ sidecar stopped', of('ours') / of(down), 0.9),
    atMost('ours ÷ sidecar stopped', of('ours') / of(down), 1.1),
    atLeast('ours ÷ stock with events', of('ours') / of('stock with events'), 0.9),
    told('ours ÷ stock', of('ours') / of('stock')),
  ];
}

/** As it is without the cheap hashing: one figure that says why the others need it. */
async function withArgon2({ house, admin, realm }: House): Promise<Measure> {
  await admin.realms.update({ realm: house.realm }, { passwordPolicy: 'length(12)' });
  const few = 24;
  // Each is hashed anew at the first sign-in.
  await signInAll(realm, few);
  return told(
    'ours with Keycloak’s own hashing (argon2): sign-ins/s',
    (2 * few) / (await signInAll(realm, 2 * few)),
  );
}

/** When the login page is painted while the sidecar answers, is away, or never answers. */
async function paints({ proxy, realm }: House, count: number, log: Log): Promise<Measure[]> {
  const query = {
    client_id: realm.clientId,
    redirect_uri: realm.redirectUri,
    response_type: 'code',
    scope: 'openid',
  };
  const pkce = {
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  };
  const url = `${realm.issuer}/protocol/openid-connect/auth?${new URLSearchParams({ ...query, ...pkce })}`;
  const browser = await launch();
  const times = { pass: [] as number[], nothing: [] as number[], silent: [] as number[] };
  const states = ['pass', 'nothing', 'silent'] as const;
  try {
    for (let round = 0; round <= rounds; round += 1)
      for (const state of round % 2 === 0 ? states : states.toReversed()) {
        await proxy.become(state);
        for (let nth = 0; nth < count; nth += 1) {
          const ms = await firstPaint(browser, url);
          if (round > 0) times[state].push(ms);
        }
      }
  } finally {
    await browser.close();
    await proxy.become('pass');
  }
  const [up, refused, silent] = [median(times.pass), median(times.nothing), median(times.silent)];
  log(`first paint: ${[up, refused, silent].map(Math.round).join(', ')} ms`);
  return [
    told('login page painted after ms: sidecar up', up),
    told('login page painted after ms: sidecar away', refused),
    told('login page painted after ms: sidecar silent', silent),
    atMost('painted: away ÷ up', refused / up, 1.5),
    atMost('painted: silent ÷ up', silent / up, 1.5),
  ];
}

async function broker({ house, proxy }: House, scale: number, log: Log): Promise<Measure[]> {
  await brokerTrips(house, 10);
  const known = { authorize: proxy.times('/op/authorize').length, token: proxy.times('/op/token').length };
  const trips = await brokerTrips(house, Math.max(20, Math.round(200 * scale)));
  const authorize = proxy.times('/op/authorize').slice(known.authorize);
  const token = proxy.times('/op/token').slice(known.token);
  log(`${trips.length} ways through the broker`);
  const whole = await registrations(house, Math.max(5, Math.round(40 * scale)));
  log(`${whole.length} registrations`);
  const both = (what: string, values: readonly number[]) => [
    told(`${what}: median ms`, median(values)),
    told(`${what}: p99 ms`, percentile(values, 0.99)),
  ];
  return [
    ...both('authorize → code → token', trips),
    ...both('of it the sidecar: authorize', authorize),
    ...both('of it the sidecar: token', token),
    told('a whole registration without its mail: median ms', median(whole.map((one) => one.whole))),
    told('authorize → code → token ÷ whole registration', median(whole.map((one) => one.trip / one.whole))),
  ];
}

/** A whole installation as in production, reached through the proxy, with its people beside the demo's. */
async function openHouse(): Promise<House & { close(): Promise<void> }> {
  const [port, behind] = [await freePort(), await freePort()];
  const proxy = await timedProxy(port, behind);
  const settings = {
    PUBLIC_URL: `http://localhost:${port}`,
    PORT: String(behind),
    REQUIRE_SECOND_FACTOR: 'true',
    SWEEP_SECONDS: '15',
  };
  const house = await installation({ ...settings, LOG_LEVEL: 'warn' });
  const admin = await adminOfMaster();
  const own = ownThemes(house.realm);
  const look = { passwordPolicy: cheapHashing, ...own.themes };
  await admin.realms.update({ realm: house.realm }, look);
  await addPeople(admin, house.realm, { groups: ['/areas/werk-nord/member'] });
  const realm = {
    issuer: `${house.keycloakUrl}/realms/${house.realm}`,
    clientId: 'sample-app',
    secret: String(house.env['DEMO_APP_SECRET']),
    redirectUri: `${house.appUrl}/callback`,
  };
  const close = async () => {
    own.remove();
    await house.close();
    await proxy.become('nothing');
  };
  return { house, admin, proxy, realm, close };
}

/**
 * Sign-ins through our realm and theme, with the sidecar running and stopped, beside a realm as Keycloak makes it and one that stores its
 * events as ours does; when the login page is painted; and what the way through the broker takes of a registration.
 */
export const run: Bench = async (scale, _seed, log) => {
  const { keycloakUrl: url } = servers();
  const ours = await openHouse();
  const { admin } = ours;
  const stock = [
    await stockRealm(admin, url, {}),
    await stockRealm(admin, url, { eventsEnabled: true, adminEventsEnabled: true }),
  ];
  try {
    const through = await broker(ours, scale, log);
    const painted = await paints(ours, Math.max(3, Math.round(8 * scale)), log);
    const signed = await signIns(ours, stock, Math.max(64, Math.round(320 * scale)), log);
    return [...signed, await withArgon2(ours), ...painted, ...through];
  } finally {
    for (const { realm } of stock) await admin.realms.del({ realm });
    await ours.close();
  }
};
