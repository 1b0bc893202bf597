import { sql } from 'kysely';
import { canActOnIdentity } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { grantsOf } from '../members/member.store.ts';
import { addSeconds } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { initialPassword } from './initial-password.rules.ts';
import type { LetterContent, TickRow } from './letter-content.ts';
import { downloadSeconds, isDerivable } from './letter.rules.ts';
import type { LetterDeps } from './letter.service.ts';
import { openStates } from './letter.table.ts';
import './letter.table.ts';
import { isUuid } from '../platform/uuid.rules.ts';

export type Print = {
  id: string;
  madeAt: Date;
  /** Until then it may be downloaded. */
  until: Date;
  letters: number;
  /** Printed anew, redeemed or ended since: not in the download any more. */
  overtaken: number;
};
type Deps = Pick<LetterDeps, 'db' | 'clock' | 'ring'>;
type Item = {
  letterId: string;
  memberId: string;
  generation: number;
  keyId: number;
  format: string;
  expiresAt: Date;
  salutation: string | null;
  firstName: string;
  lastName: string;
  employeeNumber: string | null;
  username: string;
  locale: string;
};

/** A print of this administrator's own; `not_found` for all others. */
export async function findPrint(db: Db, scope: AdminScope, id: string | undefined): Promise<Print> {
  if (!isUuid(id)) throw new AppError('not_found');
  const { rows } = await sql<{ madeAt: Date; letters: number; overtaken: number }>`
    select p.made_at as "madeAt", count(i.letter_id)::int as letters,
      (count(i.letter_id) filter (where w.generation <> i.generation or w.state <> all(${sql.val([...openStates])}::text[])))::int as overtaken
    from letter_print p left join letter_print_item i on i.print_id = p.id left join access_letter w on w.id = i.letter_id
    where p.id = ${id} and p.made_by = ${scope.actor.memberId} group by p.id`.execute(db);
  const [print] = rows;
  if (!print) throw new AppError('not_found');
  return { id, ...print, until: addSeconds(print.madeAt, downloadSeconds) };
}

const gone = (text: string): AppError =>
  new AppError('gone', { fields: [{ field: 'print', text: `credentials.problem.${text}` }] });

async function itemsOf({ db, ring }: Deps, printId: string): Promise<Item[]> {
  const { rows } = await sql<Item>`
    select w.id as "letterId", m.id as "memberId", w.generation, w.key_id as "keyId", w.format, w.expires_at as "expiresAt", m.salutation,
      m.first_name as "firstName", m.last_name as "lastName", m.employee_number as "employeeNumber", m.username, m.locale
    from letter_print_item i join access_letter w on w.id = i.letter_id and w.generation = i.generation join member m on m.id = w.member_id
    where i.print_id = ${printId} and w.kind = 'generated' and w.state = any(${sql.val([...openStates])}::text[])`.execute(
    db,
  );
  return rows.filter((item) => isDerivable(item, ring));
}

const collator = new Intl.Collator('de');

/** Who is named with which area: the first of theirs in the order of the tree. */
async function ordered(db: Db, scope: AdminScope, items: readonly Item[]) {
  const { tree, actor } = scope;
  const grants = await grantsOf(
    db,
    items.map(({ memberId }) => memberId),
  );
  const areas = tree.network ? tree.subtree(tree.network.id) : [];
  const place = new Map(areas.map(({ id }, index) => [id, index]));
  return items
    .filter(({ memberId }) => canActOnIdentity(tree, actor, grants.get(memberId) ?? []))
    .map((item) => {
      const places = (grants.get(item.memberId) ?? []).map(({ areaId }) => place.get(areaId) ?? 0);
      return { item, at: places.length > 0 ? Math.min(...places) : areas.length };
    })
    .toSorted(
      (a, b) =>
        a.at - b.at ||
        collator.compare(a.item.lastName, b.item.lastName) ||
        collator.compare(a.item.firstName, b.item.firstName),
    )
    .map(({ item, at }) => ({ item, areaName: areas[at]?.name ?? '' }));
}

async function rowsOf(deps: Deps, scope: AdminScope, printId: string | undefined) {
  const print = await findPrint(deps.db, scope, printId);
  if (deps.clock() > print.until) throw gone('printGone');
  const rows = await ordered(deps.db, scope, await itemsOf(deps, print.id));
  if (rows.length === 0) throw gone('printOvertaken');
  return rows;
}

const lineOf = ({ item, areaName }: { item: Item; areaName: string }): TickRow => ({
  areaName,
  firstName: item.firstName,
  lastName: item.lastName,
  username: item.username,
  ...(item.employeeNumber ? { employeeNumber: item.employeeNumber } : {}),
});

/**
 * The letters of a print, by area and name, each password made when its turn comes. Throws `not_found` for somebody else's,
 * `gone` after an hour or where every one of them was overtaken; single ones that were are left out.
 */
export async function contentsOf(
  deps: Deps,
  scope: AdminScope,
  printId: string | undefined,
): Promise<AsyncIterable<LetterContent>> {
  const rows = await rowsOf(deps, scope, printId);
  return (async function* () {
    for (const row of rows) {
      const { item } = row;
      yield {
        ...lineOf(row),
        locale: item.locale,
        password: initialPassword(deps.ring, item),
        expiresAt: item.expiresAt,
        ...(item.salutation ? { salutation: item.salutation } : {}),
      };
    }
  })();
}

/** The same people as a list to tick off, without passwords. */
export async function tickRowsOf(
  deps: Deps,
  scope: AdminScope,
  printId: string | undefined,
): Promise<AsyncIterable<TickRow>> {
  const rows = await rowsOf(deps, scope, printId);
  return (async function* () {
    for (const row of rows) yield lineOf(row);
  })();
}
