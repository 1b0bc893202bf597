import type { Admin } from '../../sidecar/keycloak/admin-client.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import '../../sidecar/areas/area.table.ts';
import '../../sidecar/members/member.table.ts';

/** Reads PostgreSQL and Keycloak, and says what does not fit; never asks the sidecar. */
export type Books = { db: Db; admin: Admin; realm: string };

type Row = Awaited<ReturnType<typeof memberRow>>;
type User = Awaited<ReturnType<Admin['users']['find']>>[number];

const memberRow = (db: Db, id: string) =>
  db.selectFrom('member').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

async function wantedGroups(db: Db, memberId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('grant')
    .innerJoin('area', 'area.id', 'grant.area_id')
    .select(['area.slug', 'grant.role'])
    .where('member_id', '=', memberId)
    .execute();
  return rows.map(({ slug, role }) => `/areas/${slug}/${role}`).sort();
}

/** Accounts that carry this member id or this user name. */
async function accountsFor({ admin, realm }: Books, row: Row): Promise<User[]> {
  const byMember = await admin.users.find({ realm, q: `member_id:"${row.id}"`, exact: true });
  const byName = await admin.users.find({ realm, username: row.username, exact: true });
  return [...new Map([...byMember, ...byName].map((user) => [user.id, user])).values()];
}

async function differences(books: Books, row: Row, user: User, enabled: boolean): Promise<string[]> {
  const { admin, realm, db } = books;
  const id = String(user.id);
  const groups = await admin.users.listGroups({ realm, id, max: 100 });
  const links = await admin.users.listFederatedIdentities({ realm, id });
  const attributes = (user.attributes ?? {}) as Record<string, string[]>;
  const pairs: [string, unknown, unknown][] = [
    ['account', row.keycloak_user_id, id],
    ['user name', row.username, user.username],
    ['first name', row.first_name, user.firstName],
    ['last name', row.last_name, user.lastName],
    ['e-mail', row.email, user.email ?? null],
    ['enabled', enabled || row.password_access, user.enabled],
    ['member id', row.id, attributes['member_id']?.[0]],
    ['language', row.locale, attributes['locale']?.[0]],
    ['number', row.employee_number, attributes['employee_number']?.[0] ?? null],
    [
      'groups',
      (await wantedGroups(db, row.id)).join(),
      groups
        .map((group) => group.path)
        .sort()
        .join(),
    ],
    // whoever is let in by an initial password is not invited
    [
      'link',
      row.password_access ? undefined : row.id,
      links.find((link) => link.identityProvider === 'access')?.userId,
    ],
  ];
  if (row.password_access) {
    const held = await admin.users.getCredentials({ realm, id });
    pairs.push(['passwords', 1, held.filter(({ type }) => type === 'password').length]);
  }
  return pairs.flatMap(([name, ours, theirs]) =>
    ours === theirs ? [] : [`${name}: ours ${String(ours)}, Keycloak's ${String(theirs)}`],
  );
}

/**
 * What is wrong with one person after all is over: complete, or (failed with a reason) absent, and never two accounts.
 * `enabled`: whether the account should be open by now.
 */
export async function accountProblems(books: Books, memberId: string, enabled = false): Promise<string[]> {
  const row = await memberRow(books.db, memberId);
  const users = await accountsFor(books, row);
  if (users.length > 1) return [`${users.length} accounts`];
  const [user] = users;
  if (row.sync_state === 'done' && row.state === 'deleted')
    return user ? ['deleted, but the account is still there'] : [];
  if (row.sync_state === 'done')
    return user ? differences(books, row, user, enabled) : ['done, but there is no account'];
  if (row.sync_state === 'failed' && row.sync_error)
    return user ? ['failed, but an account was left behind'] : [];
  return [`still ${row.sync_state}`];
}

/** Role groups of one area and of the network above it whose `access` at Keycloak is not what the tree of areas says, or that are not there. */
export async function groupProblems({ db, admin, realm }: Books, slug: string): Promise<string[]> {
  const areas = await db.selectFrom('area').selectAll().execute();
  const parents = new Map(areas.map((area) => [area.id, area.parent_id]));
  const within = (id: string | null | undefined, root: string): boolean =>
    id === root || (!!id && within(parents.get(id), root));
  const wrong: string[] = [];
  for (const root of areas.filter((area) => area.slug === slug || area.parent_id === null)) {
    const names = ['member', 'editor', 'newsroom_manager', ...(root.parent_id ? [] : ['network_manager'])];
    for (const name of names) {
      const path = `areas/${root.slug}/${name}`;
      const group = await admin.realms.getGroupByPath({ realm, path }).catch(() => undefined);
      const held = ((group?.attributes ?? {}) as Record<string, string[]>)['access'] ?? [];
      const wanted = areas.filter(({ id }) => within(id, root.id)).map(({ slug }) => `${slug}:${name}`);
      if (held.toSorted().join() !== wanted.toSorted().join())
        wrong.push(`${path}: ours ${wanted.join()}, Keycloak's ${held.join() || 'none'}`);
    }
  }
  return wrong;
}

/** Accounts of the realm that carry a member id of ours which no row names as its account. */
export async function unknownAccounts({ db, admin, realm }: Books): Promise<string[]> {
  const rows = await db.selectFrom('member').select(['id', 'keycloak_user_id']).execute();
  const known = new Map(rows.map((row) => [row.keycloak_user_id, row.id]));
  const unknown: string[] = [];
  const page = 500;
  for (let first = 0; ; first += page) {
    const users = await admin.users.find({ realm, first, max: page });
    for (const { id, username, attributes } of users) {
      const memberId = (attributes as Record<string, string[]> | undefined)?.['member_id']?.[0];
      if (memberId && known.get(String(id)) !== memberId) unknown.push(String(username));
    }
    if (users.length < page) return unknown;
  }
}
