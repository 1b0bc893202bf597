import type { Area } from '../areas/area.ts';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { administrator } from '../areas/settings-page.rules.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import {
  type Field,
  firstValue,
  type FormValues,
  type RefusedForm,
  overtaken,
  seenVersion,
} from '../platform/http/form.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { isUuid } from '../platform/uuid.rules.ts';
import { areaHref, areaOf, areasPath, areaTrail, modulesPath, right } from './area-place.rules.ts';
import {
  moduleForm,
  type ModuleForm,
  moduleLabels,
  moduleLimits,
  moveModuleForm,
  newModuleForm,
  removeModuleForm,
} from './reject-module.schema.ts';
import {
  addRejectModule,
  editRejectModule,
  type ModulesEdit,
  moveRejectModule,
  removeRejectModule,
} from './reject-module.service.ts';
import { readRejectModule, type RejectModule, type RejectModuleWords } from './reject-module.store.ts';

const route = routesFor<AdminScope, Action>();
const newPath = `${areasPath}/:id/modules/new`;
const path = `${modulesPath}/:id`;
type Asked = Pick<Context<AdminScope>, 'actor' | 'tree' | 't' | 'params'>;

const wordsOf = ({ name, textDe, textEn }: ModuleForm): RejectModuleWords => ({
  name,
  text: { de: textDe, en: textEn },
});

const moduleHref = ({ id }: RejectModule): string => `${modulesPath}/${id}`;

type Found = { area: Area; module: RejectModule; edit: ModulesEdit };

/** The module of an address, where this person decides; a foreign one answers like one that does not exist. */
async function moduleOf(db: Db, { actor, tree, params }: Omit<Asked, 't'>): Promise<Found> {
  const id = params['id'] ?? '';
  const module = isUuid(id) ? await readRejectModule(db, id) : undefined;
  if (!module) throw new AppError('not_found');
  const area = areaOf({ actor, tree }, module.areaId);
  return { area, module, edit: { areaId: area.id, by: administrator({ actor, tree }) } };
}

const kinds = {
  name: { max: moduleLimits.name },
  textDe: { max: moduleLimits.text, lines: 4 },
  textEn: { max: moduleLimits.text, lines: 4 },
} as const;

function inputs({ t }: Asked, values: FormValues, errors: RefusedForm['errors'] = {}): Field[] {
  return (['name', 'textDe', 'textEn'] as const).map((name) => ({
    name,
    label: t(moduleLabels[name]),
    value: firstValue(values, name),
    help: t(`access-requests.module.hint.${name}`),
    required: true,
    ...kinds[name],
    ...(errors[name] ? { error: errors[name] } : {}),
  }));
}

function newPage(asked: Asked, refused?: RefusedForm): Reply {
  const area = areaOf(asked, asked.params['id']);
  const title = asked.t('access-requests.module.add');
  const data = {
    title,
    breadcrumb: areaTrail(asked.t, area, title),
    fields: refused?.fields ?? [],
    inputs: inputs(asked, refused?.values ?? {}, refused?.errors),
    action: `${areaHref(area)}/modules/new`,
    back: areaHref(area),
    isNew: true,
  };
  return { view: 'access-requests/module', data };
}

async function editPage(db: Db, asked: Asked, refused?: RefusedForm): Promise<Reply> {
  const { area, module } = await moduleOf(db, asked);
  const { name, text, version } = module;
  const stored = { name, textDe: text.de, textEn: text.en };
  const data = {
    title: name,
    breadcrumb: areaTrail(asked.t, area, name),
    overtaken:
      overtaken(refused) &&
      Object.entries(stored).map(([field, now]) => ({
        label: asked.t(moduleLabels[field as keyof typeof stored]),
        text: now,
      })),
    fields: refused?.fields ?? [],
    inputs: inputs(asked, refused?.values ?? stored, refused?.errors),
    version: seenVersion(refused, version),
    action: `${moduleHref(module)}/edit`,
    remove: `${moduleHref(module)}/remove`,
    back: areaHref(area),
  };
  return { view: 'access-requests/module', data };
}

async function removePage(db: Db, asked: Asked, refused?: RefusedForm): Promise<Reply> {
  const { area, module } = await moduleOf(db, asked);
  const { name, version } = module;
  const title = asked.t('access-requests.module.remove.title', { name });
  const data = {
    title,
    breadcrumb: areaTrail(asked.t, area, name),
    overtaken: overtaken(refused),
    version,
    action: `${moduleHref(module)}/remove`,
    back: areaHref(area),
  };
  return { view: 'access-requests/module-remove', data };
}

function newRoutes(db: Db): Route<AdminScope, Action>[] {
  return [
    route({ method: 'get', path: newPath, right, handler: (context) => newPage(context) }),
    route({
      method: 'post',
      path: newPath,
      right,
      body: newModuleForm,
      again: { labels: moduleLabels, show: newPage },
      async handler({ body, params, actor, tree }) {
        const area = areaOf({ actor, tree }, params['id']);
        const edit = { areaId: area.id, by: administrator({ actor, tree }) };
        await addRejectModule(db, edit, wordsOf(body));
        return { redirect: `${areaHref(area)}?note=moduleAdded#modules` };
      },
    }),
  ];
}

function editRoutes(db: Db): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: `${path}/edit`,
      right,
      handler: (context) => editPage(db, context),
    }),
    route({
      method: 'post',
      path: `${path}/edit`,
      right,
      body: moduleForm,
      again: { labels: moduleLabels, show: (context, refused) => editPage(db, context, refused) },
      async handler(context) {
        const { area, module, edit } = await moduleOf(db, context);
        await editRejectModule(
          db,
          edit,
          { id: module.id, version: context.body.version },
          wordsOf(context.body),
        );
        return { redirect: `${areaHref(area)}?note=moduleSaved#modules` };
      },
    }),
    route({
      method: 'post',
      path: `${path}/move`,
      right,
      body: moveModuleForm,
      async handler(context) {
        const { area, module, edit } = await moduleOf(db, context);
        await moveRejectModule(db, edit, module.id, context.body.direction);
        return { redirect: `${areaHref(area)}#modules` };
      },
    }),
  ];
}

function removeRoutes(db: Db): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: `${path}/remove`,
      right,
      handler: (context) => removePage(db, context),
    }),
    route({
      method: 'post',
      path: `${path}/remove`,
      right,
      body: removeModuleForm,
      again: { labels: {}, show: (context, refused) => removePage(db, context, refused) },
      async handler(context) {
        const { area, module, edit } = await moduleOf(db, context);
        await removeRejectModule(db, edit, { id: module.id, version: context.body.version });
        return { redirect: `${areaHref(area)}?note=moduleRemoved#modules` };
      },
    }),
  ];
}

/** Ready-made reasons for rejections: added, changed, moved and removed, one area at a time. */
export function rejectModuleRoutes({ db }: { db: Db }): Route<AdminScope, Action>[] {
  return [...newRoutes(db), ...editRoutes(db), ...removeRoutes(db)];
}
