/** What NFKD does not take apart; German umlauts are spelled out. */
const spelled: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

export const usernamePattern = /^[a-z0-9._-]{2,120}$/;

function ascii(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[äöüßæœøłđðþı]/g, (letter) => spelled[letter] ?? '')
    .normalize('NFKD')
    .replace(/[\p{M}'’`´]/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replace(/^-+|-+$/g, '');
}

/** `vorname.nachname` in letters that every keyboard has; `user` for names without any such letter. */
export function usernameBase(firstName: string, lastName: string): string {
  const base = [ascii(firstName), ascii(lastName)].filter((part) => part !== '').join('.');
  return base.length >= 2 ? base : ['user', base].filter((part) => part !== '').join('-');
}

/** A user name that nobody has: the base, else `base2`, `base3` and so on. */
export function proposeUsername(
  firstName: string,
  lastName: string,
  isTaken: (username: string) => boolean,
): string {
  const base = usernameBase(firstName, lastName);
  if (!isTaken(base)) return base;
  let number = 2;
  while (isTaken(`${base}${number}`)) number += 1;
  return `${base}${number}`;
}

/** A user name without the number that a collision gave it; what is compared when looking for free ones. */
export function withoutNumber(username: string): string {
  return username.toLowerCase().replace(/[0-9]+$/, '');
}
