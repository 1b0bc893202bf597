import { z } from 'zod';
import { areaForm, areaLabels } from '../areas/area-settings.schema.ts';
import { editArea } from '../areas/area-settings.service.ts';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { administrator } from '../areas/settings-page.rules.ts';
import { type Route, routesFor } from '../platform/http/route.ts';
import { areaListRoutes } from './area-list.routes.ts';
import { type AreaSettingsDeps, areaPage } from './area-page.ts';
import { areaHref, areaOf, areasPath, right } from './area-place.rules.ts';
import { ownSettingsRoutes } from './own-settings.routes.ts';
import { rejectModuleRoutes } from './reject-module.routes.ts';

const route = routesFor<AdminScope, Action>();
const notes = [
  'saved',
  'requestsSaved',
  'requestsReset',
  'moduleAdded',
  'moduleSaved',
  'moduleRemoved',
] as const;

/** One area: its name, start app and openings, and what it says and asks. */
function areaRoutes(deps: AreaSettingsDeps): Route<AdminScope, Action>[] {
  const path = `${areasPath}/:id`;
  return [
    route({
      method: 'get',
      path,
      right,
      query: z.object({ note: z.enum(notes).optional().catch(undefined) }),
      handler: (context) => areaPage(deps, context, { note: context.query.note }),
    }),
    route({
      method: 'post',
      path,
      // who lets the public in is decided for the whole network
      right: 'network.manage',
      body: areaForm,
      again: { labels: areaLabels, show: (context, refused) => areaPage(deps, context, { refused }) },
      async handler({ body, params, ...scope }) {
        const area = areaOf(scope, params['id']);
        await editArea(deps.db, administrator(scope), area.id, body);
        return { redirect: `${areaHref(area)}?note=saved` };
      },
    }),
  ];
}

/** *Bereiche*: the tree of areas, and the settings of each. */
export function areaSettingsRoutes(deps: AreaSettingsDeps): Route<AdminScope, Action>[] {
  return [
    ...areaListRoutes(deps),
    ...areaRoutes(deps),
    ...ownSettingsRoutes(deps),
    ...rejectModuleRoutes(deps),
  ];
}
