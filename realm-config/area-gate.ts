import { gateScope } from './app-clients.ts';
import type { DesiredScope, DesiredStep } from './types.ts';

/**
 * A client with this scope lets in nobody without the area (docs/gate.md). The scope carries nothing: steps of our flows look for
 * it, and as one of a client's default scopes no request can leave it out.
 */
export function gateScopes(slugs: readonly string[]): readonly DesiredScope[] {
  return slugs.map((slug) => ({
    name: gateScope(slug),
    realmDefault: false,
    fields: {
      protocol: 'openid-connect',
      description: `Einlass: apps with this scope are closed to everybody without the area ${slug}.`,
      attributes: { 'include.in.token.scope': 'false', 'display.on.consent.screen': 'false' },
    },
    mappers: [],
  }));
}

/** Steps that end a flow for whoever lacks an area that the client asks for; they stand where it is known who it is. */
export function gateSteps(flow: string, slugs: readonly string[]): readonly DesiredStep[] {
  return slugs.map((slug) => {
    const gate = `${flow} gate ${slug}`;
    return {
      subflow: gate,
      description: `Nobody without the area ${slug} passes.`,
      requirement: 'CONDITIONAL',
      steps: [
        {
          authenticator: 'conditional-client-scope',
          requirement: 'REQUIRED',
          config: { alias: `${gate} client`, values: { client_scope: gateScope(slug) } },
        },
        {
          authenticator: 'conditional-user-attribute',
          requirement: 'REQUIRED',
          config: {
            alias: `${gate} person`,
            values: {
              attribute_name: 'access',
              // The whole value has to match, so another area that begins alike is none.
              attribute_expected_value: `${slug}:.+`,
              regex: 'true',
              not: 'true',
              include_group_attributes: 'true',
            },
          },
        },
        {
          authenticator: 'deny-access-authenticator',
          requirement: 'REQUIRED',
          config: { alias: `${gate} refusal`, values: { denyErrorMessage: gateText } },
        },
      ],
    };
  });
}

/** Key of what Keycloak's page says then (texts.ts). */
export const gateText = 'einlassGate';
