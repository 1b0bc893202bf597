const atom = "[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+";
const label = '[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}])?';
const address = new RegExp(`^${atom}(?:\\.${atom})*@${label}(?:\\.${label})*$`, 'u');

/** One plain mailbox (RFC 5321 dot-string, RFC 6531 letters): no quotes, lists, comments or line breaks. */
export function isMailAddress(text: string): boolean {
  return text.length <= 254 && text.lastIndexOf('@') <= 64 && address.test(text);
}
