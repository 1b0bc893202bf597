import { join } from 'node:path';
import { openAssets } from '../../sidecar/admin-ui/assets.ts';
import { navigation } from '../../sidecar/admin-ui/frame.rules.ts';
import { requestFrame } from '../../sidecar/admin-ui/request-frame.ts';
import { schemeRoutes } from '../../sidecar/admin-ui/scheme.routes.ts';
import { httpApp } from '../../sidecar/platform/http/app.ts';
import { mountRoutes, type Shell } from '../../sidecar/platform/http/mount.ts';
import { routesFor } from '../../sidecar/platform/http/route.ts';
import { listen } from '../../sidecar/platform/http/server.ts';
import { openTexts } from '../../sidecar/platform/i18n.ts';
import { openViews } from '../../sidecar/platform/views.ts';
import { pino } from 'pino';
import { sampleViews } from './sample-views.ts';

/** What the campaign page's sample is served with. */
const framable = { 'content-security-policy': "default-src 'none'; frame-ancestors 'self'; sandbox" };
export const company = 'Muster AG';
const root = join(import.meta.dirname, '../../sidecar');
export const texts = openTexts(root);
export const render = openViews(root, texts);

/** The sample views behind the real headers, layouts and assets, at /admin/<name> and /public/<name>. */
export async function serveSamples(): Promise<{ origin: string; close(): Promise<void> }> {
  const assets = openAssets();
  const shell: Shell = { texts, render, origin: 'http://127.0.0.1', https: false };
  const frameOf = (request: Parameters<typeof requestFrame>[0]) =>
    requestFrame(request, { company, assets: assets.urls });
  const route = routesFor<object, never>();
  const options = {
    shell,
    log: pino({ level: 'silent' }),
    assets: assets.folders,
    checks: [],
    formTargets: [],
    trustedHops: 0,
    errorPage: () => ({
      reply: { view: 'admin-ui/error', data: {}, status: 500 },
      layout: 'admin-ui/public',
    }),
  };
  const app = httpApp(options, (router) => {
    for (const layout of ['admin', 'public'] as const) {
      const views = sampleViews.filter((sample) => sample.layout === layout);
      const mount = {
        layout: `admin-ui/${layout}`,
        open: async () => ({}),
        frame: ({
          request,
          t,
        }: {
          request: Parameters<typeof requestFrame>[0];
          t: Parameters<typeof navigation>[1];
        }) => ({
          ...frameOf(request),
          ...(layout === 'admin'
            ? { actor: { name: 'Petra Lindner' }, nav: navigation('/admin/members', t, () => true) }
            : {}),
        }),
      };
      const routes = views.map(({ name, view, data }) =>
        route({
          method: 'get',
          path: `/${layout}/${name}`,
          right: 'public',
          handler: () => ({ view, data: { company, ...data } }),
        }),
      );
      if (layout === 'admin') {
        const mail = { html: '<!doctype html><title>Mail</title><p>Guten Tag</p>', headers: framable };
        routes.push(route({ method: 'get', path: '/sample', right: 'public', handler: () => mail }));
      }
      mountRoutes(router, shell, mount, [...routes, ...(layout === 'public' ? schemeRoutes() : [])]);
    }
  });
  const server = await listen(app, '127.0.0.1', 0);
  shell.origin = `http://127.0.0.1:${server.port}`;
  return { origin: shell.origin, close: () => server.close() };
}
