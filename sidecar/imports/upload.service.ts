import { createHash } from 'node:crypto';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Upload } from '../platform/http/route.ts';
import type { SealedBox } from '../platform/sealed-box.ts';
import { fileKindOf } from './file-kind.rules.ts';
import { insertImport } from './import.store.ts';

/** Keeps an uploaded workbook for the job, sealed until it is known what it holds; returns the id of its import. What is surely no workbook is refused at once. */
export async function acceptUpload(
  db: Db,
  target: string,
  upload: Upload | undefined,
  createdBy: string,
  box: SealedBox,
): Promise<string> {
  if (!upload || upload.content.length === 0) {
    throw new AppError('invalid_input', { fields: [{ field: 'workbook', text: 'imports.upload.missing' }] });
  }
  return insertImport(db, {
    target,
    fileKind: fileKindOf(upload.content),
    fileName:
      upload.fileName
        .toWellFormed()
        .replace(/\p{Cc}/gu, '')
        .slice(-200) || 'workbook.xlsx',
    sha256: createHash('sha256').update(upload.content).digest('hex'),
    content: box.close(upload.content),
    createdBy,
  });
}
