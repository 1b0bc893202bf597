import { desiredRealm } from '../../realm-config/index.ts';
import type { RealmInput } from '../../realm-config/types.ts';
import type { Admin } from './admin-client.ts';
import { applyClients, removeClients } from './apply-clients.ts';
import { applyFlows } from './apply-flows.ts';
import { applyPermissions } from './apply-permissions.ts';
import { applyProfile } from './apply-profile.ts';
import { applyProvider } from './apply-provider.ts';
import { applyRequiredActions } from './apply-required-actions.ts';
import { applyScopes } from './apply-scopes.ts';
import { applyFlowSettings, applySettings } from './apply-settings.ts';
import { applyTexts } from './apply-texts.ts';
import { toKeycloakError } from './errors.ts';
import type { Change } from './realm-diff.ts';
import { serverThemes } from './server-themes.ts';

export type { Change } from './realm-diff.ts';
export { formatChanges } from './realm-diff.ts';

/** What each part needs; `exists` is false only in a dry run for a realm that is not there yet. */
export type Apply = { admin: Admin; realm: string; dryRun: boolean; exists: boolean };

/**
 * Makes the realm if it is missing and brings every owned field to its desired value; foreign clients, flows and settings stay.
 * Returns what was changed (`dryRun`: what would be); a second run returns `[]`. A run that broke off is simply run again.
 * `admin` comes from `connectAdmin` and needs the right to administer the realm.
 */
export async function applyRealm(
  admin: Admin,
  input: RealmInput,
  options: { dryRun?: boolean } = {},
): Promise<Change[]> {
  const dryRun = options.dryRun === true;
  const before = admin.realmName;
  try {
    const desired = desiredRealm({ ...input, ...(await serverThemes(admin)) });
    const settings = await applySettings(admin, desired, dryRun);
    const apply: Apply = { admin, realm: desired.realm, dryRun, exists: settings.exists };
    admin.realmName = desired.realm;
    const changes = [...settings.changes];
    changes.push(...(await applyProfile(apply, desired.profile)));
    changes.push(...(await applyRequiredActions(apply, desired.requiredActions)));
    changes.push(...(await applyFlows(apply, desired.flows)));
    changes.push(...(await applyProvider(apply, desired.provider)));
    changes.push(...(await applyFlowSettings(apply, desired.flowSettings)));
    changes.push(...(await applyScopes(apply, desired.scopes)));
    changes.push(...(await applyClients(apply, desired.clients)));
    changes.push(...(await removeClients(apply, desired.absentClients)));
    changes.push(...(await applyTexts(apply, desired.texts)));
    changes.push(...(await applyPermissions(apply)));
    return changes;
  } catch (thrown) {
    throw toKeycloakError(thrown);
  } finally {
    admin.realmName = before;
  }
}
