import { readPdf } from './pdf.ts';

/** What a letter says to whoever holds it: the code's address, user name and password as they are printed. */
export async function letterOn(pdf: Uint8Array, number = 1) {
  const letter = await readPdf(pdf);
  const text = await letter.text(number);
  const lines = text.split('\n');
  const after = (label: string) => lines[lines.findIndex((line) => line.startsWith(label)) + 1] ?? '';
  const code = await letter.qr(number);
  const [username, password] = [after('Benutzername'), after('Initialpasswort')];
  return { pages: letter.pages, text, url: code?.text ?? '', username, password };
}
