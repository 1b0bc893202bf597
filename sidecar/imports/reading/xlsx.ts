import { posix } from 'node:path';
import { AppError } from '../../platform/errors.ts';
import { cellText, cellValue, unescaped } from '../cell.rules.ts';
import { builtInFormat, type NumberFormat, numberFormat } from '../number-format.rules.ts';
import { type Archive, openArchive } from './archive.ts';
import { limits } from './limits.rules.ts';
import { type StringTable, stringTable } from './string-table.ts';
import { readXml } from './xml.ts';

/** What cells refer to: texts by number, number formats by style. */
export type Workbook = {
  archive: Archive;
  /** In the file's order; hidden sheets are left out, because nobody has seen what stands there. */
  sheets: readonly { name: string; part: string }[];
  date1904: boolean;
  /** Texts by number; as they stand in the file where a column is `exact`. */
  strings: StringTable;
  /** Columns, from 0, whose texts count as they stand. */
  exact: ReadonlySet<number>;
  formats: readonly NumberFormat[];
};

type Relation = { id: string; type: string; part: string };

/** The relations of a part, which say where the parts are that it names; those to other files are left out. */
async function relationsOf(archive: Archive, part: string): Promise<Relation[]> {
  const folder = posix.dirname(part);
  const relations: Relation[] = [];
  await readXml(archive, posix.join(folder, '_rels', `${posix.basename(part)}.rels`), {
    open(name, { Id = '', Type = '', Target = '', TargetMode }) {
      if (name !== 'Relationship' || TargetMode === 'External') return;
      const target = Target.replaceAll('\\', '/');
      const path = target.startsWith('/') ? target.slice(1) : posix.join(folder, target);
      relations.push({ id: Id, type: Type.slice(Type.lastIndexOf('/') + 1), part: path });
    },
  });
  return relations;
}

async function sharedStrings(
  archive: Archive,
  part: string | undefined,
  value: (text: string) => string,
): Promise<StringTable> {
  const table = stringTable();
  if (part === undefined) return table;
  let text = '';
  let phonetic = false;
  let listening = false;
  await readXml(archive, part, {
    open(name) {
      if (name === 'si') text = '';
      if (name === 'rPh') phonetic = true;
      listening = name === 't' && !phonetic;
    },
    text(piece) {
      if (listening) text += piece;
    },
    close(name) {
      listening = false;
      if (name === 'rPh') phonetic = false;
      if (name === 'si') table.add(value(unescaped(text)));
    },
  });
  return table;
}

/** The number format of each style that cells can name. */
async function cellFormats(archive: Archive, part: string | undefined): Promise<NumberFormat[]> {
  if (part === undefined) return [];
  const own = new Map<string, NumberFormat>();
  const formats: NumberFormat[] = [];
  let inCells = false;
  await readXml(archive, part, {
    open(name, { numFmtId = '0', formatCode = '' }) {
      if (name === 'numFmt') own.set(numFmtId, numberFormat(formatCode));
      if (name === 'cellXfs') inCells = true;
      if (name === 'xf' && inCells) formats.push(own.get(numFmtId) ?? builtInFormat(Number(numFmtId)));
    },
    close(name) {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return formats;
}

/**
 * Opens a workbook and reads what its cells refer to, not yet its sheets. Throws `other_spreadsheet` for a zip file of another
 * program, `workbook_unreadable`, `workbook_locked` or `too_large`.
 */
export async function openWorkbook(content: Buffer, exact: readonly number[] = []): Promise<Workbook> {
  const archive = await openArchive(content);
  const [book] = (await relationsOf(archive, '')).filter(({ type }) => type === 'officeDocument');
  if (book?.part.endsWith('.bin')) throw new AppError('other_spreadsheet');
  if (!book) throw new AppError('workbook_unreadable', { cause: 'no workbook part' });
  const relations = await relationsOf(archive, book.part);
  const partOf = (type: string): string | undefined => relations.find((each) => each.type === type)?.part;
  const parts = new Map(
    relations.filter(({ type }) => type === 'worksheet').map(({ id, part }) => [id, part]),
  );
  const sheets: { name: string; part: string }[] = [];
  let date1904 = false;
  await readXml(archive, book.part, {
    open(name, attributes) {
      if (name === 'workbookPr') date1904 = /^(1|true)$/.test(attributes['date1904'] ?? '');
      if (name !== 'sheet' || /^(hidden|veryHidden)$/.test(attributes['state'] ?? '')) return;
      const key = Object.keys(attributes).find((each) => each.endsWith(':id')) ?? '';
      const part = parts.get(attributes[key] ?? '');
      // a sheet of a diagram has no rows and another kind of relation
      if (part === undefined) return;
      if (sheets.length === limits.entries) throw new AppError('too_large');
      sheets.push({ name: cellText(unescaped(attributes['name'] ?? '')), part });
    },
  });
  return {
    archive,
    sheets,
    date1904,
    // one text may stand in columns of both kinds
    strings: await sharedStrings(
      archive,
      partOf('sharedStrings'),
      exact.length > 0 ? (text) => text : cellValue,
    ),
    exact: new Set(exact),
    formats: await cellFormats(archive, partOf('styles')),
  };
}
