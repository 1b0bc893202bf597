import { sql } from 'kysely';
import type { Trx } from '../platform/db.ts';
import { besidesGone } from './forget.store.ts';
import './import.table.ts';

type Whom = {
  memberIds: readonly string[];
  recordIds: readonly string[];
  texts: readonly string[];
  until: Date;
  names: readonly string[];
};

/** Said of a row that was taken out before it was stored. */
const taken = JSON.stringify([{ text: 'imports.problem.erased' }]);

/**
 * Empties every row that means them or holds a text of theirs, in whatever import; what was still to be stored is refused, and files are
 * thinned out. Rows of people who are still there stay as they are, and of those found by a text alone what is being stored this moment,
 * or was uploaded later and is still to be stored.
 */
export async function eraseRows(
  trx: Trx,
  { memberIds, recordIds, texts, until, names }: Whom,
): Promise<void> {
  const subjects = [...memberIds, ...recordIds];
  await sql`
    with theirs as (
      select import_id, number from import_row where subject_id = any(${subjects}::uuid[])
      union select r.import_id, r.number from import_words w join import_row r using (import_id, number)
        join import i on i.id = r.import_id
      where exists (select from unnest(${texts}::text[]) as asked (text) where strpos(w.words, text) > 0)
        and exists (select from jsonb_each_text(r.input) as cell where lower(cell.value) = any(${texts}::text[]))
        and not exists (select from member m where m.id = r.subject_id and m.state <> 'deleted')
        and not (r.state = 'staged' and i.state not in ('done', 'undone')
          and (i.state = 'running' or i.created_at > ${until}))
    ), gone as (
      update import_row r set input = '{}', record = null, before = null, warnings = '[]', changes = '[]',
        problems = case when state = 'staged' then ${taken}::jsonb else '[]' end,
        state = case when state = 'staged' then 'refused' else state end
      from theirs where theirs.import_id = r.import_id and theirs.number = r.number and r.input <> '{}'
      returning r.import_id, r.number, r.sheet_row
    ), ${besidesGone}
    update import set thinning = 'due' where length(file) > 0 and id in (select import_id from gone)`.execute(
    trx,
  );
  for (const name of names) await unname(trx, name);
  await sql`delete from import_choice where member_id = any(${memberIds}::uuid[])`.execute(trx);
}

/** Rows of others may say whose key they would take. */
async function unname(trx: Trx, name: string): Promise<void> {
  const [from, to] = [JSON.stringify({ name }), JSON.stringify({ name: '–' })].map((text) =>
    text.slice(1, -1),
  );
  // As PostgreSQL writes it: with a space behind the colon.
  const [stored, blank] = [from, to].map((text) => text?.replace('":"', '": "'));
  await sql`
    update import_row set problems = replace(problems::text, ${stored}, ${blank})::jsonb,
      warnings = replace(warnings::text, ${stored}, ${blank})::jsonb
    where (problems <> '[]' and strpos(problems::text, ${stored}) > 0) or (warnings <> '[]' and strpos(warnings::text, ${stored}) > 0)`.execute(
    trx,
  );
  await sql`
    update import_group set example = replace(example::text, ${stored}, ${blank})::jsonb where strpos(example::text, ${stored}) > 0`.execute(
    trx,
  );
}
