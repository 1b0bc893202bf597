import { readTree } from '../../sidecar/areas/area.store.ts';
import { type Action, areasFor, can } from '../../sidecar/areas/policy.rules.ts';
import { actorFor } from '../../sidecar/members/sign-in.service.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import type { Route } from '../../sidecar/platform/http/route.ts';
import type { Caller } from './rights-cast.ts';
import { areaForms, type Place, placesOf } from './rights-objects.ts';

type Verdict = 'sign-in' | 'forbidden' | 'not found' | 'refused' | 'passed';

/** What the policy says about this cell, read from the same database. */
export async function expected(db: Db, route: Route, place: Place, caller: Caller): Promise<Verdict> {
  if (!caller.userId) return 'sign-in';
  const tree = await readTree(db);
  const actor = await actorFor(db, caller.userId);
  if (!actor || areasFor(tree, actor, 'members.read').length === 0) return 'forbidden';
  const right = route.right as Action;
  if (areasFor(tree, actor, right).length === 0) return 'forbidden';
  if (place === 'unknown' || place === 'malformed') return 'not found';
  const everything = can(tree, actor, 'network.manage', String(tree.network?.id));
  // what a print or a batch of links holds is read by nobody but who made it
  const own = /^\/admin\/(letters\/prints\/:id|access-links\/batches\/:id\/)/.test(route.path);
  if (everything) return own ? 'not found' : 'passed';
  if (place === 'shared') return 'refused';
  const slug = place === 'peer' ? 'werk-nord' : place;
  const area = tree.bySlug(slug);
  const named = placesOf(route).length > 1;
  if (named && !(area && can(tree, actor, right, area.id))) return 'not found';
  return place === 'peer' ? 'refused' : 'passed';
}

/** What an answer says, in the same words. */
export function verdict(answer: Response, route: Route): string {
  const { status } = answer;
  const location = answer.headers.get('location') ?? '';
  if (status === 303 && location.startsWith('/admin/sign-in')) return 'sign-in';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not found';
  if (status < 400 || status === 409 || status === 422 || (route.upload && status === 415)) return 'passed';
  return `status ${status}`;
}

/** A form that names a foreign or unknown area is refused at its field; for any other route 404. */
export const formOfArea = (route: Route): boolean => route.method === 'post' && areaForms.has(route.path);
