import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { openAssets } from '../../sidecar/admin-ui/assets.ts';
import { navigation } from '../../sidecar/admin-ui/frame.rules.ts';
import { requestFrame } from '../../sidecar/admin-ui/request-frame.ts';
import type { Action } from '../../sidecar/areas/policy.rules.ts';
import type { AdminScope } from '../../sidecar/areas/scope.ts';
import { importRoutes } from '../../sidecar/imports/import.routes.ts';
import { httpApp } from '../../sidecar/platform/http/app.ts';
import { localeOf, type Mount, mountRoutes } from '../../sidecar/platform/http/mount.ts';
import { listen } from '../../sidecar/platform/http/server.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import type { Nudge } from '../../sidecar/platform/queue.ts';
import { openViews } from '../../sidecar/platform/views.ts';
import { namesOf } from '../../sidecar/members/member.store.ts';
import { texts } from '../members/import-fixtures.ts';
import type { importer } from './import-flow.ts';

const root = fileURLToPath(new URL('../../sidecar', import.meta.url));

/** The import pages behind the real headers, layouts and assets; the header `x-actor` stands for the sign-in. */
export async function importSite(
  db: Db,
  { targets, clock }: ReturnType<typeof importer>,
  actors: Record<string, AdminScope>,
) {
  const assets = openAssets();
  const nudges: Nudge[] = [];
  let origin = '';
  const shell = {
    texts,
    render: openViews(root, texts),
    https: false,
    get origin() {
      return origin;
    },
  };
  const frame = (request: Parameters<typeof requestFrame>[0]) =>
    requestFrame(request, { company: 'Muster AG', assets: assets.urls });
  const mount: Mount<AdminScope, Action> = {
    layout: 'admin-ui/admin',
    open: async (request) => actors[request.get('x-actor') ?? 'admin'] as AdminScope,
    frame: ({ request, actor }) => ({
      ...frame(request),
      actor: { name: actor.name },
      nav: navigation(request.path, texts.translate(localeOf(request)), () => true),
    }),
  };
  const app = httpApp(
    {
      shell,
      log: pino({ level: 'silent' }),
      assets: assets.folders,
      checks: [],
      formTargets: [],
      trustedHops: 0,
      errorPage: ({ code, status, fields }) => ({
        reply: { json: { code, fields }, status },
        layout: 'admin-ui/admin',
      }),
    },
    (router) => {
      const nudge = async (_queue: string, sent: readonly Nudge[]) => void nudges.push(...sent);
      mountRoutes(
        router,
        shell,
        mount,
        importRoutes({
          db,
          clock,
          targets,
          defaultTarget: 'members',
          nudge,
          namesOf,
          nextStep: async () => undefined,
        }),
      );
    },
  );
  const listening = await listen(app, '127.0.0.1', 0);
  origin = `http://127.0.0.1:${listening.port}`;
  const ask = (path: string, options: RequestInit & { as?: string } = {}) =>
    fetch(`${origin}${path}`, {
      redirect: 'manual',
      ...options,
      headers: {
        'x-actor': options.as ?? 'admin',
        'sec-fetch-site': 'same-origin',
        'accept-language': 'de',
        accept: 'text/html',
      },
    });
  return {
    origin,
    nudges,
    ask,
    async upload(content: Buffer, fileName = 'Personal.xlsx', as = 'admin') {
      const body = new FormData();
      body.set('workbook', new Blob([new Uint8Array(content)]), fileName);
      return ask('/admin/imports', { method: 'POST', body, as });
    },
    close: () => listening.close(),
  };
}
