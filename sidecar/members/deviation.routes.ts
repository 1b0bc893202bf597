import { z } from 'zod';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { RefusedForm } from '../platform/http/form.rules.ts';
import { localPath } from '../platform/http/guard.rules.ts';
import { paging } from '../platform/http/paging.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import type { Translate } from '../platform/i18n.ts';
import { adoptDeviation, type DecideDeps, revertDeviation } from './deviation-decide.service.ts';
import { managesNetwork } from './deviation-rights.rules.ts';
import { type DeviationRow, deviationsPerPage, listDeviations } from './deviation.read-model.ts';
import type { PersonBox } from './person-page.ts';
import { lastRun } from './reconcile.store.ts';

const route = routesFor<AdminScope, Action>();
const right = 'members.read';
const page = '/admin/deviations';
const pageNumber = z.coerce.number().int().min(1).max(100_000).catch(1);
const note = z.enum(['adopted', 'reverted', 'restored']).optional().catch(undefined);

/** Values as a person reads them: role and area in words, open and closed accounts by name. */
export function shown(row: DeviationRow, t: Translate) {
  const { kind, role, area } = row;
  const grant = role ? t('members.deviation.grant', { area: area ?? '', role: t(`areas.role.${role}`) }) : '';
  const value = (text: string | null): string => {
    if (kind === 'enabled') return t(`members.deviation.account.${text === 'true' ? 'open' : 'closed'}`);
    if (kind === 'grantAdded' || kind === 'grantRemoved')
      return text ? grant : t('members.deviation.noGrant', { area: area ?? '' });
    return text ?? '–';
  };
  const gone = kind === 'accountDeleted' || kind === 'groupDeleted';
  return {
    ...row,
    what: t(`members.deviation.kind.${kind}`),
    subject: row.name ?? grant,
    keycloak: gone ? t('members.deviation.gone') : value(row.keycloakValue),
    ours:
      kind === 'accountDeleted' || kind === 'accountTwice'
        ? t('members.deviation.oneAccount')
        : value(row.ourValue),
    hint: ['email', 'accountDeleted', 'accountTwice', 'groupRenamed', 'groupDeleted'].includes(kind)
      ? t(`members.deviation.hint.${kind}`)
      : undefined,
  };
}

async function overview(
  { db }: DecideDeps,
  { actor, tree, t, url }: Context<AdminScope>,
  query: { page: number; note?: string | undefined },
  refused?: RefusedForm,
): Promise<Reply> {
  const scope = { actor, tree };
  const found = await listDeviations(db, scope, { page: query.page });
  const pages =
    found.total > deviationsPerPage ? paging(url, found.page, found.total, deviationsPerPage) : undefined;
  const messages = refused?.fields.map(({ message }) => message).join(' ');
  const alert = refused
    ? { kind: 'danger', heading: messages || t('members.deviation.problem.overtaken') }
    : query.note && { kind: 'success', heading: t(`members.deviation.note.${query.note}`) };
  const data = {
    title: t('members.deviation.title'),
    rows: found.rows.map((row) => shown(row, t)),
    total: found.total,
    back: page,
    paging: pages,
    alert,
    network: managesNetwork(scope),
    run: managesNetwork(scope) ? await lastRun(db) : undefined,
  };
  return { view: 'members/deviations', data };
}

/** The box *Abweichung* on a person's page. */
export function deviationBox({ db }: Pick<DecideDeps, 'db'>): PersonBox {
  return {
    view: 'members/_deviation',
    async load(person, { actor, tree, t }) {
      const { rows } = await listDeviations(db, { actor, tree }, { memberId: person.id });
      if (rows.length === 0) return undefined;
      return { rows: rows.map((row) => shown(row, t)), back: `/admin/members/${person.id}` };
    },
  };
}

/** GET /admin/deviations and the two decisions; both lead back to where the button was pressed. */
export function deviationRoutes(deps: DecideDeps): Route<AdminScope, Action>[] {
  const decide = (name: 'adopt' | 'revert', act: typeof adoptDeviation) =>
    route({
      method: 'post',
      path: `${page}/:id/${name}`,
      right,
      body: z.object({ back: z.string().max(2000).optional() }),
      again: {
        labels: {},
        show: (context, refused) => overview(deps, context, { page: 1 }, refused),
      },
      async handler({ actor, tree, params, body }) {
        await act(deps, { actor, tree }, params['id']);
        const back = localPath(body.back, page);
        return {
          redirect: back === page ? `${page}?note=${name === 'adopt' ? 'adopted' : 'reverted'}` : back,
        };
      },
    });
  return [
    route({
      method: 'get',
      path: page,
      right,
      query: z.object({ page: pageNumber, note }),
      handler: (context) => overview(deps, context as unknown as Context<AdminScope>, context.query),
    }),
    decide('adopt', adoptDeviation),
    decide('revert', revertDeviation),
  ];
}
