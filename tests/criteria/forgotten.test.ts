import { randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { forgottenEverywhere } from '../../sidecar/criteria/forgotten.store.ts';
import { useRecordFor } from '../../sidecar/criteria/use-record.service.ts';
import { errorFile } from '../../sidecar/imports/error-file.service.ts';
import { findImport } from '../../sidecar/imports/import.read-model.ts';
import { importJob } from '../../sidecar/imports/import.job.ts';
import { insertImport } from '../../sidecar/imports/import.store.ts';
import { takeTurn } from '../../sidecar/imports/forget.store.ts';
import { startImport } from '../../sidecar/imports/start.service.ts';
import type { ImportTarget } from '../../sidecar/imports/target.ts';
import { firstSheet, workbook } from '../imports/cells.ts';
import { importOf, rowsOf, uploads } from '../imports/import-flow.ts';
import { insertMember, networkManager, texts } from '../members/import-fixtures.ts';
import { lockWaits } from '../support/lock-waits.ts';
import { until } from '../support/processes.ts';
import { target } from './import-house.ts';
import { db } from './record-house.ts';

const me = networkManager.actor.memberId;
const titles = ['Vorname', 'Nachname', 'Personalnummer', 'Bereich', 'Rolle'];
const row = (name: string, number: string, role = '', area = 'Werk Nord') => [
  name,
  'Kanari',
  number,
  area,
  role,
];

const at = new Date('2026-03-01T12:00:00Z');
const job = () =>
  importJob({
    db,
    clock: () => at,
    targets: new Map([['criteria', target as ImportTarget]]),
    box: uploads,
    scopeOf: async () => networkManager,
  });

/** Everything that imports keep, the texts of their files among it. */
async function kept(): Promise<string> {
  const imports = await db.selectFrom('import').selectAll().execute();
  const files = await Promise.all(
    imports.map(async ({ file }) => (file.length === 0 ? [] : (await firstSheet(file)).rows)),
  );
  const heads = imports.map(({ file: _packed, ...head }) => head);
  const rows = await db.selectFrom('import_row').selectAll().execute();
  const words = await db.selectFrom('import_words').selectAll().execute();
  const groups = await db.selectFrom('import_group').selectAll().execute();
  return JSON.stringify([files, heads, rows, words, groups]).toLowerCase();
}

async function upload(...rows: string[][]): Promise<string> {
  const content = uploads.close(await workbook([titles, ...rows], 'Registrierungen'));
  const file = { target: 'criteria', fileName: 'a.xlsx', sha256: 'x', content, createdBy: me };
  const id = await insertImport(db, file);
  await job().handle({ row: id, attempt: 0 });
  return id;
}
async function runIt(id: string): Promise<void> {
  const nudge = await startImport(db, id, { kind: 'administrator', memberId: me }, at);
  if (nudge) await job().handle(nudge);
  expect(await importOf(db, id)).toMatchObject({ state: 'done' });
}
async function sweep(): Promise<void> {
  for (const nudge of await job().sweep(db)) await job().handle(nudge);
}

async function useUp(number: string): Promise<void> {
  const found = await db.selectFrom('criteria_record').select(['id', 'version', 'values']).execute();
  const record = found.find(({ values }) => values?.['employeeNumber'] === number);
  const memberId = randomUUID();
  await insertMember(db, { id: memberId, firstName: 'Da', lastName: number, username: `da.${memberId}` });
  const use = { recordId: record?.id ?? '', version: record?.version ?? 0, memberId };
  const used = await db
    .transaction()
    .execute((trx) => useRecordFor(trx, { ...use, scope: networkManager, now: new Date() }));
  expect(used).toBe(true);
}

test('who has registered is forgotten by every import that named them, in rows and files; everybody else stays', async () => {
  const first = await upload(
    row('Zilpzalp', '0711'),
    row('Pirol', '0712'),
    row('Zeisig', '0713', '', 'Werk Mond'),
    row('Zaunkoenig', '0714'),
  );
  await runIt(first);
  const second = await upload(
    row('Zilpzalp', '0711', 'Redakteur'),
    row('Rotkehlchen', '0711x', '', 'Werk Mond'),
  );
  await runIt(second);
  // looked at before, and started after they came in
  const waiting = await upload(row('Zilpzalp', '0711', 'Mitglied'), row('Stieglitz', '0715'));
  await sweep();
  expect(await kept()).toContain('zilpzalp');

  await useUp('0711');
  await sweep();
  const [before] = await rowsOf(db, waiting);
  expect(JSON.stringify(before)).toContain('Zilpzalp');
  await runIt(waiting);
  await sweep();

  const all = await kept();
  expect(all).not.toContain('zilpzalp');
  expect(all).not.toContain('"0711"');
  for (const name of ['pirol', 'zeisig', 'zaunkoenig', 'rotkehlchen', 'stieglitz'])
    expect(all).toContain(name);
  // the rows that have to be repaired are still there to be repaired
  const head = await findImport(db, { memberId: me, seesAll: true }, first);
  if (!head) throw new Error('no import');
  const reader = { t: texts.translate('de'), locale: 'de' as const };
  const faulty = await firstSheet(await buffer(await errorFile(db, head, reader)));
  expect(faulty.rows.map(({ cells }) => cells[0])).toEqual(['Vorname', 'Zeisig']);
  const [emptied] = await rowsOf(db, first);
  const summary = target.summary(networkManager, emptied?.input ?? {}, undefined, 'new');
  expect(summary).toMatchObject({ details: [{ key: 'criteria.import.forgotten' }] });

  // once thinned out, nothing of the file is read again
  await useUp('0712');
  await sweep();
  const later = await kept();
  expect(later).not.toContain('pirol');
  expect(later).toContain('zeisig');
});

test('an import that ends while others are forgotten is not passed over', async () => {
  await runIt(await upload(row('Wiedehopf', '0716')));
  const waiting = await upload(row('Wiedehopf', '0716', 'Redakteur'));
  await useUp('0716');
  const due = await db.selectFrom('criteria_record').select('id').where('files_due', '=', true).execute();
  let run: Promise<void> | undefined;
  await db.transaction().execute(async (trx) => {
    expect(await takeTurn(trx, 'criteria')).toBe(true);
    run = runIt(waiting);
    await until('the import to wait', async () => (await lockWaits(db)) > 0);
    await forgottenEverywhere(
      trx,
      due.map(({ id }) => id),
    );
  });
  await run;
  await sweep();
  expect(await kept()).not.toContain('wiedehopf');
});

test('a network that keeps the facts keeps them in its imports, too', async () => {
  await db.updateTable('network_setting').set({ keep_criteria: true }).execute();
  await runIt(await upload(row('Amsel', '0811'), row('Drossel', '0812')));
  await useUp('0811');
  await sweep();
  expect(await kept()).toContain('amsel');
});

test('an import whose rows are emptied is taken back all the same: who has registered stays', async () => {
  const id = await upload(row('Fink', '0813'), row('Star', '0814'));
  await runIt(id);
  await useUp('0813');
  await sweep();
  // somebody pressed the button before
  await db.updateTable('import').set({ state: 'undoing', undone_by: me }).where('id', '=', id).execute();
  await sweep();
  expect((await rowsOf(db, id)).map(({ state }) => state)).toEqual(['kept', 'undone']);
  expect(await importOf(db, id)).toMatchObject({ state: 'undone' });
  const left = await db.selectFrom('criteria_record').select('state').execute();
  expect(left).toEqual([{ state: 'used' }]);
});
