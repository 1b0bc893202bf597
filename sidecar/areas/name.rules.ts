/**
 * Characters that Keycloak refuses in first and last names (its validator `person-name-prohibited-characters`); a name with one
 * of them could be stored here but its account could never be made.
 */
const refused = /[<>&"$%!#?§;*~/\\|^=[\]{}()\p{Cc}\ufffd]/u;

export function isPersonName(text: string): boolean {
  return text !== '' && !refused.test(text);
}
