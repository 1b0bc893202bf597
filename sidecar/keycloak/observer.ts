import { AppError } from '../platform/errors.ts';
import { accountOf, memberIdAttribute, wholeProfile } from './account.rules.ts';
import type { Call } from './calls.ts';
import type { HeldGroup, Observer } from './observer.port.ts';

type Accounts = Omit<
  Observer,
  'changesSince' | 'touchedByConsole' | 'groupPath' | 'groupAt' | 'restoreRoleGroup'
>;

const groupPage = 100;
const memberPage = 500;
const managementClient = 'realm-management';
const serviceAccount = /^service-account-/;

/** Accounts as they are, for comparing with our record. */
export function openObserver(call: Call, ownUserId: () => Promise<string>): Accounts {
  let managementId: string | undefined;

  /** Seen on 26.7.4: `manage-users` may not look up clients, but our own role mapping names this one's id. */
  async function managementClientId(): Promise<string> {
    if (managementId) return managementId;
    const id = await ownUserId();
    const own = await call((admin) => admin.users.listRoleMappings({ id }));
    const found = own.clientMappings?.[managementClient]?.id as string | undefined;
    if (!found) throw new AppError('keycloak_unavailable', { cause: new Error('no realm-management role') });
    managementId = found;
    return found;
  }

  async function groupsOf(id: string): Promise<HeldGroup[]> {
    const held: HeldGroup[] = [];
    for (;;) {
      const page = { id, first: held.length, max: groupPage, briefRepresentation: true };
      const groups = await call((admin) => admin.users.listGroups(page));
      held.push(...groups.map((group) => ({ groupId: String(group.id), path: String(group.path) })));
      if (groups.length < groupPage) return held;
    }
  }

  return {
    ownUserId,
    async observe(id) {
      const row = await call((admin) => admin.users.findOne({ id }));
      if (row) return { account: accountOf(row), groups: await groupsOf(id) };
      // A 404 may come from something in between; whoever is really gone is not found by search either.
      const found = await call((admin) => admin.users.find({ search: `id:${id}`, max: 3 }));
      if (found.some((other) => other.id === id))
        throw new AppError('keycloak_unavailable', { cause: new Error('404 for an account that is there') });
      return undefined;
    },
    async listAccounts(first, max) {
      const rows = await call((admin) => admin.users.find({ first, max, briefRepresentation: false }));
      return rows.map((row) => accountOf(row));
    },
    async listGroupMembers(id) {
      const ids: string[] = [];
      try {
        for (;;) {
          const page = { id, first: ids.length, max: memberPage, briefRepresentation: true };
          const rows = await call((admin) => admin.groups.listMembers(page));
          ids.push(...rows.map((row) => String(row.id)));
          if (rows.length < memberPage) return ids;
        }
      } catch (thrown) {
        if (thrown instanceof AppError && thrown.code === 'not_found') return undefined;
        throw thrown;
      }
    },
    async findExact(text) {
      const [byName, byMail] = await Promise.all([
        call((admin) =>
          admin.users.find({ username: text, exact: true, max: 2, briefRepresentation: false }),
        ),
        call((admin) => admin.users.find({ email: text, exact: true, max: 2, briefRepresentation: false })),
      ]);
      const rows = new Map([...byName, ...byMail].map((row) => [String(row.id), accountOf(row)]));
      return [...rows.values()].filter(({ username }) => !serviceAccount.test(username));
    },
    async managingRoles(id) {
      const clientUniqueId = await managementClientId();
      const [management, realm] = await Promise.all([
        call((admin) => admin.users.listCompositeClientRoleMappings({ id, clientUniqueId })),
        call((admin) => admin.users.listCompositeRealmRoleMappings({ id })),
      ]);
      const administrators = realm.filter(({ name }) => name === 'admin' || name === 'create-realm');
      return [...management, ...administrators].map(({ name }) => String(name));
    },
    async claimAccount(id, memberId) {
      const row = await call((admin) => admin.users.findOne({ id }));
      if (!row) throw new AppError('not_found');
      const known = accountOf(row).memberId;
      if (known === memberId) return;
      if (known)
        throw new AppError('conflict', { cause: new Error('the account carries another member id') });
      await call((admin) =>
        admin.users.update({ id }, wholeProfile(row, { [memberIdAttribute]: [memberId] })),
      );
    },
  };
}
