import { editArea } from '../areas/area-settings.service.ts';
import { readAreaSettings } from '../areas/area-settings.store.ts';
import { addArea, syncRoleGroups } from '../areas/area.service.ts';
import { readTree } from '../areas/area.store.ts';
import type { Role } from '../areas/role.ts';
import { connectAdmin } from '../keycloak/admin-client.ts';
import { addMember } from '../members/member-add.service.ts';
import { findByUsername } from '../members/member.store.ts';
import { completedSignIn } from '../members/sign-in.service.ts';
import type { Db } from '../platform/db.ts';
import { openServices, type Services } from '../services.ts';
import { accountsMade } from './accounts-made.ts';
import { type Command, UsageError } from './command.ts';
import { seedExpected } from './demo-expected.ts';

type Person = { firstName: string; lastName: string; username: string; role: Role; area: string };
/** `isOpen`: anybody may register for it, and facts that match nobody may become a request. */
type Site = { slug: string; name: string; kind: 'division' | 'site'; isOpen?: true };

const network = { slug: 'muster-ag', name: 'Muster AG' };
const sites: readonly Site[] = [
  { slug: 'zentrale', name: 'Zentrale', kind: 'division' },
  { slug: 'werk-nord', name: 'Werk Nord', kind: 'site', isOpen: true },
  { slug: 'werk-sued', name: 'Werk Süd', kind: 'site' },
];
const people: readonly Person[] = [
  {
    firstName: 'Nadja',
    lastName: 'Netz',
    username: 'netz.manager',
    role: 'network_manager',
    area: 'muster-ag',
  },
  { firstName: 'Nora', lastName: 'Nord', username: 'nora.nord', role: 'newsroom_manager', area: 'werk-nord' },
  { firstName: 'Emil', lastName: 'Editor', username: 'emil.editor', role: 'editor', area: 'werk-nord' },
  { firstName: 'Maria', lastName: 'Mitglied', username: 'maria.mitglied', role: 'member', area: 'zentrale' },
  { firstName: 'Max', lastName: 'Mitglied', username: 'max.mitglied', role: 'member', area: 'werk-sued' },
];
const operator = { kind: 'operator' } as const;

/** Opened once: what a manager closes later stays closed. */
async function seedSite(db: Db, site: Site): Promise<void> {
  const areaId = await addArea(db, operator, site);
  const made = site.isOpen && (await readAreaSettings(db, areaId));
  if (made) await editArea(db, operator, areaId, { ...made, openRegistration: true, mismatchRequest: true });
}

async function seedAreas({ db, directory }: Services): Promise<void> {
  const tree = await readTree(db);
  if (!tree.network) await addArea(db, operator, network);
  for (const site of sites) if (!tree.bySlug(site.slug)) await seedSite(db, site);
  await syncRoleGroups(db, directory);
}

async function seedPerson({ db }: Services, person: Person): Promise<boolean> {
  if (await findByUsername(db, person.username)) return false;
  const area = (await readTree(db)).bySlug(person.area);
  if (!area) throw new Error(`no area ${person.area}`);
  const { firstName, lastName, username, role } = person;
  const email = `${username}@muster.example`;
  const grants = [{ areaId: area.id, role }];
  await addMember(db, operator, {
    firstName,
    lastName,
    email,
    username,
    locale: 'de',
    origin: 'demo',
    grants,
  });
  return true;
}

/** Only the demo gives passwords away; people of a real network choose their own at Keycloak. */
async function openAccounts(
  services: Services,
  usernames: readonly string[],
  password: string,
): Promise<void> {
  const { config, db, directory, clock } = services;
  const { KEYCLOAK_ADMIN_USERNAME: username = '', KEYCLOAK_ADMIN_PASSWORD: adminPassword = '' } = config;
  const admin = await connectAdmin({ url: config.KEYCLOAK_URL, username, password: adminPassword });
  await accountsMade(services, usernames);
  admin.realmName = config.KEYCLOAK_REALM;
  for (const name of usernames) {
    const member = await findByUsername(db, name);
    if (!member?.keycloakUserId) throw new Error(`the account of ${name} could not be made; see the log`);
    const id = member.keycloakUserId;
    await admin.users.resetPassword({
      id,
      credential: { type: 'password', temporary: false, value: password },
    });
    await admin.users.update({ id }, { enabled: true, emailVerified: true, requiredActions: [] });
    await directory.removeFederatedLink(id);
    await completedSignIn(db, member.id, clock());
  }
}

async function unfinished({ db }: Services): Promise<string[]> {
  const found = await Promise.all(people.map((person) => findByUsername(db, person.username)));
  return found.flatMap((member) => (member && member.state === 'created' ? [member.username] : []));
}

export const demoSeed: Command = {
  usage: 'demo seed [--json]',
  summary: 'make the demo network Muster AG with its people, once',
  async run(args, { config, log, print }) {
    if (!config.DEMO_PASSWORD) throw new UsageError('demo seed needs DEMO_PASSWORD');
    const services = await openServices(config, log);
    try {
      await seedAreas(services);
      for (const person of people) await seedPerson(services, person);
      await seedExpected(services, await readTree(services.db));
      const open = await unfinished(services);
      if (open.length > 0) await openAccounts(services, open, config.DEMO_PASSWORD);
      const accounts = people.map(({ username, firstName, lastName, role, area }) => ({
        username,
        name: `${firstName} ${lastName}`,
        role,
        area,
      }));
      print(args.includes('--json') ? JSON.stringify(accounts) : `${accounts.length} demo accounts`);
    } finally {
      await services.close();
    }
  },
};
