import type { AppWish, ClientBody } from '../../realm-config/app-clients.ts';
import { employeeNumberScope } from '../../realm-config/scopes.ts';
import type { Config } from '../platform/config.ts';
import { type AppFacts, knownAddress, pasteFile, pasteFor, recipeOf, registerStart } from './app-paste.ts';
import type { AskedApp } from './app-wish.ts';

type Made = {
  config: Config;
  body: ClientBody;
  secret: string | undefined;
  /** The file that holds the secret, which is then not printed. */
  keptIn: string | undefined;
};

/** What `app add` prints: what to paste where, and what else is to be done before the app works. */
export function connected(asked: AskedApp, made: Made): string[] {
  const { kind } = asked;
  const { clientId } = made.body;
  return [
    `The app ${clientId} (${kind}) is there. How to connect it: ${recipeOf[kind]}`,
    '',
    `Paste into ${pasteFile[kind]}:`,
    ...pasteFor(kind, factsOf(asked, made)),
    ...steps(asked, made).flatMap((step) => (step.length > 0 ? ['', ...step] : [])),
  ];
}

function factsOf({ wish }: AskedApp, { config, secret, keptIn }: Made): AppFacts {
  return {
    clientId: wish.clientId,
    url: wish.url ?? '',
    keycloakUrl: config.KEYCLOAK_URL,
    issuer: `${config.KEYCLOAK_URL}/realms/${config.KEYCLOAK_REALM}`,
    realm: config.KEYCLOAK_REALM,
    einlassUrl: config.PUBLIC_URL,
    apiUrl: apiOf(wish),
    secret: keptIn ? `<the secret in ${keptIn}>` : secret,
  };
}

/** Sessions end at the API of a page or a device, so that address names it. */
function apiOf({ calls, backchannel }: AppWish): string | undefined {
  return calls?.length && backchannel ? new URL(backchannel).origin : undefined;
}

function steps(asked: AskedApp, made: Made): string[][] {
  return [
    secretStep(made),
    registerStep(asked, made),
    backchannelStep(asked, made),
    scopeStep(asked, made),
    apiAddressStep(asked),
    apiStep(asked),
  ];
}

function secretStep({ secret, keptIn }: Made): string[] {
  if (!secret) return [];
  return keptIn
    ? [`The secret is in ${keptIn}, readable by you alone.`]
    : ['The secret is not shown again; Keycloak\'s console has it under "Credentials".'];
}

/** Only where the setting does not have it yet. */
function registerStep({ kind, wish: { url = '' } }: AskedApp, { config }: Made): string[] {
  const address = knownAddress(kind, url);
  if (!address) return [];
  const known = config.REGISTRATION_APPS;
  const start = registerStart(kind, url);
  return [
    ...(known.includes(address)
      ? []
      : [
          `For ${start ? '"Register" and "Ask for access"' : 'the way back from "Ask for access"'}, Einlass must know ${address}.`,
          'Set this for Einlass, with what you added meanwhile for other apps, and start it again:',
          `REGISTRATION_APPS="${[...known, address].join(' ')}"`,
        ]),
    ...(start
      ? [
          'Then "Register" in the app leads to:',
          `${config.PUBLIC_URL}/register?app=${encodeURIComponent(start)}`,
        ]
      : []),
  ];
}

function backchannelStep({ kind }: AskedApp, { body }: Made): string[] {
  const attributes = body['attributes'] as Record<string, string>;
  const address = attributes['backchannel.logout.url'] ?? attributes['saml_single_logout_service_url_post'];
  if (address)
    return [
      `Keycloak (not the browser) must reach ${address}: there the app hears that somebody is suspended or signed out.`,
    ];
  if (kind === 'api') return [];
  return [
    'Nothing tells the app that somebody is suspended: it is out when its token ends (5 minutes). Sooner with --backchannel <address of its API>.',
  ];
}

function scopeStep({ kind, wish }: AskedApp, { body }: Made): string[] {
  if (kind === 'saml' || kind === 'api') return [];
  const more = wish.employeeNumber ? ` ${employeeNumberScope}` : '';
  const audience = wish.calls?.length ? `, for the audience ${wish.calls.join(', ')}` : '';
  return [
    `The app asks for the scopes "openid profile email${more}"${audience}; areas come by themselves.`,
    ...((body['redirectUris'] as string[]).length > 0
      ? [`It comes back to ${(body['redirectUris'] as string[]).join(' or ')}.`]
      : []),
  ];
}

/** The recipes of pages and devices call an API; where it is was not said, so their setting is empty. */
function apiAddressStep({ kind, wish }: AskedApp): string[] {
  if ((kind !== 'spa' && kind !== 'native') || apiOf(wish)) return [];
  const setting = kind === 'spa' ? 'apiUrl' : 'API_URL';
  return [
    `Write the address of the API that the app calls into ${setting}; the API takes its tokens only if the app was added with --calls <api>.`,
  ];
}

/** The API believes only the apps that it was told of. */
function apiStep({ kind, wish: { clientId, url, calls = [] } }: AskedApp): string[] {
  if (calls.length === 0) return [];
  const origin = kind === 'spa' && url ? ` and ${new URL(url).origin} to ORIGINS` : '';
  return [`In the .env of ${calls.join(', ')}: add ${clientId} to CALLERS${origin}, separated by blanks.`];
}
