import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { administrator } from '../areas/settings-page.rules.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { type FieldLabels, formValues } from '../platform/http/form.rules.ts';
import { type Context, type Route, routesFor } from '../platform/http/route.ts';
import { areaHref, areaOf, areasPath, right } from './area-place.rules.ts';
import { readSettingsForm } from './own-settings.rules.ts';
import { resetRequestSettings, saveRequestSettings } from './own-settings.service.ts';
import { ownSettingsPage, resetPage, settingFields } from './own-settings-page.ts';
import {
  arranged,
  mostQuestions,
  questionField,
  questionValues,
  typedQuestions,
} from './question-form.rules.ts';
import { readRequestSettings } from './settings.store.ts';

const route = routesFor<AdminScope, Action>();
const path = `${areasPath}/:id/requests`;
const version = z.coerce.number().int().min(0);
type Asked = Pick<Context<AdminScope>, 'request'>;

const labels: FieldLabels = Object.fromEntries([
  ...settingFields.map((name) => [name, `access-requests.settings.field.${name}`]),
  ...Array.from({ length: mostQuestions }, (_, at) => at).flatMap((at) =>
    (['de', 'en'] as const).map((locale) => [
      questionField(at, locale),
      `access-requests.settings.field.question.${locale}`,
    ]),
  ),
]);

/** The form once more with its questions as a button asks, saved by nobody. */
function rearranged({ request }: Asked, act: string) {
  const values = formValues(request.body);
  const before = typedQuestions(values);
  const after = arranged(before, act);
  const others = Object.entries(values).filter(([name]) => !/^q\d\./.test(name));
  return {
    values: { ...Object.fromEntries(others), ...questionValues(after) },
    ...(after.length > before.length ? { focused: after.length - 1 } : {}),
  };
}

function formRoutes(db: Db): Route<AdminScope, Action>[] {
  return [
    route({ method: 'get', path, right, handler: (context) => ownSettingsPage(db, context) }),
    route({
      method: 'post',
      path,
      right,
      body: z.object({ version }),
      again: { labels, show: (context, refused) => ownSettingsPage(db, context, { refused }) },
      async handler({ body, request, params, actor, tree }) {
        const area = areaOf({ actor, tree }, params['id']);
        const known = await readRequestSettings(db, tree, area.id);
        const form = readSettingsForm(formValues(request.body), known.questions, randomUUID);
        if (form.problems.length > 0) throw new AppError('invalid_input', { fields: form.problems });
        const edit = { areaId: area.id, version: body.version, by: administrator({ actor, tree }) };
        await saveRequestSettings(db, tree, edit, form.settings);
        return { redirect: `${areaHref(area)}?note=requestsSaved` };
      },
    }),
    // questions are added, moved and removed in the form alone, so that it works without a script and nothing is saved by halves
    route({
      method: 'post',
      path: `${path}/arrange`,
      right,
      body: z.object({ act: z.string().max(20).default('') }),
      handler: (context) => ownSettingsPage(db, context, { arranged: rearranged(context, context.body.act) }),
    }),
  ];
}

/** What an area says and asks where somebody wants in. */
export function ownSettingsRoutes({ db }: { db: Db }): Route<AdminScope, Action>[] {
  return [
    ...formRoutes(db),
    route({ method: 'get', path: `${path}/reset`, right, handler: (context) => resetPage(db, context) }),
    route({
      method: 'post',
      path: `${path}/reset`,
      right,
      body: z.object({ version }),
      again: { labels: {}, show: (context, refused) => resetPage(db, context, refused) },
      async handler({ body, params, actor, tree }) {
        const area = areaOf({ actor, tree }, params['id']);
        const edit = { areaId: area.id, version: body.version, by: administrator({ actor, tree }) };
        await resetRequestSettings(db, tree, edit);
        return { redirect: `${areaHref(area)}?note=requestsReset` };
      },
    }),
  ];
}
