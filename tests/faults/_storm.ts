import { setTimeout as sleep } from 'node:timers/promises';
import { connectAdmin } from '../../sidecar/keycloak/admin-client.ts';
import { signInAdministrator } from '../support/administrator.ts';
import { type Books, accountProblems, unknownAccounts } from '../support/accounts.ts';
import { employee } from '../support/employee.ts';
import type { Crew } from '../support/crew.ts';
import { type Installation, installation } from '../support/installation.ts';
import { linkIn, mailsTo } from '../support/mailbox.ts';
import { until } from '../support/processes.ts';
import { servers } from '../support/servers.ts';
import { workbook } from '../support/workbook.ts';

export type Person = { number: number; email: string; password: string };
/** What may be ended in the middle of an act; `strike` resolves once it is back. */
export type Target = { name: string; strike(): Promise<void> };
/** How often each act was killed into, and what the people met. */
export type Storm = {
  house: Installation;
  books: Books;
  people: Person[];
  /** By the target's name. */
  kills: Record<string, number>;
  /** Runs one act for each person, some at once. */
  forEach(work: (person: Person) => Promise<void>): Promise<void>;
  /** Strikes the targets in turn at random moments until `work` ends, at least `atLeast` times. */
  killing<T>(atLeast: number, work: () => Promise<T>): Promise<T>;
  importAll(): Promise<void>;
  inviteAll(): Promise<void>;
  close(): Promise<void>;
};

const titles = [
  'Personalnummer',
  'Vorname',
  'Nachname',
  'E-Mail-Adresse',
  'Bereich',
  'Höchste Rolle',
  'Werk Süd',
];
const password = 'Ein-eigenes-Passwort-7';
const patience = 240;

/** Tries until it works, as somebody in front of a page that does not load does. */
export function persistently<T>(what: string, work: () => Promise<T>): Promise<T> {
  return until(what, async () => ({ value: await work() }), patience).then(({ value }) => value);
}

async function count(house: Installation, from: string): Promise<number> {
  const { rows } = await house.query(`select count(*)::int as n from ${from}`);
  return Number(rows[0]?.['n']);
}

async function importAll(house: Installation, people: readonly Person[]): Promise<void> {
  const rows = people.map(({ number, email }) => [
    `0${number}`,
    'Jürgen',
    `Stürmer ${number}`,
    email,
    number % 2 ? 'Werk Nord' : 'Zentrale',
    'Mitglied',
    number % 3 ? '' : 'Redakteur',
  ]);
  const file = await workbook(titles, rows);
  const admin = await persistently('signing in', () => signInAdministrator(house));
  const id = await persistently('upload', () => admin.upload(file));
  const state = async () =>
    String((await house.query(`select state from import where id = '${id}'`)).rows[0]?.['state']);
  await until('preview', async () => (await state()) === 'ready', patience);
  await until(
    'the import is done',
    async () => {
      if ((await state()) === 'done') return true;
      if ((await state()) === 'ready') await admin.post(`/admin/imports/${id}/run`);
      return false;
    },
    patience,
  );
}

async function inviteAll(house: Installation, people: readonly Person[]): Promise<void> {
  const admin = await persistently('signing in', () => signInAdministrator(house));
  const invited = `invitation i join member m on m.id = i.member_id where m.origin = 'import'`;
  await until(
    'everybody is invited',
    async () => {
      await admin.post('/admin/campaigns');
      return (await count(house, invited)) >= people.length;
    },
    patience,
  );
  await until(
    'every mail is sent',
    async () => (await count(house, `message where state in ('queued', 'sending')`)) === 0,
    patience,
  );
}

/** kill -9 of a web process or a worker, of one where there are more; it is started again at once. */
export function processesOf(house: Installation, random: () => number): Target[] {
  const killOne = async (crew: Crew): Promise<void> => {
    const index = Math.floor(random() * crew.each().length);
    await crew.each()[index]?.stop('SIGKILL');
    crew.begin(index);
    await house.ready();
  };
  return [
    { name: 'web', strike: () => killOne(house.webs) },
    { name: 'worker', strike: () => killOne(house.workers) },
  ];
}

export const killsOf = ({ kills }: Storm): number =>
  Object.values(kills).reduce((sum, some) => sum + some, 0);

export type StormOptions = {
  size: number;
  random: () => number;
  mark: string;
  /** Web processes and workers; one of each unless told. */
  each?: number;
  /** What they run, in turn; the checkout's own sidecar unless told. */
  programs?: readonly string[];
  targets?: (house: Installation, random: () => number) => Target[];
};

/** An installation whose leases are short, so that what a killed process held is taken up again within seconds. */
export async function openStorm(options: StormOptions): Promise<Storm> {
  const { size, random, mark, each, programs, targets: targetsOf = processesOf } = options;
  const house = await installation({ LEASE_SECONDS: '8' }, each, programs);
  const { keycloakUrl: url, keycloakAdminUsername, keycloakAdminPassword } = servers();
  const admin = await connectAdmin({ url, username: keycloakAdminUsername, password: keycloakAdminPassword });
  const people = Array.from({ length: size }, (_, index) => ({
    number: 1000 + index,
    email: `stuermer.${index}.${mark}@muster.example`,
    password,
  }));
  const targets = targetsOf(house, random);
  const kills = Object.fromEntries(targets.map(({ name }) => [name, 0]));
  let turn = Math.floor(random() * targets.length);
  async function killOne(): Promise<void> {
    await sleep(200 + random() * 1800);
    const target = targets[turn++ % targets.length];
    await target?.strike();
    if (target) kills[target.name] = (kills[target.name] ?? 0) + 1;
  }
  return {
    house,
    people,
    kills,
    books: { db: house.database.db, admin, realm: house.realm },
    async forEach(work) {
      const waiting = [...people];
      const lane = async (): Promise<void> => {
        for (let next = waiting.shift(); next; next = waiting.shift()) await work(next);
      };
      await Promise.all(Array.from({ length: 4 }, lane));
    },
    async killing(atLeast, work) {
      let over = false;
      const working = work().finally(() => {
        over = true;
      });
      const killer = (async () => {
        for (let number = 0; number < atLeast || !over; number += 1) await killOne();
      })();
      await Promise.all([working, killer]);
      return working;
    },
    importAll: () => importAll(house, people),
    inviteAll: () => inviteAll(house, people),
    close: () => house.close(),
  };
}

/** One person redeems, coming again after every mishap, until the app greets or the link is gone; answers the number of mishaps. */
export async function redeemStubbornly(
  { house }: Storm,
  person: Person,
): Promise<{ end: string; mishaps: number }> {
  const walk = employee(house.appUrl);
  const [mail] = await mailsTo(person.email);
  if (!mail) return { end: 'no mail', mishaps: 0 };
  const link = linkIn(mail);
  for (let mishaps = 0; mishaps < 60; mishaps += 1) {
    try {
      const ended = await walk(link, person.password);
      if (ended.end !== 'lost') return { end: ended.end, mishaps };
    } catch {
      // the connection broke
    }
    await sleep(1000);
  }
  return { end: 'never', mishaps: 60 };
}

export type Reckoning = {
  accepted: number;
  burnt: number;
  wrongAccounts: number;
  unknown: number;
  unsent: number;
  lostMails: number;
  spareMails: number;
  differingCopies: number;
  auditRows: number;
  auditTwice: number;
};

/** What PostgreSQL, Keycloak and the mailbox say once all is quiet. */
export async function reckon(
  { house, books, people }: Storm,
  log: (line: string) => void,
): Promise<Reckoning> {
  const { rows } = await house.query(
    `select m.id, m.email, m.state as member, i.state, m.sync_state, (select count(*)::int from audit a where a.subject_id = i.id and a.act = 'invitation.accepted') as audited
     from member m join invitation i on i.member_id = m.id where m.origin = 'import'`,
  );
  const open = (row: Record<string, unknown>) => row['state'] === 'accepted' && row['member'] !== 'suspended';
  const unsent = () => count(house, `message where state <> 'sent'`);
  // what a process that was just begun anew has not come to yet is not lost
  await until('every mail is sent', async () => (await unsent()) === 0, patience).catch(() => undefined);
  let wrongAccounts = 0;
  for (const row of rows) {
    const problems = await accountProblems(books, String(row['id']), open(row));
    for (const problem of problems) log(`${String(row['email'])} (${String(row['state'])}): ${problem}`);
    if (problems.length > 0) wrongAccounts += 1;
  }
  const mails = await Promise.all(people.map((person) => mailsTo(person.email)));
  const links = mails.map((copies) => new Set(copies.map(linkIn)).size);
  const accepted = rows.filter((row) => row['state'] === 'accepted').length;
  return {
    accepted,
    burnt: people.length - accepted,
    wrongAccounts,
    unknown: (await unknownAccounts(books)).length,
    unsent: await unsent(),
    lostMails: mails.filter((copies) => copies.length === 0).length,
    spareMails: mails.reduce((sum, copies) => sum + Math.max(copies.length - 1, 0), 0),
    differingCopies: links.filter((different) => different > 1).length,
    auditRows: rows.filter((row) => row['audited'] === 1).length,
    auditTwice: rows.filter((row) => Number(row['audited']) > 1).length,
  };
}
