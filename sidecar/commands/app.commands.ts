import { randomBytes, X509Certificate } from 'node:crypto';
import { readFile, unlink, writeFile } from 'node:fs/promises';
import { type AppKind, appClient, gateOf } from '../../realm-config/app-clients.ts';
import { record } from '../audit/audit.store.ts';
import { addApp, listApps } from '../keycloak/add-app.ts';
import { withDb } from '../platform/db.ts';
import { AppError, type FieldError } from '../platform/errors.ts';
import { adminFor } from './admin-for.ts';
import { connected } from './app-connected.ts';
import { type AskedApp, askedApp, secretKinds } from './app-wish.ts';
import { type Command, type CommandContext, UsageError } from './command.ts';

export const appAdd: Command = {
  usage: 'app add <kind> <client-id> [--url address] [--dry-run] …',
  summary: 'connect an app with safe settings; prints what to paste (docs/connect.md)',
  async run(args, context) {
    const asked = askedApp(args);
    const { kind, dryRun } = asked;
    const { config, print } = context;
    const secret = secretKinds.includes(kind) ? randomBytes(32).toString('base64url') : undefined;
    const certificate = await certificateIn(asked);
    const body = appClient(kind, { ...asked.wish, ...(secret ? { secret } : {}), ...certificate });
    if (dryRun) return print(JSON.stringify(secret ? { ...body, secret: '***' } : body, undefined, 2));
    const admin = await adminFor(config, 'app add');
    const keptIn = secret && (await keepSecret(asked, secret));
    try {
      await addApp(admin, config.KEYCLOAK_REALM, body);
    } catch (error) {
      if (keptIn) await unlink(keptIn);
      throw explained(error, config.KEYCLOAK_REALM);
    }
    await noted(context, kind, body.clientId);
    for (const line of connected(asked, { config, body, secret, keptIn })) print(line);
  },
};

export const appList: Command = {
  usage: 'app list',
  summary: 'show the apps that were added',
  async run(_args, { config, print }) {
    const rows = await listApps(await adminFor(config, 'app list'), config.KEYCLOAK_REALM);
    if (rows.length === 0) print('No apps yet: begin with "app add web portal --url https://portal.example"');
    for (const { clientId, kind, name, url, enabled } of rows)
      print([clientId, kind, url, name, enabled ? '' : '(off)'].filter(Boolean).join('  '));
  },
};

/** A certificate file as Keycloak keeps it: the Base64 alone. */
async function certificateIn({ certificateFile: file }: AskedApp): Promise<{ certificate?: string }> {
  if (!file) return {};
  try {
    const read = new X509Certificate(await readFile(file));
    if (new Date(read.validTo) < new Date()) throw new Error('it has expired');
    return { certificate: read.raw.toString('base64') };
  } catch (error) {
    throw new UsageError(`--certificate ${file}: no certificate could be read (${String(error)})`);
  }
}

/** Readable by its owner alone; a file that is there is not written over, because an app may live on what it holds. */
async function keepSecret({ secretFile: file }: AskedApp, secret: string): Promise<string | undefined> {
  if (!file) return undefined;
  try {
    await writeFile(file, `${secret}\n`, { mode: 0o600, flag: 'wx' });
    return file;
  } catch (error) {
    const there = (error as { code?: unknown }).code === 'EEXIST';
    throw new UsageError(
      `--secret-file ${file}: ${there ? 'this file exists already; name another' : `cannot be written (${String(error)})`}`,
    );
  }
}

/** What Keycloak refused, as a sentence that says what to do. */
function explained(error: unknown, realm: string): unknown {
  if (!(error instanceof AppError) || !['conflict', 'not_found'].includes(error.code)) return error;
  if (error.fields.length === 0)
    return new UsageError(`There is no realm ${realm} yet: run "realm apply" first`);
  return new UsageError(error.fields.map(fieldText).join('\n'));
}

function fieldText({ field, params }: FieldError): string {
  const name = String(params?.['name']);
  if (field === 'clientId')
    return `There is a client ${name} already, and it was not changed: choose another client id, or remove it in Keycloak's console first`;
  if (field === 'calls')
    return `There is no API ${name} to call: add it first ("app add api ${name}"), or leave out --calls ${name}`;
  return `The realm has no scope ${name}: run "realm apply" first${gateOf(name) === undefined ? '' : '; the area of a gate must stand in AREA_GATES'}`;
}

/** The client is there by now, so a database that is away does not make the command fail. */
async function noted({ config, print }: CommandContext, kind: AppKind, app: string): Promise<void> {
  try {
    await withDb(config.DATABASE_URL, (db) =>
      record(db, { kind: 'operator' }, [{ act: 'app.added', app, kind }]),
    );
  } catch {
    print('PostgreSQL does not answer: the app was added, but the log of Einlass does not say so');
  }
}
