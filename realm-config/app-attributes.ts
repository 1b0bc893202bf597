import type { AppKind, AppWish } from './app-clients.ts';

type Attributes = Record<string, string>;

/** Keycloak's switches of an OpenID Connect client, each said outright, because defaults change between versions. */
export function oidcAttributes(kind: Exclude<AppKind, 'saml'>, wish: AppWish): Attributes {
  return {
    'einlass.app': kind,
    'oauth2.device.authorization.grant.enabled': 'false',
    'oidc.ciba.grant.enabled': 'false',
    'standard.token.exchange.enabled': 'false',
    ...(kind === 'api' ? {} : { 'pkce.code.challenge.method': 'S256', 'use.refresh.tokens': 'true' }),
    // By `typ: at+jwt` an API tells an access token from an id token (RFC 9068, 2.1); Apache's module never reads one.
    ...(kind === 'proxy' || kind === 'api' ? {} : { 'access.token.header.type.rfc9068': 'true' }),
    ...signedOut(kind, wish),
    ...backchannel(kind, wish),
    ...(wish.slim
      ? {
          'client.use.lightweight.access.token.enabled': 'true',
          // Keycloak refuses userinfo for such a token otherwise.
          'allow.userinfo.with.lightweight.access.token': 'true',
        }
      : {}),
  };
}

/** Puts the API's client id into `aud`; without it an access token of Einlass has no audience. */
export function audienceMapper(api: string): Record<string, unknown> {
  return {
    name: `audience ${api}`,
    protocol: 'openid-connect',
    protocolMapper: 'oidc-audience-mapper',
    config: {
      'included.client.audience': api,
      'access.token.claim': 'true',
      'id.token.claim': 'false',
      'introspection.token.claim': 'true',
      'lightweight.claim': 'true',
    },
  };
}

/** Everything signed by Keycloak; the app signs only if it has a key, its address is pinned either way. */
export function samlAttributes({ url = '', backchannel: logout, certificate }: AppWish): Attributes {
  return {
    'einlass.app': 'saml',
    'saml.authnstatement': 'true',
    'saml.server.signature': 'true',
    'saml.assertion.signature': 'true',
    'saml.signature.algorithm': 'RSA_SHA256',
    saml_signature_canonicalization_method: 'http://www.w3.org/2001/10/xml-exc-c14n#',
    'saml.client.signature': certificate ? 'true' : 'false',
    ...(certificate ? { 'saml.signing.certificate': certificate } : {}),
    'saml.force.post.binding': 'true',
    'saml.encrypt': 'false',
    saml_name_id_format: 'username',
    saml_force_name_id_format: 'true',
    'saml.onetimeuse.condition': 'false',
    saml_assertion_consumer_url_post: `${url}/saml/acs`,
    saml_single_logout_service_url_post: logout ?? `${url}/saml/logout`,
  };
}

function signedOut(kind: AppKind, { url, redirects = [] }: AppWish): Attributes {
  if (kind === 'api') return {};
  const addresses = kind === 'native' ? redirects : url ? [`${url}/`] : [];
  return addresses.length > 0 ? { 'post.logout.redirect.uris': addresses.join('##') } : {};
}

/** A page or a phone has no address of its own for it; there it is that of the API, which sees `sid` in the token. */
function backchannel(kind: AppKind, { url, backchannel: given }: AppWish): Attributes {
  const own = { web: `${url}/backchannel-logout`, proxy: `${url}/oidc/callback?logout=backchannel` };
  const address = given ?? (kind === 'web' || kind === 'proxy' ? own[kind] : undefined);
  if (!address) return {};
  return {
    'backchannel.logout.url': address,
    'backchannel.logout.session.required': 'true',
    'backchannel.logout.revoke.offline.tokens': 'true',
  };
}
