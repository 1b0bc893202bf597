import { AppError } from '../platform/errors.ts';
import { accountOf, memberIdAttribute, profileBody, providerAlias } from './account.rules.ts';
import type { UserRow } from './admin-client.ts';
import { goneIsDone } from './calls.ts';
import type { Call } from './calls.ts';
import type { Account, Directory } from './port.ts';

type Accounts = Pick<
  Directory,
  | 'findByMember'
  | 'findByFederatedSubject'
  | 'getUser'
  | 'enableVerified'
  | 'setEnabled'
  | 'sendPasswordMail'
  | 'logout'
  | 'deleteUser'
  | 'updateProfile'
  | 'userCount'
  | 'deleteSession'
>;

const enableLimitMs = 3_000;
const askForEmail = 'UPDATE_EMAIL';

/** Finding and changing single accounts. */
export function openAccounts(call: Call, realm: string): Accounts {
  const update = (id: string, body: UserRow, limitMs?: number) =>
    call((admin) => admin.users.update({ id }, body), limitMs);

  /** Says "nobody" by an empty list, where a 404 on the account's own address may come from something in between. */
  async function searchById(id: string): Promise<UserRow | undefined> {
    const rows = await call((admin) => admin.users.find({ search: `id:${id}`, max: 3 }));
    return rows.find((row) => row.id === id);
  }

  return {
    async findByMember(memberId) {
      const query = `${memberIdAttribute}:"${memberId}"`;
      const rows = await call((admin) => admin.users.find({ q: query, exact: true, max: 3 }));
      // The search is a query language of its own; the answer is checked again so that a strange id can never match another.
      const row = onlyOne(rows.filter((one) => accountOf(one).memberId === memberId));
      return row && accountOf(row, await groupPaths(call, String(row.id)));
    },
    async findByFederatedSubject(subject) {
      const query = { idpAlias: providerAlias, idpUserId: subject, max: 3 };
      const row = onlyOne(await call((admin) => admin.users.find(query)));
      return row && accountOf(row);
    },
    async getUser(id): Promise<Account | undefined> {
      const row = (await call((admin) => admin.users.findOne({ id }))) ?? (await searchById(id));
      return row ? accountOf(row, await groupPaths(call, id)) : undefined;
    },
    enableVerified: (id, { limitMs = enableLimitMs } = {}) =>
      update(id, { enabled: true, emailVerified: true }, limitMs),
    setEnabled: (id, enabled) => update(id, { enabled }),
    sendPasswordMail: (id) =>
      call((admin) =>
        admin.users.executeActionsEmail({ id, clientId: 'einlass-links', actions: ['UPDATE_PASSWORD'] }),
      ),
    logout: (id) => call((admin) => admin.users.logout({ id })),
    async deleteUser(id) {
      await goneIsDone(call((admin) => admin.users.del({ id })));
      if (await searchById(id))
        throw new AppError('keycloak_unavailable', { cause: new Error('an account could not be deleted') });
    },
    async updateProfile(id, change) {
      const current = await call((admin) => admin.users.findOne({ id }));
      if (!current) throw new AppError('not_found');
      const body = profileBody(current, change);
      const { requiredActions = [] } = current;
      // Seen on 26.7.4: while the person is to be asked for an address, a service account's is passed over without a word.
      if (body.email && requiredActions.includes(askForEmail))
        await update(id, { requiredActions: requiredActions.filter((action) => action !== askForEmail) });
      if (Object.keys(body).length > 0) await update(id, body);
    },
    userCount: () => call((admin) => admin.users.count()),
    deleteSession: (sid) =>
      goneIsDone(call((admin) => admin.realms.deleteSession({ realm, session: sid, isOffline: false }))),
  };
}

/** All group paths of an account; a person may be in more groups than one page of Keycloak's answer. */
export async function groupPaths(call: Call, id: string): Promise<string[]> {
  const paths: string[] = [];
  for (;;) {
    const page = { id, first: paths.length, max: pageSize, briefRepresentation: true };
    const groups = await call((admin) => admin.users.listGroups(page));
    paths.push(...groups.map((group) => String(group.path)));
    if (groups.length < pageSize) return paths;
  }
}

const pageSize = 100;

/** Two accounts under one key must never be chosen from silently. */
function onlyOne(rows: UserRow[]): UserRow | undefined {
  if (rows.length > 1)
    throw new AppError('conflict', { cause: new Error('two accounts carry the same key') });
  return rows[0];
}
