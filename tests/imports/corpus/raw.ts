import { type ZipEntry, zipOf } from './zip.ts';

const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** Parts of a workbook that differ from the smallest one; `undefined` leaves a part out. */
export type Parts = {
  sheet?: string | undefined;
  strings?: string | undefined;
  styles?: string;
  workbook?: string;
  workbookRels?: string;
  rels?: string;
  more?: Record<string, string | Buffer>;
};

export const relation = (id: string, type: string, target: string): string =>
  `<Relationship Id="${id}" Type="${relations}/${type}" Target="${target}"/>`;
export const relationships = (...each: readonly string[]): string =>
  `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${each.join('')}</Relationships>`;

/** A sheet from the XML of its rows. */
export const sheet = (body: string, before = ''): string =>
  `${head}<worksheet xmlns="${main}">${before}<sheetData>${body}</sheetData></worksheet>`;
export const sharedStrings = (items: string, declaration = ''): string =>
  `${head}${declaration}<sst xmlns="${main}">${items}</sst>`;
export const workbookPart = (sheets: string, before = ''): string =>
  `${head}<workbook xmlns="${main}" xmlns:r="${relations}">${before}<sheets>${sheets}</sheets></workbook>`;
/** A row of cells with their texts in them. */
export const textRow = (row: number, ...texts: readonly string[]): string =>
  `<row r="${row}">${texts.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`;

/** The smallest workbook that Excel opens, part by part, so that each part can be hostile. */
export function rawParts(parts: Parts = {}): ZipEntry[] {
  const files: Record<string, string | Buffer | undefined> = {
    '[Content_Types].xml': `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    '_rels/.rels': parts.rels ?? relationships(relation('rId1', 'officeDocument', 'xl/workbook.xml')),
    'xl/workbook.xml': parts.workbook ?? workbookPart('<sheet name="Personen" sheetId="1" r:id="rId1"/>'),
    'xl/_rels/workbook.xml.rels':
      parts.workbookRels ??
      relationships(
        relation('rId1', 'worksheet', 'worksheets/sheet1.xml'),
        ...(parts.strings === undefined ? [] : [relation('rId2', 'sharedStrings', 'sharedStrings.xml')]),
        ...(parts.styles === undefined ? [] : [relation('rId3', 'styles', 'styles.xml')]),
      ),
    'xl/worksheets/sheet1.xml': parts.sheet ?? sheet(textRow(1, 'Vorname')),
    'xl/sharedStrings.xml': parts.strings,
    'xl/styles.xml': parts.styles,
    ...parts.more,
  };
  return Object.entries(files).flatMap(([name, content]) =>
    content === undefined ? [] : [{ name, content }],
  );
}

export const rawBook = (parts: Parts = {}): Buffer => zipOf(rawParts(parts));

/** The smallest workbook with one entry told otherwise. */
export const liar = (name: string, lie: Partial<ZipEntry>, parts: Parts = {}): Buffer =>
  zipOf(rawParts(parts).map((entry) => (entry.name === name ? { ...entry, ...lie } : entry)));
