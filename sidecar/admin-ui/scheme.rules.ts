/** Light, dark, or whatever the person's system says. */
export const schemes = ['auto', 'light', 'dark'] as const;
export type Scheme = (typeof schemes)[number];

export const schemeCookie = 'einlass_scheme';

/** What a cookie or form says, else `auto`. */
export function schemeFrom(value: unknown): Scheme {
  return schemes.find((scheme) => scheme === value) ?? 'auto';
}
