import { readTree } from '../areas/area.store.ts';
import { visitorKey } from '../platform/http/address.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { visitorMark } from '../platform/http/visitor.ts';
import { AppError } from '../platform/errors.ts';
import { goOnFromMail, linkedRegistration } from './account.service.ts';
import type { JoinDeps } from './join.routes.ts';

const route = routesFor<object, 'public'>();
const path = '/registration/account/:secret';

/** Too old, used up or never one of ours: the same page, with the ways on. */
function gone({ appUrl }: JoinDeps, { t }: Context): Reply {
  const title = t('registration.end.accountGone.title');
  const data = { title, end: 'accountGone', appUrl, beginAgain: true };
  return { view: 'registration/end', data, status: 410 };
}

const linkedBy = (deps: JoinDeps, { params }: Context) =>
  linkedRegistration(deps, params['secret'] ?? '', deps.clock());

async function look(deps: JoinDeps, context: Context): Promise<Reply> {
  const linked = await linkedBy(deps, context);
  if (!linked) return gone(deps, context);
  const area = linked.area_id ? (await readTree(deps.db)).byId(linked.area_id)?.name : undefined;
  const data = { title: context.t('registration.account.title'), area };
  return { view: 'registration/account-link', data };
}

async function press(deps: JoinDeps, context: Context): Promise<Reply> {
  const { locale, cookie, request } = context;
  if (!(await deps.mayBegin(visitorKey(request.ip)))) throw new AppError('too_many');
  const linked = await linkedBy(deps, context);
  if (!linked) return gone(deps, context);
  const visit = { locale, cookie, visitor: visitorMark(deps.ring, request.ip) };
  const { url, cookies } = await goOnFromMail(deps, visit, linked);
  return { redirect: url, cookies };
}

/** The link in the mail to whoever has an account: the page only looks, its button begins the sign-in. */
export function accountRoutes(deps: JoinDeps): Route<object, 'public'>[] {
  const common = { path, right: 'public', secretAddress: true, formLeaves: true } as const;
  return [
    route({ ...common, method: 'get', handler: (context) => look(deps, context) }),
    route({ ...common, method: 'post', handler: (context) => press(deps, context) }),
  ];
}
