import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Clock } from '../platform/clock.ts';
import { pause, type ServerEvent } from '../platform/http/event-stream.ts';
import { type Route, routesFor } from '../platform/http/route.ts';
import type { Translate } from '../platform/i18n.ts';
import { type Figures, figures, pacesAt, type Paces } from './figures.rules.ts';
import { isMoving, type ImportProgress } from './progress.read-model.ts';
import { progressQuery } from './import.schema.ts';

export type ProgressRoutesDeps = {
  clock: Clock;
  right: Action;
  /** How far this import is; throws `not_found` for who may not see it. */
  progressOf(scope: AdminScope, id: string | undefined): Promise<() => Promise<ImportProgress>>;
};

const route = routesFor<AdminScope, Action>();
const lookMilliseconds = 1000;
/** Screen readers hear how far it is no more often than this. */
const sayMilliseconds = 20_000;

type Watch = { t: Translate; locale: string; clock: Clock; seen: string };

/** Over for this page: nothing moves any more, or the import is in another state than the page shows. */
const isOver = (progress: ImportProgress, seen: string): boolean =>
  !isMoving(progress) || progress.state !== seen;

function teller({ t, locale, clock }: Watch): (progress: ImportProgress) => Figures {
  const format = new Intl.NumberFormat(locale);
  let paces: Paces | undefined;
  return (progress) => {
    paces = pacesAt(progress, clock(), paces);
    return figures(t, (value) => format.format(value), progress, paces);
  };
}

async function* watch(
  read: () => Promise<ImportProgress>,
  signal: AbortSignal,
  given: Watch,
): AsyncIterable<ServerEvent> {
  const tell = teller(given);
  let [shown, said] = ['', given.clock().getTime()];
  while (!signal.aborted) {
    const progress = await read();
    if (isOver(progress, given.seen)) return yield { event: 'end', data: '""' };
    const told = tell(progress);
    const data = JSON.stringify(told);
    if (data !== shown) yield { event: 'figures', data };
    shown = data;
    const now = given.clock().getTime();
    if (now - said >= sayMilliseconds) {
      const { rows, accounts, pace } = told.texts;
      const key = progress.makesAccounts ? 'imports.progress.say' : 'imports.progress.sayRows';
      yield { event: 'say', data: JSON.stringify(given.t(key, { rows, accounts, pace })) };
      said = now;
    }
    await pause(lookMilliseconds, signal);
  }
}

/** How far an import is, as it comes (`events`) and for whoever has to ask (`progress`). */
export function progressRoutes({
  clock,
  right,
  progressOf,
}: ProgressRoutesDeps): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: '/admin/imports/:id/events',
      right,
      query: progressQuery,
      async handler({ params, query, t, locale, actor, tree }) {
        const read = await progressOf({ actor, tree }, params['id']);
        const given = { t, locale, clock, seen: query.state };
        return { events: (signal) => watch(read, signal, given) };
      },
    }),
    route({
      method: 'get',
      path: '/admin/imports/:id/progress',
      right,
      query: progressQuery,
      async handler({ params, query, t, locale, actor, tree }) {
        const progress = await (await progressOf({ actor, tree }, params['id']))();
        const told = teller({ t, locale, clock, seen: query.state })(progress);
        return { json: { ...told, ended: isOver(progress, query.state) } };
      },
    }),
  ];
}
