import { z } from 'zod';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { administrator } from '../areas/settings-page.rules.ts';
import { AppError } from '../platform/errors.ts';
import { formValues, type RefusedForm } from '../platform/http/form.rules.ts';
import { type Context, type Route, routesFor } from '../platform/http/route.ts';
import { readVersions } from './message-text.store.ts';
import { sendTestMail, type TestMailDeps } from './test-mail.service.ts';
import { resetText, saveText } from './text-edit.service.ts';
import { resetForm, type TextForm, textForm, textLabels } from './text-form.schema.ts';
import { type Place, placeOf, right, textsPath } from './text-place.rules.ts';
import { frameReply, keepShown, keptShown, type PreviewDeps, previewOf, readDraft } from './text-preview.ts';
import { textPage } from './text-page.ts';

export type TextEditDeps = PreviewDeps & TestMailDeps;

const route = routesFor<AdminScope, Action>();
const path = `${textsPath}/:id`;
type Asked = Pick<Context<AdminScope>, 'actor' | 'tree' | 't' | 'locale' | 'params'>;
const placeIn = (context: Asked): Place => placeOf(context, context.params['id']);
const hrefIn = ({ params }: Asked): string => `${textsPath}/${params['id']}`;

/** The typed text in its kept form; throws `invalid_input` with all that is wrong with it. */
function draftIn({ texts }: PreviewDeps, { t }: Asked, { kind }: Place, typed: TextForm) {
  const { draft, problems } = readDraft(texts, kind, typed, t);
  if (problems.length > 0) throw new AppError('invalid_input', { fields: problems });
  return draft;
}

const againWith = (deps: TextEditDeps) => ({
  labels: textLabels,
  show: (context: Context<AdminScope>, refused: RefusedForm) =>
    textPage(deps, context, placeIn(context), { refused }),
});

function changingRoutes(deps: TextEditDeps): Route<AdminScope, Action>[] {
  const { db, texts } = deps;
  const again = againWith(deps);
  return [
    route({
      method: 'post',
      path,
      right,
      body: textForm,
      again,
      async handler(context) {
        const place = placeIn(context);
        const draft = draftIn(deps, context, place, context.body);
        const edit = { place, seen: context.body.version, by: administrator(context) };
        const saved = await saveText(db, { texts, tree: context.tree }, edit, draft);
        return { redirect: `${hrefIn(context)}?note=${saved ? 'saved' : 'same'}` };
      },
    }),
    route({
      method: 'post',
      path: `${path}/reset`,
      right,
      body: resetForm,
      again,
      async handler(context) {
        const by = administrator(context);
        await resetText(db, { place: placeIn(context), seen: context.body.version, by });
        return { redirect: `${hrefIn(context)}?note=reset` };
      },
    }),
  ];
}

function tryingRoutes(deps: TextEditDeps): Route<AdminScope, Action>[] {
  return [
    // while somebody types: what is wrong is said in the place of the preview, not as a refusal
    route({
      method: 'post',
      path: `${path}/preview`,
      right,
      body: textForm,
      async handler(context) {
        const place = placeIn(context);
        const { as, who } = context.body;
        const { draft, problems } = readDraft(deps.texts, place.kind, context.body, context.t);
        const shown = { draft, as, who };
        if (problems.length === 0) await keepShown(deps, context, place, shown);
        const said = problems.map(({ text, params }) => context.t(text, params));
        return textPage(deps, context, place, {
          values: formValues(context.request.body),
          shown,
          problems: said,
        });
      },
    }),
    route({
      method: 'post',
      path: `${path}/test`,
      right,
      body: textForm,
      again: againWith(deps),
      async handler(context) {
        const place = placeIn(context);
        const { as, who } = context.body;
        const draft = draftIn(deps, context, place, context.body);
        const sentTo = await sendTestMail(deps, context.actor.memberId, place, draft);
        await keepShown(deps, context, place, { draft, as, who });
        return textPage(deps, context, place, {
          values: formValues(context.request.body),
          shown: { draft, as, who },
          sentTo,
        });
      },
    }),
    route({
      method: 'get',
      path: `${path}/frame`,
      right,
      query: z.object({ typed: z.string().max(1).optional().catch(undefined) }),
      async handler(context) {
        const place = placeIn(context);
        const counting = { draft: null, as: 'person' as const, who: '' };
        const shown = context.query.typed ? await keptShown(deps, context, place) : counting;
        return frameReply((await previewOf(deps, context, place, shown)).html);
      },
    }),
  ];
}

/** The editor of one text: see it, try it, save it, go back to what is inherited. */
export function textEditRoutes(deps: TextEditDeps): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path,
      right,
      query: z.object({
        note: z.enum(['saved', 'same', 'reset']).optional().catch(undefined),
        from: z.coerce.number().int().min(1).max(1_000_000).optional().catch(undefined),
      }),
      async handler(context) {
        const place = placeIn(context);
        const { note, from } = context.query;
        const versions =
          from === undefined ? [] : await readVersions(deps.db, place, { upTo: from, limit: 1 });
        const start = versions[0]?.draft;
        if (start) await keepShown(deps, context, place, { draft: start, as: 'person', who: '' });
        return textPage(deps, context, place, start ? { note: 'loaded', start } : { note });
      },
    }),
    ...changingRoutes(deps),
    ...tryingRoutes(deps),
  ];
}
