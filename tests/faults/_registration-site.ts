import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Request } from 'express';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { pino } from 'pino';
import { openAssets } from '../../sidecar/admin-ui/assets.ts';
import { publicMount } from '../../sidecar/admin-ui/mounts.ts';
import { requestFrame } from '../../sidecar/admin-ui/request-frame.ts';
import type { Facts } from '../../sidecar/areas/field.ts';
import type { Database } from '../../sidecar/platform/db.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { httpApp } from '../../sidecar/platform/http/app.ts';
import { mountRoutes, type Shell } from '../../sidecar/platform/http/mount.ts';
import { listen } from '../../sidecar/platform/http/server.ts';
import { openTexts } from '../../sidecar/platform/i18n.ts';
import { randomSecret } from '../../sidecar/platform/secrets.ts';
import { openViews } from '../../sidecar/platform/views.ts';
import type { AppStartDeps } from '../../sidecar/registration/app-start.service.ts';
import type { RegistrationDeps } from '../../sidecar/registration/deps.ts';
import { sendCode } from '../../sidecar/registration/code.service.ts';
import { registrationRoutes } from '../../sidecar/registration/registration.routes.ts';
import { begin } from '../../sidecar/registration/begin.service.ts';
import { openTries } from '../../sidecar/registration/tries.store.ts';
import type { House } from '../registration/decision-house.ts';

const root = join(import.meta.dirname, '../../sidecar');
const cookieName = 'einlass_registration';

/** All that somebody outside can see of an answer, with the asked id left out; `queries` are the statements that it took. */
export type Seen = { status: number; headers: [string, string][]; body: string; queries: string[] };

/** The real pages of registrations behind the real shell, over a connection whose statements are noted; what needs Keycloak is not asked. */
export async function registrationSite(house: House) {
  const { clock, ring, origin } = house.deps;
  const queries: string[] = [];
  const pool = new pg.Pool({ connectionString: house.database.url, max: 5 });
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool }),
    log: ({ query }) => void queries.push(query.sql),
  });
  const nudged: string[] = [];
  const deps = {
    db,
    clock,
    ring,
    origin,
    cookieName,
    identityProvider: 'access',
    appUrl: origin,
    nudge: async (id: string) => void nudged.push(id),
  } as unknown as RegistrationDeps & AppStartDeps;
  const texts = openTexts(root);
  const shell: Shell = { texts, render: openViews(root, texts), origin: '', https: false };
  const assets = openAssets();
  const frame = (request: Request) => requestFrame(request, { company: 'Muster AG', assets: assets.urls });
  const log = pino({ level: 'silent' });
  const errorPage = () => ({
    reply: { view: 'admin-ui/error', data: {}, status: 500 },
    layout: 'admin-ui/public',
  });
  const options = {
    shell,
    log,
    assets: assets.folders,
    checks: [],
    formTargets: [],
    trustedHops: 0,
    errorPage,
  };
  const app = httpApp(options, (router) =>
    mountRoutes(router, shell, publicMount(frame), registrationRoutes(deps)),
  );
  const server = await listen(app, '127.0.0.1', 0);
  shell.origin = `http://127.0.0.1:${server.port}`;
  const codes = { ...house.deps, db: house.db, mayMail: openTries(ring).mayMail };
  return {
    /** Somebody at an empty form. */
    async begun(): Promise<{ id: string; cookie: string }> {
      const secret = randomSecret();
      const visit = { locale: 'de' as const, cookie: () => secret, visitor: Buffer.from(randomUUID()) };
      const what = { way: 'criteria' as const, areaId: null };
      const { row } = await begin({ db: house.db, clock, cookieName }, visit, what, { own_start: true });
      return { id: row.id, cookie: `${cookieName}=${secret}` };
    },
    async ask({ id, cookie }: { id: string; cookie: string }, place = '', body?: Facts): Promise<Seen> {
      queries.length = 0;
      const answer = await fetch(`${shell.origin}/registration/${id}${place}`, {
        redirect: 'manual',
        headers: {
          cookie,
          'sec-fetch-site': 'same-origin',
          'accept-language': 'de',
          'accept-encoding': 'identity',
        },
        ...(body ? { method: 'POST', body: new URLSearchParams(body) } : {}),
      });
      const text = (await answer.text()).replaceAll(id, 'ID');
      const headers = [...answer.headers]
        .filter(([name]) => name !== 'date' && name !== 'etag')
        .map(([name, value]): [string, string] => [name, value.replaceAll(id, 'ID')]);
      return { status: answer.status, headers, body: text, queries: [...queries] };
    },
    /** What the worker does once somebody has sent the form: a code, or a mail to whom the address belongs. */
    mailed: (id: string) => sendCode(codes, id),
    /** As if the code had been right and nobody else signed in. */
    async proven(id: string): Promise<void> {
      const due = { state: 'deciding' as const, due_at: addSeconds(clock(), -1) };
      await house.db.updateTable('registration').set(due).where('id', '=', id).execute();
    },
    async close(): Promise<void> {
      await server.close();
      await db.destroy();
    },
  };
}
export type Site = Awaited<ReturnType<typeof registrationSite>>;
