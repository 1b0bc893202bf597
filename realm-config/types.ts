/** What the realm is made from; everything that differs between installations. */
export type RealmInput = {
  realm: string;
  /** Public address of the sidecar, no slash at the end. */
  publicUrl: string;
  displayName: string;
  smtp?: RealmSmtp;
  demoApp?: { url: string; secret: string };
};

/** Keycloak's own mail (password reset); `ssl` = TLS from the start, `starttls` = upgrade. */
export type RealmSmtp = {
  host: string;
  port: number;
  from: string;
  fromDisplayName?: string;
  user?: string;
  password?: string;
  starttls?: boolean;
  ssl?: boolean;
};

/** These must be among the actual values; others may stand beside them. */
export type Including = { including: readonly string[] };
/** A field that Einlass owns: exact value; a list counts as a set; `undefined` = must not be set. */
export type OwnedValue = string | number | boolean | undefined | readonly string[] | Including;
export type Owned = { [field: string]: OwnedValue | Owned };

export type DesiredFlow = {
  alias: string;
  description: string;
  /** Each of our flows has exactly one step. */
  step: { authenticator: string; config?: { alias: string; values: Record<string, string> } };
};

export type DesiredMapper = { name: string; protocol: string; protocolMapper: string; config: Owned };
export type DesiredScope = { name: string; fields: Owned; mappers: readonly DesiredMapper[] };

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

export type DesiredRealm = {
  realm: string;
  settings: Owned;
  /** Settings that name a flow, so can only be set once it exists. */
  flowSettings: Owned;
  profile: DesiredProfile;
  flows: readonly DesiredFlow[];
  provider: { alias: string; fields: Owned };
  scopes: readonly DesiredScope[];
  clients: readonly DesiredClient[];
};
