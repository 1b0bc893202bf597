import type { DesiredTexts } from './texts.ts';
import type { ThemeType } from './themes.ts';

/** What the realm is made from; everything that differs between installations. */
export type RealmInput = {
  realm: string;
  /** Public address of the sidecar, no slash at the end. */
  publicUrl: string;
  /** Where Keycloak itself calls it, if not there; no slash at the end. */
  calledAt?: string;
  displayName: string;
  /** Who helps people without e-mail, by language; general words where left out. */
  whoHelps?: Readonly<Record<string, string>>;
  smtp?: RealmSmtp;
  /** How the network shows itself in Keycloak's own mails and pages; the theme's own look where left out. */
  mailLook?: MailLook;
  /** The types of our theme that the server has; a realm keeps its own for the others. */
  themes?: readonly ThemeType[];
  demoApp?: { url: string; secret: string };
  /** Roles of an area that need TOTP or a security key at sign-in; nobody where left out. */
  secondFactorRoles?: readonly string[];
  /** Slugs of areas that an app can have closed to everybody else; none where left out. */
  gates?: readonly string[];
  /** Secret of the bulk lane's client; the realm has no such client where left out. */
  bulkSecret?: string;
};

export type MailLook = {
  company: string;
  /** Colours as `#rrggbb`: of the button, and what is read on it. */
  accent?: string;
  onAccent?: string;
  /** Address of the picture. */
  logo?: string;
  /** Whom to ask, by language; lines. */
  help?: Readonly<Record<string, string>>;
};

/** Keycloak's own mail (password reset); `ssl` = TLS from the start, `starttls` = upgrade. */
export type RealmSmtp = {
  host: string;
  port: number;
  from: string;
  fromDisplayName?: string;
  replyTo?: string;
  user?: string;
  password?: string;
  starttls?: boolean;
  ssl?: boolean;
};

/** These must be among the actual values; others may stand beside them. */
export type Including = { including: readonly string[] };
/** Only these values (`undefined`: nothing at all) are ours to replace; any other is the operator's and stays. */
export type Instead = {
  insteadOf: string | undefined | readonly (string | undefined)[];
  put: string | undefined;
};
/** A field that Einlass owns: exact value; a list counts as a set; `undefined` = must not be set. */
export type OwnedValue = string | number | boolean | undefined | readonly string[] | Including | Instead;
export type Owned = { [field: string]: OwnedValue | Owned };

export type Requirement = 'REQUIRED' | 'ALTERNATIVE' | 'CONDITIONAL' | 'DISABLED';
export type DesiredStep = {
  requirement: Requirement;
  config?: { alias: string; values: Record<string, string> };
} & ({ authenticator: string } | { subflow: string; description: string; steps: readonly DesiredStep[] });
/** A flow of ours, whole: steps in this order and no others. */
export type DesiredFlow = { alias: string; description: string; steps: readonly DesiredStep[] };

export type DesiredMapper = { name: string; protocol: string; protocolMapper: string; config: Owned };
export type DesiredScope = {
  name: string;
  /** Whether every client gets it that is made later; else only those it is given to. */
  realmDefault: boolean;
  fields: Owned;
  mappers: readonly DesiredMapper[];
};

export type DesiredClient = {
  clientId: string;
  fields: Owned;
  /** Default client scopes to be assigned besides those the realm gives. */
  defaultScopes: readonly string[];
  /** Exactly these roles of `realm-management` for the service account; left out where there is none. */
  realmManagementRoles?: readonly string[];
};

export type DesiredProfile = {
  /** Attributes of Keycloak that nobody is forced to fill in. */
  optional: readonly string[];
  attributes: readonly { name: string; fields: Owned }[];
  fields: Owned;
};

/** A required action of Keycloak's; it comes after another one in the order. */
export type DesiredAction = { alias: string; after: string; fields: Owned };

export type DesiredRealm = {
  realm: string;
  settings: Owned;
  /** Settings that name a flow, so can only be set once it exists. */
  flowSettings: Owned;
  profile: DesiredProfile;
  requiredActions: readonly DesiredAction[];
  flows: readonly DesiredFlow[];
  provider: { alias: string; fields: Owned };
  scopes: readonly DesiredScope[];
  clients: readonly DesiredClient[];
  texts: DesiredTexts;
  /** Clients of ours that must not be there. */
  absentClients: readonly string[];
};
