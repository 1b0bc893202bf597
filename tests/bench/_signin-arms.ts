import { setTimeout } from 'node:timers/promises';
import { keycloakProcess, worked } from './_core.ts';
import { atLeast, atMost, type Measure, median, told } from './_run.ts';
import type { SignInHouse } from './_signin-house.ts';
import { type SignInRealm, signInAll } from './_signin-realms.ts';

const rounds = 3;
const arms = ['stock', 'stock with events', 'ours', 'ours, sidecar stopped'] as const;
type Arm = (typeof arms)[number];

/** The sign-ins of all arms, `count` a round, in alternating order, and Keycloak's core-milliseconds for each. */
export async function signIns(
  { house, realm }: SignInHouse,
  stock: readonly SignInRealm[],
  count: number,
  log: (line: string) => void,
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
      // Both start for a few seconds, which is not what the next arm measures.
      await setTimeout(8_000);
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
export async function withArgon2({ house, admin, realm }: SignInHouse): Promise<Measure> {
  await admin.realms.update({ realm: house.realm }, { passwordPolicy: 'length(12)' });
  const few = 24;
  // Each is hashed anew at the first sign-in.
  await signInAll(realm, few);
  return told(
    'ours with Keycloak’s own hashing (argon2): sign-ins/s',
    (2 * few) / (await signInAll(realm, 2 * few)),
  );
}
