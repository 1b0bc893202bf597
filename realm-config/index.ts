import { gateScopes } from './area-gate.ts';
import { absentClients, clients } from './clients.ts';
import { flows } from './flows.ts';
import { profile } from './profile.ts';
import { identityProvider } from './provider.ts';
import { requiredActions } from './required-actions.ts';
import { scopes } from './scopes.ts';
import { flowSettings, realmSettings } from './settings.ts';
import { texts } from './texts.ts';
import type { DesiredRealm, RealmInput } from './types.ts';

export type { RealmInput, RealmSmtp } from './types.ts';

/** All that Einlass owns in the realm, as plain values; `realm apply` compares and repairs exactly this. */
export function desiredRealm(given: RealmInput): DesiredRealm {
  const input = { ...given, publicUrl: given.publicUrl.replace(/\/$/, '') };
  return {
    realm: input.realm,
    settings: realmSettings(input),
    flowSettings: flowSettings(input),
    profile,
    requiredActions,
    flows: flows(input),
    provider: identityProvider(input),
    scopes: [...scopes, ...gateScopes(input.gates ?? [])],
    clients: clients(input),
    texts: texts(input),
    absentClients: absentClients(input),
  };
}
