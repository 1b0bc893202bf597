import { countPending } from '../access-requests/pending.read-model.ts';
import { type Action, areasFor } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { countNoWayBack } from '../credentials/no-way-back.read-model.ts';
import { countRunning } from '../imports/running.read-model.ts';
import { countUndelivered } from '../mail/undelivered.read-model.ts';
import { countAreaPeople, countTrouble } from '../members/area-people.read-model.ts';
import { countEnding } from '../members/grant-list.read-model.ts';
import { viewerOf } from '../members/member-filter.rules.ts';
import type { Db } from '../platform/db.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { funnel } from './funnel.rules.ts';

const route = routesFor<AdminScope, Action>();

type Waiting = { key: string; count: number; href: string };

/** What is to be done or known, each as many as its list has. */
async function waitingThings(db: Db, scope: AdminScope, requests: number): Promise<Waiting[]> {
  const { actor, tree } = scope;
  const viewer = viewerOf(scope);
  const everything = areasFor(tree, actor, 'network.manage').length > 0;
  const [invitations, accounts, mail, noWayBack, imports, ending] = await Promise.all([
    countTrouble(db, viewer, 'mail'),
    countTrouble(db, viewer, 'account'),
    everything ? countUndelivered(db) : undefined,
    countNoWayBack(db, scope),
    countRunning(db, scope),
    countEnding(db, { ends: '30', areaIds: areasFor(tree, actor, 'grants.write') }),
  ]);
  return [
    { key: 'requests', count: requests, href: '/admin/requests' },
    { key: 'invitations', count: invitations, href: '/admin/members?trouble=mail' },
    ...(mail ? [{ key: 'failed', count: mail.failed, href: '/admin/mail-queue?state=failed' }] : []),
    ...(mail ? [{ key: 'bounced', count: mail.bounced, href: '/admin/mail-queue?state=bounced' }] : []),
    { key: 'accounts', count: accounts, href: '/admin/members?trouble=account' },
    { key: 'noWayBack', count: noWayBack, href: '/admin/letters/no-way-back' },
    { key: 'imports', count: imports, href: '/admin/imports' },
    { key: 'ending', count: ending, href: '/admin/grants' },
  ];
}

async function overview(db: Db, { actor, tree, t }: Context<AdminScope>): Promise<Reply> {
  const scope = { actor, tree };
  const [people, pending] = await Promise.all([
    countAreaPeople(db, viewerOf(scope)),
    countPending(db, areasFor(tree, actor, 'requests.decide')),
  ]);
  const requests = [...pending.values()].reduce((sum, count) => sum + count, 0);
  const things = await waitingThings(db, scope, requests);
  const data = {
    title: t('overview.title'),
    waiting: things.map(({ key, count, href }) => ({
      title: t(`overview.waiting.${key}.title`),
      hint: t(`overview.waiting.${key}.hint`),
      count,
      href,
    })),
    rows: funnel(t, scope, areasFor(tree, actor, 'members.read'), { people, pending }),
  };
  return { view: 'overview/overview', data };
}

/** *Übersicht*: what an administrator sees first. */
export function overviewRoutes({ db }: { db: Db }): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: '/admin',
      right: 'members.read',
      handler: (context) => overview(db, context),
    }),
  ];
}
