import { readFields, readShownByArea } from '../areas/field.store.ts';
import { nameFields } from '../areas/field.ts';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { administrator } from '../areas/settings-page.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { shownForm } from './field.schema.ts';
import { saveShownFields } from './field.service.ts';
import type { FieldsDeps } from './field-all.routes.ts';
import { fieldsPath, right, fieldsTrail } from './fields-page.rules.ts';

const route = routesFor<AdminScope, Action>();
const path = `${fieldsPath}/areas`;

async function page({ db }: FieldsDeps, { t, locale, tree }: Context<AdminScope>): Promise<Reply> {
  const criteria = (await readFields(db)).filter(({ criterion }) => criterion);
  const shownIn = await readShownByArea(db);
  const areas = tree.network ? tree.subtree(tree.network.id) : [];
  const rows = areas.map(({ id, name }) => {
    const shown = shownIn.get(id) ?? null;
    return {
      id,
      name,
      all: shown === null,
      choices: criteria.map((field) => ({
        key: field.key,
        name: field.name[locale],
        fixed: nameFields.includes(field.key),
        chosen: shown === null || shown.includes(field.key),
      })),
    };
  });
  const names = criteria.map(({ name }) => name[locale]);
  const title = t('criteria.fields.areas.title');
  return {
    view: 'criteria/field-areas',
    data: { title, breadcrumb: fieldsTrail(t, title), rows, names, action: path, back: fieldsPath },
  };
}

/** Which fields each area asks for at registration. */
export function fieldAreaRoutes(deps: FieldsDeps): Route<AdminScope, Action>[] {
  return [
    route({ method: 'get', path, right, handler: (context) => page(deps, context) }),
    route({
      method: 'post',
      path,
      right,
      body: shownForm,
      async handler({ body, tree, ...scope }) {
        const shown = new Map(tree.areas.map(({ id }) => [id, body(id)] as const));
        await saveShownFields(deps.db, administrator({ ...scope, tree }), shown);
        return { redirect: `${fieldsPath}?note=saved` };
      },
    }),
  ];
}
