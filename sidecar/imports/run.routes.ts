import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { type Route, routesFor } from '../platform/http/route.ts';
import type { Nudge } from '../platform/queue.ts';
import { list, requireImport, right, targetOf } from './access.service.ts';
import { importQueue } from './import.job.ts';
import { runBody } from './import.schema.ts';
import { pauseImport, resumeImport, stopImport } from './pause.service.ts';
import { startImport } from './start.service.ts';
import { readUndo } from './undo.read-model.ts';
import { startUndo } from './undo.service.ts';
import type { ImportTarget } from './target.ts';

export type RunRoutesDeps = {
  db: Db;
  clock: Clock;
  targets: ReadonlyMap<string, ImportTarget>;
  nudge: (queue: string, nudges: readonly Nudge[]) => Promise<void>;
};

const route = routesFor<AdminScope, Action>();

/** The buttons of an import that waits or runs; pressed twice, each does its work once. */
function lifeRoutes({ db, clock, nudge }: RunRoutesDeps): Route<AdminScope, Action>[] {
  const acts = {
    pause: (id: string, _target: string, by: string) =>
      pauseImport(db, id, { kind: 'administrator', memberId: by }),
    resume: (id: string, _target: string, by: string) =>
      resumeImport(db, id, { kind: 'administrator', memberId: by }),
    stop: (id: string, target: string, by: string) =>
      stopImport(db, { id, target }, { kind: 'administrator', memberId: by }),
  } as const;
  const simple = Object.entries(acts).map(([name, act]) =>
    route({
      method: 'post',
      path: `${list}/:id/${name}`,
      right,
      async handler({ params, actor, tree }) {
        const { id, target } = await requireImport(db, { actor, tree }, params['id']);
        const due = await act(id, target, actor.memberId);
        if (due) await nudge(importQueue, [due]);
        return { redirect: `${list}/${id}` };
      },
    }),
  );
  const run = route({
    method: 'post',
    path: `${list}/:id/run`,
    right,
    body: runBody,
    async handler({ params, body, actor, tree }) {
      const { id } = await requireImport(db, { actor, tree }, params['id']);
      const by = { kind: 'administrator', memberId: actor.memberId } as const;
      const started = await startImport(db, id, by, clock(), body.mode);
      if (started) await nudge(importQueue, [started]);
      return { redirect: `${list}/${id}` };
    },
  });
  return [run, ...simple];
}

/** Running an import, and taking it back. */
export function runRoutes(deps: RunRoutesDeps): Route<AdminScope, Action>[] {
  const { db, nudge, targets } = deps;
  return [
    ...lifeRoutes(deps),
    route({
      method: 'get',
      path: `${list}/:id/undo`,
      right,
      async handler({ params, t, actor, tree }) {
        const head = await requireImport(db, { actor, tree }, params['id']);
        const target = targetOf(targets, head.target);
        const undo = await readUndo(db, target, head);
        const href = `${list}/${head.id}`;
        if (!undo.offered) return { redirect: href };
        const breadcrumb = [
          { href: list, text: t('imports.list.title') },
          { href, text: head.fileName },
          { text: t('imports.undo.title') },
        ];
        const effects = (['created', 'updated'] as const)
          .filter((kind) => undo[kind] > 0)
          .map((kind) => t(target.words?.undo[kind] ?? `imports.undo.${kind}`, { count: undo[kind] }));
        return { view: 'imports/undo', data: { title: t('imports.undo.title'), breadcrumb, href, effects } };
      },
    }),
    route({
      method: 'post',
      path: `${list}/:id/undo`,
      right,
      async handler({ params, actor, tree }) {
        const head = await requireImport(db, { actor, tree }, params['id']);
        const started = await startUndo(db, targetOf(targets, head.target), head.id, actor.memberId);
        if (started) await nudge(importQueue, [started]);
        return { redirect: `${list}/${head.id}` };
      },
    }),
  ];
}
