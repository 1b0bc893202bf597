import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { AppError } from '../platform/errors.ts';
import { formValues } from '../platform/http/form.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { type SelectedForm, selectedForm, selectedQuery } from './decide.schema.ts';
import type { DecideDeps } from './decide.service.ts';
import { requestsPath, right } from './inbox-page.rules.ts';
import { inboxAddress } from './inbox.schema.ts';
import { approveMany, rejectMany, type Tally } from './many.service.ts';
import { selectedPage, type SelectedDeps } from './selected-page.ts';

const route = routesFor<AdminScope, Action>();
const path = `${requestsPath}/selected`;

/** Of one request its page tells more than a number does. */
function afterwards({ act, id, area, q }: SelectedForm, { done, already, refused }: Tally): string {
  const note = act === 'approve' ? 'approved' : 'rejected';
  if (id.length === 1) return `${requestsPath}/${id[0]}${done > 0 ? `?note=${note}` : ''}`;
  const counts = { note, done: String(done), already: String(already), refused: String(refused) };
  return requestsPath + inboxAddress({ tab: 'pending', area, q }, counts);
}

async function decideSelected(
  deps: SelectedDeps & DecideDeps,
  context: Context<AdminScope, SelectedForm>,
): Promise<Reply> {
  const { actor, tree, body } = context;
  const scope = { actor, tree };
  const { act, id, intent, rejection } = body;
  if (act === 'approve') return { redirect: afterwards(body, await approveMany(deps, scope, id)) };
  const text = 'access-requests.decide.problem.noReason';
  if (!rejection.moduleId && !rejection.words)
    throw new AppError('invalid_input', { fields: [{ field: 'words', text }] });
  if (intent === 'preview') {
    const values = formValues(context.request.body);
    return selectedPage(deps, context, body, { values, preview: rejection });
  }
  return { redirect: afterwards(body, await rejectMany(deps, scope, id, rejection)) };
}

/** What becomes of one request or several that were picked: the page that asks once more, and the act. */
export function selectedRoutes(deps: SelectedDeps & DecideDeps): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path,
      right,
      query: selectedQuery,
      handler: (context) => selectedPage(deps, context, context.query),
    }),
    route({
      method: 'post',
      path,
      right,
      body: selectedForm,
      again: {
        labels: { words: 'access-requests.selected.words' },
        show: (context, refused) =>
          selectedPage(deps, context, selectedQuery.parse(context.request.body ?? {}), {
            values: refused.values,
            refused,
          }),
      },
      handler: (context) => decideSelected(deps, context),
    }),
  ];
}
