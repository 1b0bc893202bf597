import { areasFor } from '../../sidecar/areas/policy.rules.ts';
import type { ImportColumn, ImportTarget } from '../../sidecar/imports/target.ts';

export type Key = { code: string; door: string; label: string };

const column = (key: keyof Key, de: string, en: string, required: boolean): ImportColumn => ({
  key,
  titles: { de, en },
  aliases: [],
  required,
  hint: 'imports.template.rule',
  example: { de: '', en: '' },
});

/**
 * A target that has nothing to do with people: keys of doors, kept in memory. It shows that the imports know their target by the
 * interface alone.
 */
export function keyTarget(stored: Map<string, Key>): ImportTarget<Key> {
  return {
    name: 'keys',
    sheet: { de: 'Schlüssel', en: 'Keys' },
    columns: async (_db, { actor, tree }) =>
      areasFor(tree, actor, 'members.import').length === 0
        ? []
        : [
            column('code', 'Schlüsselnummer', 'Key number', true),
            column('door', 'Tür', 'Door', true),
            column('label', 'Etikett', 'Label', false),
          ],
    reader:
      () =>
      ({ code = '', door = '', label = '' }) => {
        const marks = [
          {
            mark: code,
            column: 'code',
            found: code,
            text: 'imports.groups.place',
            group: 'imports.groups.all',
          },
        ];
        if (/^K\d+$/.test(code)) return { record: { code, door, label }, problems: [], marks, tally: door };
        return { problems: [{ column: 'code', found: code, text: 'imports.mapping.choose' }], marks };
      },
    diff: async (_db, _scope, rows) =>
      rows.map((row) => {
        const held = stored.get(row.record.code);
        const same = held?.door === row.record.door;
        return {
          ...row,
          verdict: held ? (same ? 'unchanged' : 'changed') : 'new',
          problems: [],
          warnings:
            held && !same ? [{ column: 'door', found: held.door, text: 'imports.mapping.note.unknown' }] : [],
          changes:
            held && !same
              ? [{ field: { text: 'Tür' }, from: { text: held.door }, to: { text: row.record.door } }]
              : [],
          marks: [],
        };
      }),
    completer(_db, _scope, stands) {
      let free = 1;
      return {
        async complete(rows) {
          return rows
            .filter(({ record }) => record.label === '')
            .map(({ number, record }) => {
              while (stands(`K${free}`)) free += 1;
              const label = `K${free}`;
              free += 1;
              return { number, words: label, record: { ...record, label } };
            });
        },
      };
    },
    outliers: (tallies) =>
      new Map(
        [...tallies.keys()]
          .filter((door) => door.startsWith('?'))
          .map((door) => [door, { column: 'door', found: door, text: 'imports.mapping.note.untitled' }]),
      ),
    async apply(_trx, _scope, _importId, rows) {
      for (const { record } of rows) stored.set(record.code, record);
      return rows.map(({ number }) => ({ number, outcome: 'stored', problems: [] }));
    },
    summary: (_scope, cells, record) => ({
      title: record?.code ?? cells['code'] ?? '–',
      labels: [],
      details: [{ text: record?.label ?? '' }],
      parts: [],
    }),
    undo: async (_trx, _scope, _importId, rows) => {
      for (const { record } of rows) stored.delete(record.code);
      return rows.map(({ number }) => ({ number, outcome: 'undone', problems: [] }));
    },
    settled: async () => 0,
    progress: async () => ({ pending: 0, done: 0, failed: 0, failing: [] }),
    afterCommit: async () => {},
  };
}
