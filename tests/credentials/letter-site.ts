import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import { sql } from 'kysely';
import { areaOf } from '../support/area-of.ts';
import { type Installation, installation } from '../support/installation.ts';
import { until } from '../support/processes.ts';
import { cookieOf } from '../support/sessions.ts';

/** One installation for the file that imports this, and its administrators' own cookies. */
export let house: Installation;
let cookies: ReadonlyMap<string, string>;
const administrators = ['netz.manager', 'nora.nord'] as const;
export type Administrator = (typeof administrators)[number];

export const query = async <T>(text: ReturnType<typeof sql<T>>): Promise<T[]> =>
  (await text.execute(house.database.db)).rows;

beforeAll(async () => {
  house = await installation();
  const found = administrators.map(async (username) => [username, await cookieOf(house, username)] as const);
  cookies = new Map(await Promise.all(found));
});
afterAll(() => house?.close());

type Form = Record<string, string> | [string, string][];
export type Answer = { status: number; text: string; bytes: Buffer; location: string; headers: Headers };

/** One request as a browser of ours makes it; with a form it is posted. */
export async function ask(path: string, form?: Form, as: Administrator = 'netz.manager'): Promise<Answer> {
  const answer = await fetch(`${house.url}${path}`, {
    redirect: 'manual',
    headers: {
      accept: 'text/html',
      'accept-language': 'de',
      cookie: cookies.get(as) ?? '',
      'sec-fetch-site': 'same-origin',
    },
    ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const location = answer.headers.get('location') ?? '';
  return { status: answer.status, text: bytes.toString(), bytes, location, headers: answer.headers };
}

/** Hidden fields of the form that posts to an address that ends so. */
export function formOf({ text }: Answer, ending: string): [string, string][] {
  const form = [...text.matchAll(/<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)].find(([, action]) =>
    action?.endsWith(ending),
  );
  return [...(form?.[2] ?? '').matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
    ([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=')],
  );
}
export const passwordOn = ({ text }: Answer): string | undefined =>
  /id="shown-password"[^>]*>([^<]+)</.exec(text)?.[1];

export const areaId = (slug: string): Promise<string> => areaOf(house.database.db, slug);
/** What the form *Hinzufügen* sends for somebody without an address, unless `more` says otherwise. */
export async function addForm(lastName: string, more: Record<string, string> = {}) {
  const area = await areaId('werk-nord');
  const identity = { firstName: 'Paula', lastName, locale: 'de', areaId: area, role: 'member' };
  return { ...identity, formKey: randomUUID(), intent: 'close', ...more };
}

export type Row = {
  id: string;
  letterId: string;
  generation: number;
  state: string;
  printed: boolean;
  shown: boolean;
};
export async function letterOf(lastName: string): Promise<Row> {
  const [row] = await query(sql<Row>`
    select m.id, w.id as "letterId", w.generation, w.state, w.printed_at is not null as printed, w.shown_at is not null as shown
    from member m left join access_letter w on w.member_id = m.id where m.last_name = ${lastName}`);
  if (!row) throw new Error(`nobody is called ${lastName}`);
  return row;
}
export async function acts(memberId: string): Promise<string[]> {
  const rows = await query(sql<{ act: string }>`
    select act from audit where member_id = ${memberId} and act like 'letter.%' order by id`);
  return rows.map(({ act }) => act.replace('letter.', ''));
}

/** Somebody without an address, whose letter nobody has seen. */
export async function newcomer(lastName: string, more: { area?: string; role?: string } = {}): Promise<Row> {
  const { area = 'werk-nord', role = 'member' } = more;
  const added = await ask('/admin/members', await addForm(lastName, { areaId: await areaId(area), role }));
  if (added.status !== 200) throw new Error(`${added.status}: ${added.text}`);
  await query(sql`update access_letter set shown_at = null, shown_by = null
    where member_id = (select id from member where last_name = ${lastName})`);
  return letterOf(lastName);
}
/** Until Keycloak has what there is to have of somebody. */
export const carried = (id: string) =>
  until('Keycloak has it', async () => {
    const rows = await query(
      sql`select 1 from member where id = ${id} and sync_state = 'done' and password_due is null`,
    );
    return rows.length === 1;
  });
