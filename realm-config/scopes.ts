import type { DesiredMapper, DesiredScope, Owned } from './types.ts';

export const accessScope = 'einlass-access';
export const samlAccessScope = 'einlass-access-saml';
export const employeeNumberScope = 'employee_number';

const userAttribute = 'oidc-usermodel-attribute-mapper';

/** What Einlass tells apps of a person (docs/adr/050). */
export const scopes: readonly DesiredScope[] = [
  {
    name: accessScope,
    realmDefault: true,
    fields: {
      protocol: 'openid-connect',
      description: 'Einlass: areas and roles of the person as claim "access".',
      attributes: { 'include.in.token.scope': 'false', 'display.on.consent.screen': 'false' },
    },
    mappers: [
      {
        name: 'access',
        protocol: 'openid-connect',
        protocolMapper: userAttribute,
        // The claim `access`: the union of what all groups of the person open, as `<slug>:<role>`; absent if none.
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
  {
    // Personal data: only apps that were added with it can ask for it.
    name: employeeNumberScope,
    realmDefault: false,
    fields: {
      protocol: 'openid-connect',
      description: 'Einlass: the personnel number as claim "employee_number".',
      attributes: { 'include.in.token.scope': 'true', 'display.on.consent.screen': 'false' },
    },
    mappers: [
      {
        name: 'employee_number',
        protocol: 'openid-connect',
        protocolMapper: userAttribute,
        config: {
          'user.attribute': 'employee_number',
          'claim.name': 'employee_number',
          'jsonType.label': 'String',
          multivalued: 'false',
          'aggregate.attrs': 'false',
          'access.token.claim': 'true',
          'id.token.claim': 'true',
          'userinfo.token.claim': 'true',
          'introspection.token.claim': 'true',
          'lightweight.claim': 'false',
        },
      },
    ],
  },
  {
    name: samlAccessScope,
    realmDefault: true,
    fields: {
      protocol: 'saml',
      description: 'Einlass: who the person is, and areas and roles as attribute "access".',
      attributes: { 'display.on.consent.screen': 'false' },
    },
    mappers: [
      samlMapper('access', 'saml-user-attribute-mapper', {
        'user.attribute': 'access',
        'aggregate.attrs': 'true',
      }),
      // What an app keeps a person by: the user name may change.
      samlMapper('sub', 'saml-user-property-mapper', { 'user.attribute': 'id' }),
      samlMapper('email', 'saml-user-property-mapper', { 'user.attribute': 'email' }),
      samlMapper('firstName', 'saml-user-property-mapper', { 'user.attribute': 'firstName' }),
      samlMapper('lastName', 'saml-user-property-mapper', { 'user.attribute': 'lastName' }),
    ],
  },
];

function samlMapper(name: string, protocolMapper: string, config: Owned): DesiredMapper {
  return {
    name,
    protocol: 'saml',
    protocolMapper,
    config: { 'attribute.name': name, 'friendly.name': name, 'attribute.nameformat': 'Basic', ...config },
  };
}
