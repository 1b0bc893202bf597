import { Writable } from 'node:stream';
import excel from 'exceljs';

const titles = [
  'Anrede',
  'Vorname*',
  'Nachname*',
  'E-Mail-Adresse',
  'Benutzername',
  'Personalnummer',
  'Sprache',
  'Bereich*',
  'Höchste Rolle',
  'Zentrale',
  'Werk Süd',
];
const firstNames = ['Jörg', 'Erika', 'Aylin', 'Uwe', 'Małgorzata', 'Anna Lena', 'José', 'Zoë'];
const lastNames = ['Müller', 'Schmidt', 'Yılmaz', 'Groß', 'Nowak', 'Schmidt-Lehmann', 'Öztürk', 'Meier'];

const pick = <T>(list: readonly T[], at: number): T => list[at % list.length] as T;

/** One person of the file: every 50th has no address, every 100th a mistake. */
function person(at: number, prefix: string): string[] {
  const first = pick(firstNames, at);
  const last = `${pick(lastNames, Math.floor(at / 8))} ${Math.floor(at / 200)}`;
  const email = at % 100 === 7 ? 'no address' : `p${prefix}${at}@muster.example`;
  return [
    pick(['Frau', 'Herr', ''], at),
    first,
    last.replace(/ \d+$/, ''),
    at % 50 === 49 ? '' : email,
    '',
    `${prefix}${String(at).padStart(7, '0')}`,
    pick(['Deutsch', 'Englisch', ''], at),
    'Werk Nord',
    pick(['Mitglied', 'Redakteur', ''], at),
    pick(['', 'Mitglied'], at),
    '',
  ];
}

/** A workbook with the columns of the template and this many people; written in a stream, so that the bench itself stays small. */
export async function peopleWorkbook(rows: number, prefix: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  const book = new excel.stream.xlsx.WorkbookWriter({ stream, useSharedStrings: false });
  const sheet = book.addWorksheet('Personen');
  sheet.addRow(titles).commit();
  for (let at = 0; at < rows; at += 1) sheet.addRow(person(at, prefix)).commit();
  sheet.commit();
  await book.commit();
  return Buffer.concat(chunks);
}
