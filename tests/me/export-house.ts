import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { TestDatabase } from '../support/database.ts';
import { fates } from './export-columns.ts';

type Column = { table: string; name: string; type: string; made: boolean };
type Seeded = { table: string; row: Record<string, unknown> };

/** What must be one of few words; everything else gets a value that occurs nowhere else. */
const fixed: Readonly<Record<string, string>> = {
  'member.state': 'active',
  'member.state_before': 'active',
  'member.sync_state': 'done',
  'member.locale': 'de',
  'member.password_due': 'set',
  'grant.role': 'editor',
  'access_request.state': 'rejected',
  'access_request.origin': 'mismatch',
  'registration.way': 'open',
  'registration.state': 'refused',
  'criteria_record.state': 'used',
  'access_link.state': 'used',
  'invitation.state': 'accepted',
  'invitation.unsent': 'false',
  'access_letter.kind': 'typed',
  'access_letter.state': 'handed_out',
  'account_merge.state': 'declined',
  'deviation.kind': 'email',
  'deviation.state': 'reverted',
  'message.state': 'bounced',
  'audit.act': 'member.changed',
  'audit.actor_kind': 'administrator',
};

/** Every column of every table, and whether the database itself fills it. */
async function columnsOf(client: pg.Client): Promise<Column[]> {
  const { rows } = await client.query<Column>(`
    select table_name as "table", column_name as name, data_type as type, is_generated = 'ALWAYS' or is_identity = 'YES' as made
    from information_schema.columns where table_schema = 'public' order by 1, ordinal_position`);
  return rows;
}

/** Tables that name a person: by a key, or by a column that says so. */
async function tablesOfPeople(client: pg.Client, columns: readonly Column[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`
    select distinct c.relname as name from pg_constraint k join pg_class c on c.oid = k.conrelid
    where k.contype = 'f' and k.confrelid = 'member'::regclass`);
  const named = columns.filter(({ name }) => /(^|_)(member_id|actor_id|subject_id)$|_by$/.test(name));
  return [...new Set([...rows.map(({ name }) => name), ...named.map(({ table }) => table), 'member'])]
    .filter((table) => table !== 'reconcile_run' && table !== 'feed_look')
    .toSorted();
}

type People = { me: string; colleague: string; area: string };
/** Columns that hold a person: this one in those that say whose row it is, else the colleague. */
const mine = new Set(['member_id', 'account_member_id', 'applicant_id']);
const others = new Set(['existing_id', 'known_member_id', 'actor_id']);

function jsonFor({ table, name }: Column, marker: string, area: string): unknown {
  if (name === 'answers') return [{ question: `${marker} question`, answer: `${marker} answer` }];
  if (name === 'granted') return [{ areaId: area, role: 'editor', endsAt: null }];
  if (name === 'request') return { origin: 'mismatch', message: `${marker} message`, answers: [] };
  if (table === 'audit') return { fields: [`${marker} field`], accessLinkId: randomUUID(), count: 1 };
  return { [`own.${name}`]: marker };
}

let moments = 0;
function valueFor(column: Column, { me, colleague, area }: People): unknown {
  const { table, name, type } = column;
  const marker = `${table} ${name} ${randomUUID().slice(0, 8)}`;
  const word = fixed[`${table}.${name}`];
  if (word) return word;
  if (type === 'uuid') {
    if (name === 'area_id') return area;
    if (mine.has(name)) return me;
    return others.has(name) || name.endsWith('_by') ? colleague : randomUUID();
  }
  if (type === 'jsonb') return JSON.stringify(jsonFor(column, marker, area));
  if (type === 'bytea') return Buffer.from(marker);
  if (type === 'boolean') return false;
  if (type === 'integer' || type === 'bigint') return 2_000_000_000 + (moments += 1);
  if (type === 'ARRAY') return [];
  // A second apart, so that each moment can be told from every other one.
  if (type.startsWith('timestamp')) return new Date(1_700_000_000_000 + (moments += 1) * 1000);
  return marker;
}

/** One row of this person in every table whose columns are told, each value one of its own. */
export async function seedAll(database: TestDatabase, people: People) {
  const client = new pg.Client({ connectionString: database.migrateUrl });
  await client.connect();
  try {
    const columns = await columnsOf(client);
    await client.query('set session_replication_role = replica');
    const seeded: Seeded[] = [];
    for (const [table, fate] of Object.entries(fates)) {
      if (typeof fate === 'string') continue;
      const written = columns.filter((column) => column.table === table && !column.made);
      const values = written.map((column) =>
        table === 'member' && column.name === 'id' ? people.me : valueFor(column, people),
      );
      const names = written.map(({ name }) => `"${name}"`).join(', ');
      const places = values.map((_, at) => `$${at + 1}`).join(', ');
      await client.query(`insert into "${table}" (${names}) values (${places})`, values);
      seeded.push({ table, row: Object.fromEntries(written.map(({ name }, at) => [name, values[at]])) });
    }
    return { seeded, columns, tables: await tablesOfPeople(client, columns) };
  } finally {
    await client.end();
  }
}
