import type { Fault, Plan } from '../support/fault-proxy.ts';

/** One kind of call to Keycloak; calls to one address are told apart by what they send. */
export type Kind = { name: string; matches(method: string, path: string, body: string): boolean };
const kind = (name: string, method: string, path: RegExp, body = /^/): Kind => ({
  name,
  matches: (sent, where, what) => sent === method && path.test(where) && body.test(what),
});

export const token = kind('token', 'POST', /\/token$/);
export const create = kind('create', 'POST', /\/users\/?$/);
const lookUp = kind('look-up', 'GET', /\/users\/?\?.*q=member_id/);
const searchById = kind('search by id', 'GET', /\/users\/?\?.*search=id/);
const groupsOf = kind("account's groups", 'GET', /\/users\/[^/]+\/groups/);
const linksOf = kind("account's links", 'GET', /\/federated-identity$/);
const credentialsOf = kind("account's credentials", 'GET', /\/credentials$/);
const groupByPath = kind('group by path', 'GET', /\/group-by-path\//);
const join = kind('join', 'PUT', /\/users\/[^/]+\/groups\//);
const leave = kind('leave', 'DELETE', /\/users\/[^/]+\/groups\//);
const findSubject = kind('find by subject', 'GET', /\/users\/?\?.*idpUserId/);
const link = kind('link', 'POST', /\/federated-identity\/access$/);
const readProfile = kind('read account', 'GET', /\/users\/[0-9a-f-]{36}$/);
export const writeAccount = kind('write account', 'PUT', /\/users\/[0-9a-f-]{36}$/);
const close = kind('close account', 'PUT', /\/users\/[0-9a-f-]{36}$/, /^\{"enabled":false\}$/);
const open = kind('open account', 'PUT', /\/users\/[0-9a-f-]{36}$/, /^\{"enabled":true\}$/);
const logout = kind('end sessions', 'POST', /\/users\/[^/]+\/logout$/);
const remove = kind('delete account', 'DELETE', /\/users\/[0-9a-f-]{36}$/);
const makeGroup = kind('make group', 'POST', /\/groups\/[^/]+\/children$/);
const readGroup = kind('read group', 'GET', /\/groups\/[0-9a-f-]{36}$/);
const writeGroup = kind("write group's access", 'PUT', /\/admin\/realms\/[^/]+\/groups\/[0-9a-f-]{36}$/);

/** Calls that only the bulk lane makes; its token is its own. */
export const bulkKinds: readonly Kind[] = [
  kind('import', 'POST', /\/partialImport$/),
  kind('bulk token', 'POST', /\/token$/, /client_secret=/),
  kind('profile', 'GET', /\/users\/profile$/),
  kind('realm', 'GET', /\/admin\/realms\/[^/]+$/),
  kind('default groups', 'GET', /\/default-groups$/),
  kind('required actions', 'GET', /\/required-actions$/),
];

/** How Keycloak and the row stand when the fault comes, and which calls are made from there. */
export const situations = {
  new: [token, create],
  'answer lost': [lookUp, groupsOf, linksOf, credentialsOf],
  'half an account': [create, lookUp, groupsOf, linksOf, groupByPath, join, findSubject, link],
  changed: [readProfile, writeAccount, groupsOf, join, leave],
  suspended: [close, logout],
  reactivated: [readProfile, open],
  deleted: [readProfile, groupsOf, close, logout, remove, searchById],
  'role groups': [groupByPath, makeGroup, readGroup, writeGroup],
} as const satisfies Record<string, readonly Kind[]>;
export type Situation = keyof typeof situations;

/** The fault for the first call of a kind, for the first two where the first is made good silently. */
export function planFor(at: Kind, fault: Fault): Plan {
  let left = fault === 401 ? 2 : 1;
  return ({ method, path, body }) => (at.matches(method, path, body) && left-- > 0 ? fault : undefined);
}
