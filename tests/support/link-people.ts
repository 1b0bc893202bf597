import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { issueBatch } from '../../sidecar/access-links/issue.service.ts';
import { readTree } from '../../sidecar/areas/area.store.ts';
import { actorById } from '../../sidecar/members/sign-in.service.ts';
import { loadKeys } from '../../sidecar/platform/keys.ts';
import { openLog } from '../../sidecar/platform/log.ts';
import { openNudger } from '../../sidecar/platform/queue.ts';
import { registrationQueue } from '../../sidecar/registration/queue.ts';
import type { Installation } from './installation.ts';
import { provenPeople } from './proven-people.ts';
import { until } from './processes.ts';
import '../../sidecar/registration/registration.table.ts';

/** Links of Werk Nord, made as the page makes them; answers their ids. */
export async function makeLinks({ database: { db }, env }: Installation, links: number): Promise<string[]> {
  const { ring } = await loadKeys(String(env['KEYS_DIR']));
  const { id } = await db
    .selectFrom('member')
    .select('id')
    .where('username', '=', 'netz.manager')
    .executeTakeFirstOrThrow();
  const [actor, tree] = [await actorById(db, id), await readTree(db)];
  const areaId = tree.bySlug('werk-nord')?.id;
  if (!actor || !areaId) throw new Error('the demo network is not there');
  const deps = { db, ring, clock: () => new Date(), origin: '', nudgeMail: async () => {} };
  const form = { areaId, role: 'member' as const, purpose: 'Messe', days: 30, formKey: randomUUID(), links };
  const batchId = await issueBatch(deps, { actor, tree }, form);
  const rows = await db.selectFrom('access_link').select('id').where('batch_id', '=', batchId).execute();
  return rows.map((row) => row.id);
}

/** The address of the person behind a registration. */
export const emailOf = (id: string): string => `link.${id}@muster.example`;

/** One person for each of these links who has filled in the form and proven an address; the workers are not told yet. */
export function peopleWith(house: Installation, linkIds: readonly string[]): Promise<string[]> {
  const people = linkIds.map((linkId) => {
    const id = randomUUID();
    const values = { firstName: 'Jörg', lastName: `Müßig ${id.slice(0, 8)}` };
    return { id, values, email: emailOf(id), access_link_id: linkId, access_link_generation: 1 };
  });
  return provenPeople(house, 'link', people);
}

/** Tells the workers of all of them at once and waits until each has ended; answers the seconds and how many ended how. */
export async function decideAll(
  { database: { db }, env }: Installation,
  ids: readonly string[],
): Promise<{ seconds: number; ends: Record<string, number> }> {
  const nudger = openNudger(String(env['REDIS_URL']), 'einlass-queue', openLog('silent', 'test'));
  const mine = () => db.selectFrom('registration').where(sql<boolean>`id = any(${ids}::uuid[])`);
  const start = performance.now();
  try {
    await nudger.nudge(
      registrationQueue,
      ids.map((row) => ({ row, attempt: Date.now() })),
    );
    await until(
      'everybody is decided on',
      async () => {
        const open = await mine()
          .select('id')
          .where('state', 'in', ['deciding', 'admitting'])
          .limit(1)
          .execute();
        return open.length === 0;
      },
      600,
      // It is measured: what is asked in between costs less than what a late answer would add.
      40,
    );
  } finally {
    await nudger.close();
  }
  const seconds = (performance.now() - start) / 1000;
  const rows = await mine()
    .select(['state', 'outcome', (is) => is.fn.countAll<number>().as('count')])
    .groupBy(['state', 'outcome'])
    .execute();
  const ends = Object.fromEntries(rows.map(({ state, outcome, count }) => [outcome ?? state, count]));
  return { seconds, ends };
}
