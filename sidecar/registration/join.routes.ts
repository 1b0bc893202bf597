import { z } from 'zod';
import { readTree } from '../areas/area.store.ts';
import type { Area } from '../areas/area.ts';
import { visitorKey } from '../platform/http/address.rules.ts';
import { visitorMark } from '../platform/http/visitor.ts';
import { AppError } from '../platform/errors.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { beginRegistration } from './begin.service.ts';
import type { RegistrationDeps } from './deps.ts';
import { firstWay, openAreasFor, openWay } from './open-area.read-model.ts';

export type JoinDeps = RegistrationDeps & {
  /** False where this address began too many registrations lately. */
  mayBegin(address: string): Promise<boolean>;
};

const route = routesFor<object, 'public'>();

/** The area of the address, none for the whole network; an unknown one has no page. */
async function areaOf(deps: JoinDeps, slug: string | undefined): Promise<Area | undefined> {
  if (slug === undefined) return undefined;
  const area = (await readTree(deps.db)).bySlug(slug);
  if (!area) throw new AppError('not_found');
  return area;
}

async function look(deps: JoinDeps, { params, t }: Context): Promise<Reply> {
  const area = await areaOf(deps, params['slug']);
  const areaId = area?.id ?? null;
  const data = {
    area: area?.name,
    title: t('registration.join.heading'),
    onlyOpen: (await firstWay(deps.db, areaId)).way === 'open',
    alsoOpen: (await openAreasFor(deps.db, areaId)).length > 0,
  };
  return { view: 'registration/join', data };
}

/** The two ways to begin; whatever else was sent is the first one that there is. */
const pressed = z.object({ way: z.literal('open').optional().catch(undefined) });

async function press(deps: JoinDeps, context: Context<object, z.output<typeof pressed>>): Promise<Reply> {
  const { params, request, locale, cookie, body } = context;
  const area = await areaOf(deps, params['slug']);
  if (!(await deps.mayBegin(visitorKey(request.ip)))) throw new AppError('too_many');
  const visit = { locale, cookie, visitor: visitorMark(deps.ring, request.ip) };
  const areaId = area?.id ?? null;
  const open = body.way && openWay(await openAreasFor(deps.db, areaId));
  const { url, cookies } = await beginRegistration(deps, visit, open ?? (await firstWay(deps.db, areaId)));
  return { redirect: url, cookies };
}

/** The way in from outside: a page that only looks, and its button. */
export function joinRoutes(deps: JoinDeps): Route<object, 'public'>[] {
  return ['/join', '/join/:slug'].flatMap((path) => [
    route({
      method: 'get',
      path,
      right: 'public',
      formLeaves: true,
      handler: (context) => look(deps, context),
    }),
    route({
      method: 'post',
      path,
      right: 'public',
      formLeaves: true,
      body: pressed,
      handler: (context) => press(deps, context),
    }),
  ]);
}
