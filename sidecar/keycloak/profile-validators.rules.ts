type Config = Readonly<Record<string, unknown>>;
type Validator = (value: string, config: Config) => boolean;

/** Narrower than what Keycloak takes: plain addresses only. */
const plainEmail =
  /^[a-z0-9._%+-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
const notInNames = /[<>&"$%!#?§;*~/\\|^=[\]{}()\p{C}]/u;
const notInUsernames = /[<>&"'\s$%!#?§,;:*~/\\|^=[\]{}()`\p{C}]/u;
/** Where Java and JavaScript read a pattern differently, or may. */
const javaOnly = /\\[pPhHvVRXAZzGQEbBwWdDsSux0-9]|\(\?(?![:=!])|[+*?}]\+|&&|\[:|[^\x20-\x7e]/;
const lookup = /^\(\?/;

const number = (value: unknown): number | undefined => {
  const read = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof read === 'number' && Number.isFinite(read) ? read : undefined;
};

function within(value: number, { min, max }: Config): boolean {
  const bounds = [number(min) ?? Number.NEGATIVE_INFINITY, number(max) ?? Number.POSITIVE_INFINITY] as const;
  return value >= bounds[0] && value <= bounds[1];
}

function matches(value: string, pattern: unknown): boolean {
  if (typeof pattern !== 'string' || javaOnly.test(pattern) || lookup.test(pattern)) return false;
  try {
    return new RegExp(`^(?:${pattern})$`).test(value);
  } catch {
    return false;
  }
}

function optionsOf({ options }: Config): readonly unknown[] {
  return Array.isArray(options) ? options : [];
}

/** Keycloak's validators by their names, each at least as strict as the original. */
const validators: Readonly<Record<string, Validator>> = {
  length: (value, config) => within(value.length, config),
  email: (value) => plainEmail.test(value) && value.length <= 254,
  'person-name-prohibited-characters': (value) => !notInNames.test(value),
  'username-prohibited-characters': (value) => !notInUsernames.test(value),
  // Only plain letters get as far as here.
  'up-username-not-idn-homograph': (value) => /^[\x21-\x7e]+$/.test(value),
  pattern: (value, { pattern }) => matches(value, pattern),
  options: (value, config) => optionsOf(config).includes(value),
  integer: (value, config) => /^-?[0-9]{1,9}$/.test(value) && within(Number(value), config),
  double: (value, config) => /^-?[0-9]{1,9}(\.[0-9]{1,6})?$/.test(value) && within(Number(value), config),
};

/** Whether a validator of the user profile surely takes these values; one that is not known here never does. */
export function conservative(name: string, config: Config, values: readonly string[]): boolean {
  if (name === 'multivalued') return within(values.length, config);
  const validator = Object.hasOwn(validators, name) ? validators[name] : undefined;
  return validator !== undefined && values.every((value) => validator(value, config));
}
