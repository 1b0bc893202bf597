import { randomUUID } from 'node:crypto';
import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { openAdmin } from '../../sidecar/keycloak/admin-client.ts';
import { openTokenSource, sharedSecret } from '../../sidecar/keycloak/service-token.ts';

type Admin = KeycloakAdminClient;

/** What others do who drive Keycloak's API plainly: the same accounts, with groups, link and attributes. */
export type Peers = {
  /** Create, find the group, join: one after another. */
  plainLoop(count: number): Promise<number>;
  /** `POST /users` with groups, so many at once. */
  postPool(count: number, parallel: number): Promise<number>;
  /** partialImport of so many people, so many calls at once. */
  importLoop(count: number, batch: number, parallel: number): Promise<number>;
  /** `POST /users` with a temporary password in clear, which Keycloak hashes; so many at once. */
  plainPasswords(count: number, parallel: number): Promise<number>;
};

const client = 'bench-peer';
const secret = 'not-a-secret-for-the-bench-of-peers';
const roles = ['manage-realm', 'manage-users', 'view-users', 'query-groups', 'view-realm'];

async function makeClient(admin: Admin, realm: string): Promise<void> {
  const flows = { serviceAccountsEnabled: true, standardFlowEnabled: false, publicClient: false };
  const { id } = await admin.clients.create({ realm, clientId: client, secret, ...flows });
  const account = await admin.clients.getServiceAccountUser({ realm, id });
  const [management] = await admin.clients.find({ realm, clientId: 'realm-management' });
  const where = { realm, id: String(account.id), clientUniqueId: String(management?.id) };
  const wanted = (await admin.clients.listRoles({ realm, id: where.clientUniqueId })).filter(({ name }) =>
    roles.includes(String(name)),
  );
  const mapped = wanted.map(({ id: roleId, name }) => ({ id: String(roleId), name: String(name) }));
  await admin.users.addClientRoleMappings({ ...where, roles: mapped });
}

function person(groups: string[]) {
  const memberId = randomUUID();
  const username = `peer.${memberId}`;
  return {
    username,
    email: `${username}@muster.example`,
    emailVerified: false,
    firstName: 'Jörg',
    lastName: 'Müßig',
    enabled: false,
    groups,
    requiredActions: ['UPDATE_PASSWORD'],
    attributes: { member_id: [memberId], locale: ['de'] },
    federatedIdentities: [{ identityProvider: 'access', userId: memberId, userName: username }],
  };
}

/** Runs the works so many at once; answers the seconds it took. */
async function pool(works: (() => Promise<unknown>)[], parallel: number): Promise<number> {
  const start = performance.now();
  const left = [...works];
  const lane = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) await next();
  };
  await Promise.all(Array.from({ length: parallel }, lane));
  return (performance.now() - start) / 1000;
}

/** `group` is the path of a role group that is there. `root` makes the peers' client. */
export async function openPeers(root: Admin, url: string, realm: string, group: string): Promise<Peers> {
  await makeClient(root, realm);
  const issuer = `${url}/realms/${realm}`;
  const tokenUrl = `${issuer}/protocol/openid-connect/token`;
  const tokens = openTokenSource({ issuer, tokenUrl, clientId: client, clientAuth: sharedSecret(secret) });
  const admin = openAdmin({ url, realm, tokens, limitMs: 60_000 });
  const name = group.split('/').at(-1);
  const parentPath = group.slice(1, group.lastIndexOf('/'));
  return {
    plainLoop: (count) =>
      pool(
        Array.from({ length: count }, () => async () => {
          const { groups: _later, ...user } = person([]);
          const { id } = await admin.users.create(user);
          const parent = await admin.realms.getGroupByPath({ realm, path: parentPath });
          const children = await admin.groups.listSubGroups({ parentId: String(parent.id) });
          const found = children.find((one) => one.name === name);
          await admin.users.addToGroup({ id, groupId: String(found?.id) });
        }),
        1,
      ),
    postPool: (count, parallel) =>
      pool(
        Array.from({ length: count }, () => () => admin.users.create(person([group]))),
        parallel,
      ),
    importLoop(count, batch, parallel) {
      const role = `default-roles-${realm}`;
      const calls = Array.from({ length: Math.ceil(count / batch) }, (_, index) => {
        const size = Math.min(batch, count - index * batch);
        const users = Array.from({ length: size }, () => ({ ...person([group]), realmRoles: [role] }));
        const rep = { ifResourceExists: 'FAIL', users } as const;
        return () => admin.realms.partialImport({ realm, rep });
      });
      return pool(calls, parallel);
    },
    plainPasswords(count, parallel) {
      const calls = Array.from({ length: count }, () => () => {
        const { email: _none, federatedIdentities: _no, ...user } = person([group]);
        const credentials = [{ type: 'password', value: randomUUID(), temporary: true }];
        return admin.users.create({ ...user, enabled: true, credentials });
      });
      return pool(calls, parallel);
    },
  };
}
