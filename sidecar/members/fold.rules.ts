const plain: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ŧ: 't',
};

/** A text without what people vary: case, accents, ligatures. Says the same as `einlass_fold` in PostgreSQL, which made the stored side. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[ßæœıøłđðħŧ]/g, (letter) => plain[letter] ?? letter);
}

const umlauts: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue' };

/** The same with German umlauts written out, as in most user names: `Müller` → `mueller`; `einlass_spell_out` in PostgreSQL. */
export function spellOut(text: string): string {
  return fold(
    text
      .normalize('NFC')
      .toLowerCase()
      .replace(/[äöü]/g, (letter) => umlauts[letter] ?? letter),
  );
}

/** The ways in which a typed word may stand in a folded text; somebody who types `Müller` also means `Mueller`. */
export function spellings(word: string): string[] {
  return [...new Set([fold(word), spellOut(word)])];
}
