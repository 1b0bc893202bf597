import { createHash } from 'node:crypto';
import { signInAdministrator } from '../support/administrator.ts';
import type { Installation } from '../support/installation.ts';
import { until } from '../support/processes.ts';
import { workbook } from '../support/workbook.ts';

export type People = readonly (readonly string[])[];

const titles = [
  'Personalnummer',
  'Vorname',
  'Nachname',
  'E-Mail-Adresse',
  'Bereich',
  'Höchste Rolle',
  'Werk Süd',
];
const firstNames = ['Jörg', 'Ayşe', 'Nguyễn', 'Anna-Lena', 'Łukasz', 'Zoë'];
const lastNames = ['Müßig', 'Öztürk', 'Văn Thành', 'von der Heide', 'Błaszczyk', "O'Neill"];
const patience = 600;

/** Number = row of the file, so that a row and its person can be named by one number; every 50th row has a broken address. */
export function people(rows: number): People {
  return Array.from({ length: rows }, (_, index) => {
    const number = String(index + 1).padStart(6, '0');
    const mail = index % 3 === 0 ? '' : `p${number}@muster.example`;
    return [
      number,
      firstNames[index % firstNames.length] ?? '',
      `${lastNames[index % lastNames.length] ?? ''} ${index % 7}`,
      index % 50 === 49 ? 'kaputt(at)muster' : mail,
      index % 2 ? 'Werk Nord' : 'Zentrale',
      index % 5 ? 'Mitglied' : 'Redakteur',
      index % 4 ? '' : 'Mitglied',
    ];
  });
}

/** The same file with the names of two of its people changed. */
export function editTwo(file: People): People {
  return file.map((row, index) =>
    index === 1 || index === file.length - 3 ? row.map((cell, at) => (at === 2 ? 'Neuname' : cell)) : row,
  );
}

/** An administrator at the imports page who comes back after every mishap. */
export async function desk(house: Installation) {
  const admin = await signInAdministrator(house);
  const state = async (id: string): Promise<string> =>
    String((await house.query(`select state from import where id = '${id}'`)).rows[0]?.['state']);
  const wait = (id: string, wanted: string) =>
    until(`import ${wanted}`, async () => (await state(id)) === wanted, patience);
  const upload = async (file: People): Promise<string> => admin.upload(await workbook(titles, file));
  const start = (id: string) =>
    admin.browser.post(`${house.url}/admin/imports/${id}/run`, { mode: 'valid_rows' });
  const counts = async (id: string) => {
    const { rows } = await house.query(
      `select count(*) filter (where verdict in ('new', 'changed'))::int as changing,
         count(*) filter (where verdict = 'changed' and state = 'stored')::int as changed
       from import_row where import_id = '${id}'`,
    );
    return { changing: Number(rows[0]?.['changing']), changed: Number(rows[0]?.['changed']) };
  };
  return {
    upload,
    state,
    start,
    until: wait,
    /** What a file would do, without doing it. */
    async preview(file: People) {
      const id = await upload(file);
      await wait(id, 'ready');
      return counts(id);
    },
    async run(file: People) {
      const id = await upload(file);
      await wait(id, 'ready');
      await start(id);
      await wait(id, 'done');
      return counts(id);
    },
  };
}

/** Everything an import leaves, without ids and times, which differ from one installation to the next. */
export async function resultOf(house: Installation): Promise<{ digest: string; lines: string[] }> {
  const lines: string[] = [];
  for (const query of [
    `select m.employee_number, username, first_name, last_name, email, locale, m.state, m.origin, sync_state,
       (select string_agg(a.slug || ':' || g.role || ':' || g.origin, ',' order by a.slug)
        from "grant" g join area a on a.id = g.area_id where g.member_id = m.id) as grants
     from member m where state <> 'deleted' order by username`,
    `select r.number, r.verdict, r.state, r.problems, r.warnings, i.created_at is not null as there
     from import_row r join import i on i.id = r.import_id
     where i.id = (select id from import order by created_at limit 1) order by number`,
    `select act, actor_kind, m.username, a.slug, (select string_agg(key, ',' order by key) from jsonb_object_keys(details) key) as details
     from audit left join member m on m.id = audit.member_id left join area a on a.id = audit.area_id
     where act like 'member.%' or act like 'grant.%' or act like 'import.%' order by 1, 3, 4, 5`,
  ])
    lines.push(...(await house.query(query)).rows.map((row) => JSON.stringify(row)));
  return { digest: createHash('sha256').update(lines.join('\n')).digest('hex'), lines };
}

/** How many people and grants there are, and how often they were changed. */
export async function peopleOf(house: Installation): Promise<string> {
  const { rows } = await house.query(
    `select (select count(*) || ':' || sum(sync_version) from member) || ':' || (select count(*) from "grant") as people`,
  );
  return String(rows[0]?.['people']);
}

export async function mailsOf(house: Installation): Promise<number> {
  const { rows } = await house.query(`select count(*)::int as n from message`);
  return Number(rows[0]?.['n']);
}
