/** Stands where characters are that the letters' fonts do not have. */
export const unprintable = '[…]';

/** Direction marks, joiners, selectors and control characters: nothing of them is seen. */
const invisible = /[\p{Cc}\p{Cf}\u{fe00}-\u{fe0f}\u{e0100}-\u{e01ef}]/u;

/** Whether every character of a text can be printed. */
export function canPrint(text: string, hasGlyph: (codePoint: number) => boolean): boolean {
  return Array.from(text.normalize('NFC')).every(
    (letter) => /\s/.test(letter) || invisible.test(letter) || hasGlyph(letter.codePointAt(0) ?? 0),
  );
}

/** The text as the fonts can print it: what they lack is seen as missing, instead of an empty box that looks like a letter. */
export function printable(text: string, hasGlyph: (codePoint: number) => boolean): string {
  let shown = '';
  for (const letter of text.normalize('NFC')) {
    if (/\s/.test(letter)) shown += letter;
    else if (invisible.test(letter)) continue;
    else if (hasGlyph(letter.codePointAt(0) ?? 0)) shown += letter;
    else if (!shown.endsWith(unprintable)) shown += unprintable;
  }
  return shown;
}
