import { type RawBuilder, sql } from 'kysely';
import type { AdminScope } from '../areas/scope.ts';
import { identityAllowed, selected } from '../members/bulk-preview.read-model.ts';
import { filterQuery, noFilter } from '../members/member-filter.schema.ts';
import { readAreaNumbers } from '../members/member-filter.store.ts';
import type { Db } from '../platform/db.ts';
import type { Translate } from '../platform/i18n.ts';
import type { Candidate } from './letter-candidate.rules.ts';
import { wanted } from './letter.read-model.ts';
import { type Ask, letterQuery, type LetterQuery } from './letter.schema.ts';
import './letter.table.ts';

export type Selection = Pick<Ask, 'from' | 'list' | 'all' | 'id' | 'print'>;

/** The part of the list's address that is about letters. */
export function letterFilter({ letter }: Pick<LetterQuery, 'letter'>) {
  return letter === 'due' ? { due: true } : { state: letter };
}

async function chosen(
  db: Db,
  scope: AdminScope,
  t: Translate,
  { from, list, all, id, print }: Selection,
): Promise<RawBuilder<boolean>> {
  if (print) {
    const everyone = await selected(db, scope, t, { filter: noFilter });
    return sql<boolean>`(${everyone} and w.id in (select i.letter_id from letter_print_item i join letter_print p on p.id = i.print_id
      where p.id = ${print} and p.made_by = ${scope.actor.memberId}))`;
  }
  if (!all) return selected(db, scope, t, { ids: id });
  const query = Object.fromEntries(new URLSearchParams(list));
  const people = await selected(db, scope, t, { filter: filterQuery.parse(query) });
  if (from === 'members') return people;
  return sql<boolean>`(${people} and w.id is not null and ${wanted(letterFilter(letterQuery.parse(query)))})`;
}

/** Everyone whom a selection means, with what decides about their letter; people whom the reader does not see are nobody. */
export async function candidates(
  db: Db,
  scope: AdminScope,
  t: Translate,
  selection: Selection,
): Promise<Candidate[]> {
  const where = await chosen(db, scope, t, selection);
  const identity = identityAllowed(scope, await readAreaNumbers(db));
  const { rows } = await sql<Candidate>`
    select m.id as "memberId", m.id = ${scope.actor.memberId} as self, ${identity} as identity, m.state as "memberState", m.email,
      w.id as "letterId", w.state, w.kind, w.shown_at as "shownAt", w.printed_at as "printedAt"
    from listed_member l join member m on m.id = l.member_id left join access_letter w on w.member_id = m.id
    where ${where} order by l.name_key, m.id`.execute(db);
  return rows;
}
