import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { areasFor } from '../areas/policy.rules.ts';
import { readTree } from '../areas/area.store.ts';
import type { AdminScope } from '../areas/scope.ts';
import { errorFileName } from '../imports/error-file.rules.ts';
import { findImport, type ImportHead } from '../imports/import.read-model.ts';
import { hasBlockedRows, storedSubjects } from '../imports/import-row.store.ts';
import { startImport } from '../imports/start.service.ts';
import { describeImport, discardImport } from '../imports/trial.store.ts';
import { acceptUpload } from '../imports/upload.service.ts';
import { importAreas } from '../members/import-areas.rules.ts';
import { findByUsername } from '../members/member.store.ts';
import { actorById } from '../members/sign-in.service.ts';
import { AppError } from '../platform/errors.ts';
import { openServices, type Services } from '../services.ts';
import { type Command, type CommandContext, UsageError } from './command.ts';
import { type Drive, importDrive } from './import-drive.ts';
import {
  columnLines,
  countLine,
  faultyLines,
  newcomerLines,
  progressLine,
  refusalLines,
  saveErrorFile,
} from './import-report.ts';

/** All stored · failed · some rows are blocked or left out, or an account could not be made; 2 is for wrong words. */
const exit = { stored: 0, failed: 1, partly: 3 } as const;
const operator = { kind: 'operator' } as const;

type Wish = { file: string; errors: string | undefined; trial: boolean; all: boolean };
type Run = { services: Services; context: CommandContext; scope: AdminScope; drive: Drive; wish: Wish };

/** The import acts with this administrator's rights, so that the command line opens no way around them. */
async function scopeFor({ db }: Services, username: string | undefined): Promise<AdminScope> {
  if (!username)
    throw new UsageError('import needs --as <user name of an administrator>, whose rights count');
  const member = await findByUsername(db, username.toLowerCase());
  const actor = member && (await actorById(db, member.id));
  const tree = await readTree(db);
  if (!actor || areasFor(tree, actor, 'members.import').length === 0)
    throw new UsageError(`${username} is not an administrator who may import`);
  return { actor, tree };
}

function areaCell(scope: AdminScope, slug: string | undefined): { area: string } | undefined {
  if (slug === undefined) return undefined;
  const found = importAreas(scope).find(({ area }) => area.slug === slug);
  if (!found) throw new UsageError(`--area: there is no area ${slug} into which they may import`);
  return { area: found.label };
}

async function keepFile({ services, scope, wish, drive }: Run, defaults: { area: string } | undefined) {
  const content = await readFile(wish.file).catch(() => {
    throw new UsageError(`${wish.file} cannot be read`);
  });
  const upload = { fileName: basename(wish.file), content };
  return services.db.transaction().execute(async (trx) => {
    const id = await acceptUpload(trx, 'members', upload, scope.actor.memberId, drive.box);
    await describeImport(trx, id, { defaults, trial: wish.trial });
    return id;
  });
}

/** Works until the import is in one of these states, with a bar on a terminal, else a line now and then. */
async function follow({ context, drive }: Run, id: string, ends: readonly string[]): Promise<boolean> {
  let told = '';
  let at = 0;
  const ended = await drive.until(id, ends, (progress) => {
    const line = progressLine(progress);
    if (context.replace) return context.replace(line);
    if (line === told || Date.now() - at < 5000) return undefined;
    [told, at] = [line, Date.now()];
    return context.print(line);
  });
  context.replace?.('');
  return ended;
}

async function headOf({ services, scope }: Run, id: string): Promise<ImportHead> {
  const viewer = { memberId: scope.actor.memberId, seesAll: false };
  const head = await findImport(services.db, viewer, id, { trials: true });
  if (!head) throw new AppError('not_found');
  return head;
}

/** Says how it is, and leaves the error file; answers whether every row is fine. */
async function report(run: Run, head: ImportHead): Promise<boolean> {
  const { services, context, scope, drive, wish } = run;
  context.print(await countLine(services, head));
  for (const line of await newcomerLines(services, head)) context.print(line);
  for (const line of await faultyLines(services, scope, drive.target, head)) context.print(line);
  const path = wish.errors ?? join(dirname(wish.file), errorFileName(head, 'errors'));
  const faulty = await saveErrorFile(services, head, path);
  if (faulty) context.print(`The faulty rows with what to do are in ${path}`);
  return !faulty;
}

async function runStaged(run: Run, id: string): Promise<number> {
  const { services, context, scope, wish, drive } = run;
  const staged = await headOf(run, id);
  if (staged.error) {
    for (const line of refusalLines(services, staged.error)) context.print(line);
    return exit.failed;
  }
  if (staged.state === 'mapping') {
    for (const line of await columnLines(services, scope, drive.target, id)) context.print(line);
    context.print(
      'Rename or remove these columns, or upload the file on the page Importe to match them there',
    );
    await discardImport(services.db, id);
    return exit.failed;
  }
  const blocked = await hasBlockedRows(services.db, id);
  if (wish.trial || (wish.all && blocked)) {
    const fine = await report(run, staged);
    if (!wish.trial) context.print('Nothing was stored, because of --all-or-nothing');
    await discardImport(services.db, id);
    return fine ? exit.stored : exit.partly;
  }
  await startImport(services.db, id, operator, services.clock(), wish.all ? 'all_or_nothing' : 'valid_rows');
  if (!(await follow(run, id, ['done', 'paused']))) {
    context.print('Stopped here; the worker goes on with what is left');
    return exit.failed;
  }
  const ended = await headOf(run, id);
  const fine = await report(run, ended);
  if (ended.state === 'paused') {
    context.print('Paused by an administrator; the rows that are left wait on the page of the import');
    return exit.partly;
  }
  const { failed } = await drive.target.progress(services.db, storedSubjects(id));
  if (failed > 0) context.print(`${failed} accounts could not be made; see the page of the import`);
  return fine && failed === 0 ? exit.stored : exit.partly;
}

function wishOf(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = { as: text, area: text, errors: text, 'dry-run': flag, 'all-or-nothing': flag };
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    const [file, ...others] = positionals;
    if (!file || others.length > 0) throw new UsageError('import takes one file (.xlsx or .csv)');
    if (values.errors !== undefined && resolve(values.errors) === resolve(file))
      throw new UsageError('--errors must not be the file itself');
    const wish = {
      file,
      errors: values.errors,
      trial: values['dry-run'] === true,
      all: values['all-or-nothing'] === true,
    };
    return { wish, as: values.as, area: values.area };
  } catch (thrown) {
    throw thrown instanceof UsageError ? thrown : new UsageError((thrown as Error).message);
  }
}

/** The same rules and the same report as on the pages. */
export const importCommand: Command = {
  usage: 'import <file> --as <user name> [--dry-run] [--area slug] [--all-or-nothing] [--errors path]',
  summary: 'import people from a workbook; ends with 0 all stored, 1 failed, 2 usage, 3 rows left out',
  async run(args, context) {
    const { wish, as, area } = wishOf(args);
    const services = await openServices(context.config, context.log);
    try {
      const scope = await scopeFor(services, as);
      const run = { services, context, scope, wish, drive: importDrive(services, context.stopped) };
      const id = await keepFile(run, areaCell(scope, area));
      if (await follow(run, id, ['ready', 'mapping', 'done'])) return await runStaged(run, id);
      await discardImport(services.db, id);
      return exit.failed;
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.status >= 500) throw thrown;
      const { code, fields } = thrown;
      for (const line of refusalLines(services, { code, fields })) context.print(line);
      return exit.failed;
    } finally {
      await services.close();
    }
  },
};
