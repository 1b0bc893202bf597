import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { codeText } from '../audit/words.rules.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { paging } from '../platform/http/paging.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import type { Translate } from '../platform/i18n.ts';
import { isUuid } from '../platform/uuid.rules.ts';
import { type DeletedPerson, deletedPerPage, findDeleted, listDeleted } from './deleted.read-model.ts';
import type { EraseDeps } from './erase.service.ts';
import { type DeletedQuery, deletedQuery } from './erasure.schema.ts';
import { eraseDeleted } from './traces.service.ts';

export const erasurePath = '/admin/erasure';
type GoesAt = (deletedAt: Date) => Date | undefined;
export type DeletedDeps = EraseDeps & {
  db: Db;
  /** Answers in which night they are erased by themselves; undefined: never. */
  nights(): Promise<GoesAt>;
};

const route = routesFor<AdminScope, Action>();
const right = 'network.manage';

function rowView(t: Translate, person: DeletedPerson, goesAt: GoesAt) {
  const { id, erasedAt, askedAt, origin, deletedAt, deletedBy } = person;
  return {
    ...person,
    name: person.name ?? t('audit.deletedPerson'),
    by:
      [deletedBy, origin === null ? undefined : codeText(t, 'origin', origin)].filter(Boolean).join(' · ') ||
      '–',
    due: goesAt(deletedAt),
    askHref: erasedAt === null && askedAt === null ? `${erasurePath}/people/${id}` : undefined,
  };
}

async function list(
  deps: DeletedDeps,
  { t, query, url }: Context<AdminScope, unknown, DeletedQuery>,
): Promise<Reply> {
  const { rows, total, page } = await listDeleted(deps.db, query);
  const goesAt = await deps.nights();
  const data = {
    title: t('erasure.title'),
    alert: query.note && { kind: 'success', heading: t(`erasure.note.${query.note}`) },
    search: query.q,
    rows: rows.map((row) => rowView(t, row, goesAt)),
    total,
    paging: total > deletedPerPage ? paging(url, page, total, deletedPerPage) : undefined,
  };
  return { view: 'erasure/deleted', data };
}

async function requireDeleted(db: Db, id: string | undefined): Promise<DeletedPerson> {
  const person = isUuid(id) ? await findDeleted(db, id) : undefined;
  if (!person) throw new AppError('not_found');
  return person;
}

async function ask({ db }: DeletedDeps, { t, params }: Context<AdminScope>): Promise<Reply> {
  const person = await requireDeleted(db, params['id']);
  if (person.erasedAt !== null) return { redirect: erasurePath };
  const title = t('erasure.ask.title', { name: person.name ?? '' });
  const data = {
    title,
    breadcrumb: [{ href: erasurePath, text: t('erasure.title') }, { text: title }],
    person,
    action: `${erasurePath}/people/${person.id}`,
    back: erasurePath,
  };
  return { view: 'erasure/ask', data };
}

/** *Gelöschte Personen*: who they were as long as it is kept, and *Jetzt entfernen*. */
export function deletedRoutes(deps: DeletedDeps): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: erasurePath,
      right,
      query: deletedQuery,
      handler: (context) => list(deps, context as never),
    }),
    route({
      method: 'get',
      path: `${erasurePath}/people/:id`,
      right,
      handler: (context) => ask(deps, context),
    }),
    route({
      method: 'post',
      path: `${erasurePath}/people/:id`,
      right,
      async handler({ params, actor, tree }) {
        const { id, erasedAt } = await requireDeleted(deps.db, params['id']);
        const note = erasedAt ? 'erased' : await eraseDeleted(deps, { actor, tree }, id);
        return { redirect: `${erasurePath}?note=${note}` };
      },
    }),
  ];
}
