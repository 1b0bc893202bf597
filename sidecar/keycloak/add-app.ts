import { appKinds, type AppKind, type ClientBody } from '../../realm-config/app-clients.ts';
import { AppError, type FieldError } from '../platform/errors.ts';
import type { Admin, ClientRow } from './admin-client.ts';
import { messageOf, statusOf, toKeycloakError } from './errors.ts';

/** A client of `app add`; the first of its addresses, empty where it has none. */
export type AppRow = { clientId: string; kind: AppKind; name: string; url: string; enabled: boolean };

type Mapper = { config?: { 'included.client.audience'?: unknown } };

/**
 * Makes the client of an app in the realm and reads it back. `conflict` where the client id is taken (what is there stays as it
 * is), `not_found` naming each API of `--calls` and each scope that the realm lacks, `keycloak_rejected` where Keycloak kept
 * something else than was sent: then the client is removed again.
 */
export async function addApp(admin: Admin, realm: string, body: ClientBody): Promise<{ id: string }> {
  try {
    if (await clientOf(admin, realm, body.clientId)) throw taken(body.clientId);
    const missing = [
      ...(await missingApis(admin, realm, body)),
      ...(await missingScopes(admin, realm, body)),
    ];
    if (missing.length > 0) throw new AppError('not_found', { fields: missing });
    const { id } = await admin.clients.create({ realm, ...body });
    await verify(admin, realm, id, body);
    return { id };
  } catch (thrown) {
    // Somebody else was quicker between the look and the call.
    if (statusOf(thrown) === 409 && messageOf(thrown).includes(body.clientId)) throw taken(body.clientId);
    throw toKeycloakError(thrown);
  }
}

/** The apps of a realm that were made by `addApp`, by client id. */
export async function listApps(admin: Admin, realm: string): Promise<AppRow[]> {
  try {
    const rows = await admin.clients.find({ realm });
    return rows.flatMap(appRow).toSorted((a, b) => a.clientId.localeCompare(b.clientId));
  } catch (thrown) {
    throw toKeycloakError(thrown);
  }
}

function appRow({ clientId, attributes, name, baseUrl, redirectUris, enabled }: ClientRow): AppRow[] {
  const kind = appKinds.find((one) => one === attributes?.['einlass.app']);
  if (!kind || !clientId) return [];
  const url = baseUrl || redirectUris?.[0] || '';
  return [{ clientId, kind, name: name ?? '', url, enabled: enabled !== false }];
}

async function clientOf(admin: Admin, realm: string, clientId: string): Promise<ClientRow | undefined> {
  return (await admin.clients.find({ realm, clientId }))[0];
}

const taken = (clientId: string): AppError =>
  new AppError('conflict', { fields: [{ field: 'clientId', text: 'taken', params: { name: clientId } }] });

const lacks = (field: 'calls' | 'scope', name: string): FieldError => ({
  field,
  text: 'missing',
  params: { name },
});

async function missingApis(admin: Admin, realm: string, body: ClientBody): Promise<FieldError[]> {
  const mappers = (body['protocolMappers'] ?? []) as Mapper[];
  const found: FieldError[] = [];
  for (const { config } of mappers) {
    const api = config?.['included.client.audience'];
    if (typeof api === 'string' && !(await clientOf(admin, realm, api))) found.push(lacks('calls', api));
  }
  return found;
}

/** Keycloak leaves a scope that it does not know out without a word. */
async function missingScopes(admin: Admin, realm: string, body: ClientBody): Promise<FieldError[]> {
  const known = new Set((await admin.clientScopes.find({ realm })).map((scope) => scope.name));
  return scopesOf(body)
    .filter((name) => !known.has(name))
    .map((name) => lacks('scope', name));
}

const scopesOf = (from: Record<string, unknown>): string[] =>
  ['defaultClientScopes', 'optionalClientScopes'].flatMap((list) => (from[list] ?? []) as string[]);

/** A safe setting that another version of Keycloak does not know must not be believed to be there. */
async function verify(admin: Admin, realm: string, id: string, body: ClientBody): Promise<void> {
  const row = ((await admin.clients.findOne({ realm, id })) ?? {}) as Record<string, unknown>;
  const differs = differences(body, row);
  if (differs.length === 0) return;
  await admin.clients.del({ realm, id });
  const cause = new Error(`Keycloak kept other settings than were sent: ${differs.join(', ')}`);
  throw new AppError('keycloak_rejected', { cause });
}

/** Names of the fields that Keycloak holds otherwise; lists as sets, maps by the keys that were sent. */
function differences(sent: Record<string, unknown>, held: Record<string, unknown>): string[] {
  return Object.entries(sent).flatMap(([field, value]) => {
    // Its mappers have ids of their own; the scopes are looked at as two lists.
    if (value === undefined || field === 'protocolMappers') return [];
    const actual = held[field];
    if (Array.isArray(value)) return sameSet(value, actual) ? [] : [field];
    if (typeof value === 'object' && value !== null)
      return differences(value as Record<string, unknown>, (actual ?? {}) as Record<string, unknown>).map(
        (key) => `${field}/${key}`,
      );
    // Keycloak leaves some switches that are off out of what it answers.
    return value === (actual ?? false) ? [] : [field];
  });
}

const sameSet = (a: readonly unknown[], b: unknown): boolean =>
  Array.isArray(b) && a.length === b.length && a.every((one) => b.includes(one));
