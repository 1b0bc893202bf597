import { gateFindings, gateWays } from './realm-check-gates.rules.ts';
import { themeFindings, type Themes } from './realm-check-themes.rules.ts';

/** The parts of a realm on which the promises of Einlass rest, as they are now. */
export type RealmSnapshot = {
  settings: { registrationFlow?: string; browserFlow?: string; resetCredentialsFlow?: string };
  /** Identity providers that are not ours, and whether people come in by them without our flow afterwards. */
  otherWays: readonly { alias: string; postLoginFlow: string | undefined }[];
  provider?: { trustEmail: boolean; userInfo: boolean; firstLoginFlow?: string; postLoginFlow?: string };
  /** Steps that can run, disabled ones and everything below them left out, by flow. */
  steps: ReadonlyMap<string, readonly string[]>;
  clients: readonly CheckedClient[];
  /** Roles of `realm-management` by the account, group or role that carries them; our service account apart. */
  management: readonly Holder[];
  serviceRoles: readonly string[];
  /** The required action by which people add an e-mail. */
  emailAction: { enabled: boolean; verified: boolean };
  profile: { accessEditors?: readonly string[]; unmanaged?: string; emailRequired?: boolean };
  /** Sentences of ours on Keycloak's pages that say something else. */
  foreignTexts: readonly string[];
  themes: Themes;
};
export type CheckedClient = {
  clientId: string;
  ours: boolean;
  directGrants: boolean;
  implicit: boolean;
  redirectUris: readonly string[];
  /** Areas whose gate is a default scope of the client, and an optional one. */
  gates: readonly string[];
  optionalGates: readonly string[];
  /** Whether it has sign-in flows of its own instead of the realm's. */
  ownFlow: boolean;
};
export type Holder = { kind: 'person' | 'group' | 'role' | 'client'; name: string; role: string };
export type Wanted = {
  registrationFlow: string;
  firstLoginFlow: string;
  serviceRoles: readonly string[];
  /** Areas whose gate our flows have. */
  gates: readonly string[];
  /** The bulk lane's client and the roles it was asked to have; none while it is off. */
  bulk: { client: string; roles: readonly string[] };
  /** Which flow each binding must name; left out where the operator may choose. */
  browserFlow?: string;
  resetCredentialsFlow?: string;
  postLoginFlow?: string;
};

/** `error` = a promise of Einlass does not hold; `warning` = a danger in something that is not ours. */
export type Finding = { level: 'error' | 'warning'; code: string; what: string; remedy: string };

const apply = 'run: einlass realm apply';
/** Steps by which a broker's word alone makes or takes over an account. */
export const forbiddenSteps: Readonly<Record<string, string>> = {
  'idp-auto-link': 'links an account without asking',
  'idp-detect-existing-broker-user': 'looks for an account to link',
  'idp-email-verification': 'links an account by mail',
  'idp-confirm-link': 'offers to link an existing account',
  'idp-username-password-form': 'links an account by password',
  'idp-review-profile': 'lets a stranger choose name and address',
  'idp-create-user-if-unique': 'makes an account for a subject that nobody admitted',
};

const finding = (code: string, what: string, remedy: string = apply): Finding => ({
  level: 'error',
  code,
  what,
  remedy,
});

/** Everything about this realm that breaks a promise, with what to do; empty = all is well. */
export function checkSnapshot(realm: RealmSnapshot, wanted: Wanted): Finding[] {
  return [
    ...brokerFindings(realm, wanted),
    ...bindingFindings(realm, wanted),
    ...realm.clients.flatMap(clientFindings),
    ...gateFindings(realm.clients, wanted.gates),
    ...gateWays(realm, wanted),
    ...holderFindings(realm, wanted),
    ...emailFindings(realm),
    ...profileFindings(realm),
    ...textFindings(realm),
    ...themeFindings(realm.themes),
  ];
}

function brokerFindings({ provider, steps }: RealmSnapshot, wanted: Wanted): Finding[] {
  if (!provider) return [finding('provider_missing', 'the identity provider "access" is missing')];
  const { trustEmail, userInfo, firstLoginFlow = 'none' } = provider;
  const dangerous = (steps.get(firstLoginFlow) ?? []).filter((step) => step in forbiddenSteps);
  return [
    ...(trustEmail ? [finding('trust_email', 'addresses named by the broker count as proven')] : []),
    ...(userInfo ? [finding('userinfo', 'the broker is asked for userinfo')] : []),
    ...(firstLoginFlow === wanted.firstLoginFlow
      ? []
      : [finding('first_login_flow', `unlinked subjects run through the flow "${firstLoginFlow}"`)]),
    ...dangerous.map((step) =>
      finding('first_login_step', `the flow "${firstLoginFlow}" ${forbiddenSteps[step]} (${step})`),
    ),
  ];
}

function bindingFindings({ settings, provider }: RealmSnapshot, wanted: Wanted): Finding[] {
  const bindings = [
    ['registration_flow', 'registration', settings.registrationFlow, wanted.registrationFlow],
    ['second_factor', 'sign-in', settings.browserFlow, wanted.browserFlow],
    ['second_factor', 'a forgotten password', settings.resetCredentialsFlow, wanted.resetCredentialsFlow],
    ['second_factor', 'a redeemed link', provider?.postLoginFlow, wanted.postLoginFlow],
  ] as const;
  return bindings
    .filter(([, , is, should]) => should !== undefined && is !== should)
    .map(([code, name, is, should]) =>
      finding(code, `${name} runs through the flow "${is ?? 'none'}" instead of "${should}"`),
    );
}

function clientFindings(client: CheckedClient): Finding[] {
  const { clientId, ours, directGrants, implicit, redirectUris } = client;
  const level = ours ? 'error' : 'warning';
  const remedy = ours ? apply : `in the console: Clients, ${clientId}, Settings`;
  const open = redirectUris.filter((uri) => uri.includes('*'));
  return [
    ...(directGrants ? [finding('direct_grant', `client "${clientId}" takes passwords itself`, remedy)] : []),
    ...(implicit ? [finding('implicit_flow', `client "${clientId}" gets tokens in addresses`, remedy)] : []),
    ...open.map((uri) =>
      finding('redirect_wildcard', `client "${clientId}" redirects to any address like ${uri}`, remedy),
    ),
  ].map((one) => ({ ...one, level }));
}

function holderFindings({ management, serviceRoles }: RealmSnapshot, wanted: Wanted): Finding[] {
  const surplus = serviceRoles.filter((role) => !wanted.serviceRoles.includes(role));
  const { client, roles } = wanted.bulk;
  const isBulk = ({ kind, name, role }: Holder) =>
    kind === 'client' && name === client && roles.includes(role);
  return [
    ...management.filter(isBulk).map(({ name, role }) => ({
      ...finding(
        'bulk_lane',
        `client "${name}" holds ${role}, which is full control of this realm`,
        'after the big import: take KEYCLOAK_BULK_SECRET_FILE away, then run: einlass realm apply',
      ),
      level: 'warning' as const,
    })),
    ...management
      .filter((holder) => !isBulk(holder))
      .map(({ kind, name, role }) =>
        finding(
          'realm_management',
          `${kind} "${name}" holds ${role} of realm-management`,
          'administer the realm from "master"; in the console take the role away',
        ),
      ),
    ...surplus.map((role) => finding('service_role', `the service account holds ${role}`)),
  ];
}

function emailFindings({ emailAction: { enabled, verified }, profile }: RealmSnapshot): Finding[] {
  return [
    ...(enabled
      ? []
      : [finding('email_action', 'people without e-mail cannot add one (UPDATE_EMAIL is off)')]),
    ...(verified
      ? []
      : [finding('email_unverified', 'an added e-mail counts before its link was followed (UPDATE_EMAIL)')]),
    ...(profile.emailRequired
      ? [finding('email_required', 'people without e-mail are stuck after their first sign-in')]
      : []),
  ];
}

function profileFindings({ profile: { accessEditors, unmanaged } }: RealmSnapshot): Finding[] {
  return [
    ...(accessEditors?.length === 0
      ? []
      : [
          finding(
            'access_writable',
            `the attribute "access" ${accessEditors ? `may be written by ${accessEditors.join(', ')}` : 'is not declared'}`,
          ),
        ]),
    ...(unmanaged
      ? [finding('unmanaged_attributes', `attributes that nobody declared are kept (${unmanaged})`)]
      : []),
  ];
}

/** A warning, because an operator may have better words; whoever has no e-mail has to find there what to do. */
function textFindings({ foreignTexts }: RealmSnapshot): Finding[] {
  return foreignTexts.map((text) => ({
    ...finding('help_text', `Keycloak's pages say something else than Einlass wants (${text})`),
    level: 'warning' as const,
  }));
}
