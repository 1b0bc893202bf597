import { afterAll, beforeAll } from '@jest/globals';
import { voidRedemptions } from '../../sidecar/invitations/console.store.ts';
import type { adoptDeviation } from '../../sidecar/members/deviation-decide.service.ts';
import { findMember } from '../../sidecar/members/member.store.ts';
import { type ConsoleSide, openConsoleSide, type Person } from './console-fixture.ts';

/** One realm beside one database, a network manager and a newsroom manager, for the file that imports this. */
export let side: ConsoleSide;
export let boss: Person;
export let north: Person;

beforeAll(async () => {
  side = await openConsoleSide();
  boss = await side.person('Netz Manager', 'muster', 'network_manager', { active: true });
  north = await side.person('Nora Nord', 'nord', 'newsroom_manager', { active: true });
  await side.feed();
});
afterAll(() => side?.close());

export const member = async ({ id }: Person) => {
  const found = await findMember(side.db, id);
  if (!found) throw new Error('no member');
  return found;
};
export const acts = async ({ id }: Person) =>
  (await side.db.selectFrom('audit').select('act').where('member_id', '=', id).orderBy('id').execute()).map(
    ({ act }) => act,
  );
export const decide = async (act: typeof adoptDeviation, by: Person, kind: string) => {
  const deviation = (await side.open()).find((one) => one.kind === kind);
  if (!deviation) throw new Error(`no ${kind}`);
  const { db, directory, clock } = side.deps;
  await act(
    { db, directory, clock, voidRedemptions, nudge: side.provision },
    await side.scope(by),
    deviation.id,
  );
};
