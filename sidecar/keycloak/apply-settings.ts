import type { DesiredRealm, Owned } from '../../realm-config/types.ts';
import type { Admin, RealmRow } from './admin-client.ts';
import { changedFields, diffOwned, mergeOwned } from './realm-diff.ts';
import type { Change } from './realm-diff.ts';
import type { Apply } from './realm-apply.ts';

const resource = 'realm';

/** Realm and its settings. A partial `PUT` changes only what it names (seen on 26.7.4), but replaces the maps it holds. */
export async function applySettings(
  admin: Admin,
  { realm, settings }: DesiredRealm,
  dryRun: boolean,
): Promise<{ changes: Change[]; exists: boolean }> {
  const actual = (await admin.realms.findOne({ realm })) as Record<string, unknown> | null;
  const changes = diffOwned(resource, settings, actual ?? undefined);
  if (!actual) {
    if (!dryRun) await admin.realms.create({ realm, ...mergeOwned(settings, undefined) } as RealmRow);
    return {
      changes: [{ resource, field: 'realm', from: undefined, to: realm }, ...changes],
      exists: !dryRun,
    };
  }
  if (!dryRun && changes.length > 0) await update(admin, realm, settings, actual);
  return { changes, exists: true };
}

/** The settings that name a flow: after the flows. */
export async function applyFlowSettings(apply: Apply, settings: Owned): Promise<Change[]> {
  const { admin, realm, dryRun, exists } = apply;
  if (!exists) return diffOwned(resource, settings, undefined);
  const actual = (await admin.realms.findOne({ realm })) as Record<string, unknown>;
  const changes = diffOwned(resource, settings, actual);
  if (!dryRun && changes.length > 0) await update(admin, realm, settings, actual);
  return changes;
}

const isPasskeyPolicy = (field: string): boolean => field.startsWith('webAuthnPolicyPasswordless');

async function update(
  admin: Admin,
  realm: string,
  settings: Owned,
  actual: Record<string, unknown>,
): Promise<void> {
  const body = changedFields(settings, actual);
  // The mark says that the mail password changed; Keycloak itself only shows asterisks, so the server goes along.
  if ('attributes' in body && settings['smtpServer'])
    body['smtpServer'] = mergeOwned({ smtpServer: settings['smtpServer'] }, actual)['smtpServer'];
  // Keycloak takes a policy only together with the name of its relying party, and then whole: what is left out falls to a default.
  if (Object.keys(body).some(isPasskeyPolicy))
    for (const [field, value] of Object.entries(actual)) if (isPasskeyPolicy(field)) body[field] ??= value;
  await admin.realms.update({ realm }, body as RealmRow);
}
