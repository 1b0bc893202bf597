import type { Own } from '../members/own.ts';
import type { Field, FormValues, RefusedForm } from '../platform/http/form.rules.ts';
import type { Context, Reply } from '../platform/http/route.ts';
import { type AskDeps, readAskable, readAsking } from './ask.service.ts';
import { type Asking, knownApp, ownRequestsPath, withQuery } from './request.rules.ts';
import { requestInputs } from './request-form.rules.ts';
import type { RequestState } from './request.table.ts';
import { requestsOf } from './request.store.ts';
import { readRequestSettings } from './settings.store.ts';

export type OwnRequestDeps = AskDeps & {
  /** Origins of the apps that people may come from. */
  apps: readonly string[];
};
type App = string | undefined;

const icons: Readonly<Record<RequestState, string>> = {
  pending: 'clock',
  approved: 'success',
  rejected: 'danger',
  withdrawn: 'info',
  expired: 'info',
  merged: 'success',
};

/** What somebody typed, as text: the area may be closed by now, and then neither its name nor its questions are shown. */
const keptOf = (values: FormValues): string[] =>
  Object.values(values).filter((value): value is string => typeof value === 'string' && value.trim() !== '');

function nonePage(
  deps: OwnRequestDeps,
  { t }: Context<Own>,
  asking: Exclude<Asking, { kind: 'free' }>,
  { app, refused }: { app: App; refused?: RefusedForm | undefined },
): Reply {
  return {
    view: 'access-requests/own-none',
    data: {
      title: t('access-requests.own.askTitle'),
      kind: asking.kind,
      area: asking.kind === 'closed' ? undefined : asking.area.name,
      againAt: asking.kind === 'early' ? asking.againAt : undefined,
      kept: refused ? keptOf(refused.values) : [],
      app: knownApp(deps.apps, app),
      overview: withQuery(ownRequestsPath, { app }),
    },
  };
}

const labelOf = (inputs: readonly Field[], field: string) => inputs.find(({ name }) => name === field)?.label;

/** The form of an area, or why there is none; what was typed is there either way. */
export async function formPage(
  deps: OwnRequestDeps,
  context: Context<Own>,
  { app, refused }: { app?: App; refused?: RefusedForm },
): Promise<Reply> {
  const { t, locale, params, tree, person } = context;
  const asking = await readAsking(deps.db, { person, tree }, params['slug'] ?? '', deps.clock());
  if (asking.kind !== 'free') return nonePage(deps, context, asking, { app, refused });
  const { area } = asking;
  const { intro, questions } = await readRequestSettings(deps.db, tree, area.id);
  const inputs = requestInputs(questions, { locale, t }, refused);
  return {
    view: 'access-requests/own-form',
    data: {
      title: t('access-requests.own.askTitle'),
      area: area.name,
      intro: intro[locale],
      action: withQuery(`${ownRequestsPath}/${area.slug}`, { app }),
      inputs,
      // A question is its own label, which no table of the route's knows.
      fields: refused?.fields.map((one) => ({ label: labelOf(inputs, one.field), ...one })),
      overview: withQuery(ownRequestsPath, { app }),
    },
  };
}

/** One's own requests, newest first, and what may be asked for. */
export async function overviewPage(
  deps: OwnRequestDeps,
  { t, tree, person, query }: Context<Own, unknown, { app?: App; note?: string | undefined }>,
): Promise<Reply> {
  const { app, note } = query;
  const now = deps.clock();
  const requests = await requestsOf(deps.db, person.id);
  const askable = await readAskable(deps.db, { person, tree }, now);
  return {
    view: 'access-requests/own-requests',
    data: {
      title: t('access-requests.own.title'),
      note,
      requests: requests.map(
        ({ id, area_id, state, message, created_at, expires_at, decided_at, reason }) => ({
          area: tree.byId(area_id)?.name,
          state,
          message,
          icon: icons[state],
          isPending: state === 'pending',
          isDecided: state === 'approved' || state === 'rejected' || state === 'merged',
          createdAt: created_at,
          expiresAt: expires_at,
          decidedAt: decided_at,
          reason: state === 'rejected' ? reason : null,
          withdraw: withQuery(`${ownRequestsPath}/${id}/withdraw`, { app }),
        }),
      ),
      askable: askable.map(({ area, againAt }) => ({
        area: area.name,
        againAt,
        href: withQuery(`${ownRequestsPath}/${area.slug}`, { app }),
      })),
      app: knownApp(deps.apps, app),
      home: '/me',
    },
  };
}
