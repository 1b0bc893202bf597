import type { DesiredScope } from './types.ts';

export const accessScope = 'einlass-access';

/** The claim `access`: the union of what all groups of the person open, as `<slug>:<role>`; absent if none. */
export const scopes: readonly DesiredScope[] = [
  {
    name: accessScope,
    fields: {
      protocol: 'openid-connect',
      description: 'Einlass: areas and roles of the person as claim "access".',
      attributes: { 'include.in.token.scope': 'false', 'display.on.consent.screen': 'false' },
    },
    mappers: [
      {
        name: 'access',
        protocol: 'openid-connect',
        protocolMapper: 'oidc-usermodel-attribute-mapper',
        config: {
          'user.attribute': 'access',
          'claim.name': 'access',
          'jsonType.label': 'String',
          multivalued: 'true',
          // Without it Keycloak takes the first group that has the attribute.
          'aggregate.attrs': 'true',
          'access.token.claim': 'true',
          // Id tokens travel in URLs (id_token_hint), where 300 values would not fit.
          'id.token.claim': 'false',
          'userinfo.token.claim': 'true',
          'introspection.token.claim': 'true',
          'lightweight.claim': 'false',
        },
      },
    ],
  },
];
