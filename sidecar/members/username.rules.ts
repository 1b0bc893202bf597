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
  ŋ: 'n',
  ħ: 'h',
  ə: 'e',
};

/** Other alphabets, about as passports spell them (ICAO 9303, ELOT 743), after NFKD has taken the marks away; pairs come first. */
const alphabets: readonly (readonly [letters: string, spelling: string])[] = [
  ['ου αυ ευ ηυ γγ γξ γχ', 'ou av ev iv ng nx nch'],
  [
    'α β γ δ ε ζ η θ ι κ λ μ ν ξ ο π ρ σ ς τ υ φ χ ψ ω',
    'a v g d e z i th i k l m n x o p r s s t y f ch ps o',
  ],
  [
    'а б в г д е ж з и к л м н о п р с т у ф х ц ч ш щ',
    'a b v g d e zh z i k l m n o p r s t u f kh ts ch sh shch',
  ],
  ['ъ ы ь э ю я є і ґ ђ ј љ њ ћ џ', '_ y _ e iu ia ie i g dj j lj nj c dz'],
];
const latin = new Map(
  alphabets.flatMap(([letters, spelling]) => {
    const spellings = spelling.split(' ');
    return letters.split(' ').map((letter, at) => [letter, (spellings[at] ?? '').replace('_', '')] as const);
  }),
);
const foreign = new RegExp([...latin.keys()].join('|'), 'g');

export const usernamePattern = /^[a-z0-9._-]{2,120}$/;

function ascii(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/\p{L}/gu, (letter) => spelled[letter] ?? letter)
    .normalize('NFKD')
    .replace(/[\p{M}'’‘ʼʻʹ`´]/gu, '')
    .replace(foreign, (letters) => latin.get(letters) ?? '')
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
