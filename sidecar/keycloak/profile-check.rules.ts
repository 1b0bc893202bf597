import type { NewUserBody } from './account.rules.ts';
import { conservative } from './profile-validators.rules.ts';

/** The realm's user profile as Keycloak answers it; only what matters here. */
export type Profile = {
  attributes?: {
    name?: string;
    validations?: Record<string, Record<string, unknown>>;
    required?: unknown;
    multivalued?: boolean;
    permissions?: { edit?: string[] };
  }[];
};
type Attribute = NonNullable<Profile['attributes']>[number];

const locale = /^[a-z]{2,3}(-[A-Za-z]{2,4})?$/;
/** Beyond this Keycloak compares look-alike letters of other scripts, which is left to it. */
const plainUsername = /^[a-z0-9._@+-]{2,255}$/;

function valuesOf(body: NewUserBody): Map<string, readonly string[]> {
  const { username, email, firstName, lastName, attributes } = body;
  const root = { username, email, firstName, lastName };
  return new Map([
    ...Object.entries(root).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, [value]] as [string, string[]]],
    ),
    ...Object.entries(attributes),
  ]);
}

function attributePasses({ name = '', ...attribute }: Attribute, values: readonly string[]): boolean {
  if (values.length === 0) return attribute.required === undefined || attribute.required === null;
  if (values.length > 1 && attribute.multivalued !== true) return false;
  // Some validators trim before they look and others do not.
  if (values.some((value) => value === '' || value !== value.trim())) return false;
  // `POST /users` would drop what no administrator may write.
  if (attribute.permissions?.edit && !attribute.permissions.edit.includes('admin')) return false;
  if (name === 'username' && !values.every((value) => plainUsername.test(value))) return false;
  return Object.entries(attribute.validations ?? {}).every(([validator, config]) =>
    conservative(validator, config ?? {}, values),
  );
}

/**
 * Whether Keycloak's own validation, which partialImport skips, would surely take this person as they are. False also for whatever
 * is not understood here: those go by `POST /users`, whose word counts.
 */
export function surelyValid(profile: Profile, body: NewUserBody): boolean {
  const declared = profile.attributes ?? [];
  const values = valuesOf(body);
  const known = new Set(declared.map(({ name }) => name));
  // `locale` belongs to every realm with more than one language without being declared.
  for (const [name, [value = '']] of values)
    if (!known.has(name) && !(name === 'locale' && locale.test(value))) return false;
  return declared.every((attribute) => attributePasses(attribute, values.get(attribute.name ?? '') ?? []));
}
