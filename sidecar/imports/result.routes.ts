import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import { type Route, routesFor } from '../platform/http/route.ts';
import { list, requireImport, right } from './access.service.ts';
import { errorFile, hasFaultyRows } from './error-file.service.ts';
import { errorFileName } from './error-file.rules.ts';
import { tableTypes } from '../platform/http/table-types.ts';

const route = routesFor<AdminScope, Action>();

/** What an import leaves to work on: the file of its faulty rows. */
export function resultRoutes({ db }: { db: Db }): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: `${list}/:id/errors`,
      right,
      async handler({ params, t, locale, actor, tree }) {
        const head = await requireImport(db, { actor, tree }, params['id']);
        if (!(await hasFaultyRows(db, head.id))) return { redirect: `${list}/${head.id}` };
        return {
          chunks: await errorFile(db, head, { t, locale }),
          fileName: errorFileName(head, t('imports.errorFile.name')),
          contentType: tableTypes[head.fileKind],
        };
      },
    }),
  ];
}
