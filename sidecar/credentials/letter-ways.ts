import type { AdminScope } from '../areas/scope.ts';
import type { MoreAct } from '../members/bulk-act.rules.ts';
import type { Db } from '../platform/db.ts';
import type { Context } from '../platform/http/route.ts';
import { list } from './letter-ask.routes.ts';
import { tally } from './letter-candidate.rules.ts';
import { candidates } from './letter-candidates.read-model.ts';

const printing = `${list}/ask?act=print`;

/** What other pages offer: letters for the people picked on the list of people, … */
export const moreActs: readonly MoreAct[] = [
  { act: 'letters', path: printing, text: 'credentials.ask.print.title' },
];

const from = (query: string) => `${printing}&from=members&all=1&list=${encodeURIComponent(query)}`;
/** … for everybody new without an address, … */
export const lettersOfNewcomers = from('state=created&email=no');

/** … and for those whom an import has made; nothing where none of them waits for one. */
export async function lettersOfImport(
  db: Db,
  { actor, tree, t, locale }: Context<AdminScope>,
  importId: string,
): Promise<{ href: string; text: string } | undefined> {
  const query = `import=${importId}`;
  const people = await candidates(db, { actor, tree }, t, {
    from: 'members',
    list: query,
    all: '1',
    id: [],
    print: undefined,
  });
  const { applies: count } = tally('print', people);
  if (count === 0) return undefined;
  const number = new Intl.NumberFormat(locale).format(count);
  return { href: from(query), text: t('credentials.ask.print.confirm', { count, number }) };
}
