import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { connectAdmin } from '../../sidecar/keycloak/admin-client.ts';
import { employee } from '../support/employee.ts';
import { type Installation, installation } from '../support/installation.ts';
import {
  createPeople,
  invitationState,
  type InvitedPerson,
  invitePeople,
} from '../support/invited-people.ts';
import { until } from '../support/processes.ts';
import { servers } from '../support/servers.ts';
import { type Dumps, dumpedByTools, openDumpableServer } from './_dumps.ts';
import { exactly, type FaultRun, type Figure, told } from './_run.ts';

export const name = 'restore';

const password = 'correct-Horse-battery-9';

async function accountsOf(house: Installation, email: string): Promise<string[]> {
  const { keycloakUrl: url, keycloakAdminUsername: username, keycloakAdminPassword } = servers();
  const admin = await connectAdmin({ url, username, password: keycloakAdminPassword });
  const rows = await admin.users.find({ realm: house.realm, search: email });
  return rows.map(({ id }) => String(id));
}

async function count(house: Installation, what: string): Promise<number> {
  const { rows } = await house.query(`select count(*)::int as n from ${what}`);
  return Number(rows[0]?.['n']);
}

type Compared = { unknownAccounts: number; missingAccounts: number; differing: number; writes: number };
const reconciled = async (house: Installation): Promise<Compared> =>
  JSON.parse((await house.command('reconcile', '--json')).trim().split('\n').at(-1) ?? '') as Compared;

/** What happens between the dump and the loss: links are used, people are added, one is taken out in Keycloak's console. */
async function liveOn(
  house: Installation,
  used: readonly InvitedPerson[],
  added: number,
  out: InvitedPerson,
) {
  for (const { link } of used) await employee(house.appUrl)(link, password);
  const ids = await createPeople(house, added);
  const { keycloakUrl: url, keycloakAdminUsername: username, keycloakAdminPassword } = servers();
  const admin = await connectAdmin({ url, username, password: keycloakAdminPassword });
  await admin.users.update({ realm: house.realm, id: out.userId }, { lastName: 'Anders' });
  return ids;
}

/** A database that is put back to before links were used, beside a Keycloak that knows what came after. */
export async function restoring(house: Installation, dumps: Dumps, people: number): Promise<Figure[]> {
  const { migrateUrl } = house.database;
  const used = await invitePeople(house, people);
  const [open, renamed] = await invitePeople(house, 2);
  if (!open || !renamed) throw new Error('nobody was invited');
  await dumps.take(migrateUrl);
  await liveOn(house, used, people, renamed);
  const states = await Promise.all(used.map(({ id }) => invitationState(house, id)));
  await Promise.all([house.web().stop(), house.worker().stop()]);
  await dumps.restore(migrateUrl);
  const redis = new Redis(house.redis.url);
  await redis.flushall();
  redis.disconnect();
  await house.restartWeb();
  house.restartWorker();
  // Keycloak's log knows who signed in since the dump.
  const ids = used.map(({ memberId }) => `'${memberId}'`).join(', ');
  const active = () => count(house, `member where state = 'active' and id in (${ids})`);
  await until('the record knows who is in', async () => (await active()) === people);
  const first = await reconciled(house);
  await until('everybody was looked at', async () => (await count(house, 'feed_look')) === 0);
  const differences = await count(house, `deviation where state = 'open'`);
  const second = await reconciled(house);
  const again = [];
  for (const { link } of used) again.push((await employee(house.appUrl)(link, password)).end);
  const accounts = await Promise.all(used.map(({ email }) => accountsOf(house, email)));
  const late = await employee(house.appUrl)(open.link, password);
  return [
    told('put aside by', dumps.how),
    exactly(
      'links used between dump and loss',
      states.filter((state) => state === 'accepted').length,
      people,
    ),
    exactly('accounts that the restored database does not know', first.unknownAccounts, people),
    exactly('accounts missing', first.missingAccounts, 0),
    told('people looked at closely by the first comparison', first.differing),
    told('what it repaired and noted', first.writes),
    exactly('differences that managers are shown (the changed name)', differences, 1),
    exactly('writes of a second comparison', second.writes, 0),
    told(
      'used links that opened once more, into the account of before',
      again.filter((end) => end === 'app').length,
    ),
    exactly(
      'accounts of those people that are not the one of before',
      accounts.filter((ids, at) => ids.length !== 1 || ids[0] !== used[at]?.userId).length,
      0,
    ),
    exactly('links that were open, and open', late.end === 'app' ? 1 : 0, 1),
  ];
}

export const run: FaultRun = async (scale, _seed, log) => {
  const server = await openDumpableServer();
  const before = String(process.env['EINLASS_TEST_SERVERS']);
  const file = join(server.folder, 'servers.json');
  const known = JSON.parse(readFileSync(before, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...known, postgresUrl: server.url }), { mode: 0o600 });
  process.env['EINLASS_TEST_SERVERS'] = file;
  try {
    const house = await installation();
    try {
      log('invited, dumped, lived on, put back');
      return await restoring(house, dumpedByTools(server.folder), Math.max(1, Math.round(10 * scale)));
    } finally {
      await house.close();
    }
  } finally {
    process.env['EINLASS_TEST_SERVERS'] = before;
    await server.close();
  }
};
