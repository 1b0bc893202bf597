import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { freePort } from '../support/free-port.ts';
import { until } from '../support/processes.ts';
import { recipeOf } from '../../sidecar/commands/app-paste.ts';
import type { AppKind } from '../../realm-config/app-clients.ts';
import { appCommand, pasted } from './_add-app.ts';

const root = join(import.meta.dirname, '../..');
const modules = join(root, 'node_modules');

export type Following = {
  /** Settings of Einlass, under which `app add` runs; `REGISTRATION_APPS` follows what it prints. */
  env: NodeJS.ProcessEnv;
  /** Addresses of the page and what stands for them here. */
  addresses: Readonly<Record<string, string>>;
  /** Settings of the app that its developer adds. */
  own?: Readonly<Record<string, string>>;
};
export type RecipeApp = {
  folder: string;
  output(): string;
  /** Types one line; answers the first new line of output that matches. */
  say(line: string, answer: RegExp): Promise<string>;
  stop(): Promise<void>;
};

type Reword = (text: string) => string;

/** Of the one port that the pages name, because two such apps may run side by side here. */
async function portOfOurOwn(): Promise<Reword> {
  const port = String(await freePort());
  return (text) => text.replaceAll('47_110', port).replaceAll('127.0.0.1:47110', `127.0.0.1:${port}`);
}

/** Does what the page for one kind of app says, word by word but for its port, in a new folder; answers the running app. */
export async function followRecipe(kind: string, following: Following): Promise<RecipeApp> {
  const [page = ''] = recipeOf[kind as AppKind].split('#');
  const text = readFileSync(join(root, page), 'utf8');
  const folder = mkdtempSync(join(tmpdir(), `einlass-recipe-${kind}-`));
  const fence = /^```(\S+) (file|recipe)=(\S+)\n([\s\S]*?)^```$/gm;
  const commands: string[] = [];
  const reword = await portOfOurOwn();
  for (const [, , what, name = '', content = ''] of text.matchAll(fence)) {
    if (what === 'file' && name.startsWith(`tests/apps/${kind}/`))
      writeFileSync(join(folder, basename(name)), reword(content));
    if (what === 'recipe' && name === kind)
      commands.push(
        ...content
          .trim()
          .split(/\n| && /)
          .map((line) => replaced(line, following.addresses)),
      );
  }
  const starting = commands.pop()?.split(' ') ?? [];
  if (starting[0] !== 'node') throw new Error(`the recipe ${kind} ends without starting its app`);
  for (const command of commands) await follow(command, folder, following, reword);
  return started(starting.slice(1), folder, following);
}

function replaced(line: string, addresses: Readonly<Record<string, string>>): string {
  return Object.entries(addresses).reduce((text, [from, to]) => text.replaceAll(from, to), line);
}

async function follow(command: string, folder: string, { env }: Following, reword: Reword): Promise<void> {
  const [program = '', ...args] = command.split(' ');
  if (program === 'einlass') {
    const printed = reword(await appCommand(env, 'add', ...args.slice(2)));
    // What else the command asks for is done, too.
    const apps = /^REGISTRATION_APPS="(.+)"$/m.exec(printed)?.[1];
    if (apps) env['REGISTRATION_APPS'] = apps;
    const file = /^Paste into (\S+):$/m.exec(printed)?.[1] ?? '';
    writeFileSync(join(folder, file), `${pasted(printed)}\n`);
  } else if (command.startsWith('npm install ')) {
    for (const wanted of args.slice(1)) checkInstalled(wanted);
    symlinkSync(modules, join(folder, 'node_modules'));
  } else if (program === 'npm' || program === 'cp') execFileSync(program, args, { cwd: folder });
  else throw new Error(`nobody knows how to follow: ${command}`);
}

/** Instead of installing: what the page names is what the tests run on. */
function checkInstalled(wanted: string): void {
  const [, name = '', version = ''] = /^(@?[^@]+)@(\S+)$/.exec(wanted) ?? [];
  const there = JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')) as { version: string };
  if (!`${there.version}.`.startsWith(`${version}.`))
    throw new Error(`the page says ${wanted}, but the tests run on ${there.version}`);
}

async function started(args: readonly string[], folder: string, { own = {} }: Following): Promise<RecipeApp> {
  const file = args.includes('--env-file=.env');
  for (const [name, value] of Object.entries(file ? own : {}))
    appendFileSync(join(folder, '.env'), `${name}="${value}"\n`);
  const child: ChildProcess = spawn(process.execPath, args, {
    cwd: folder,
    env: { PATH: process.env['PATH'], NODE_NO_WARNINGS: '1', ...(file ? {} : own) },
    stdio: 'pipe',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const app: RecipeApp = {
    folder,
    output: () => output,
    async say(line, answer) {
      const from = output.length;
      child.stdin?.write(`${line}\n`);
      return until(`the app's answer to ${line}`, async () => answer.exec(output.slice(from))?.[0]);
    },
    async stop() {
      child.kill();
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await Promise.race([
    until('the app is there', async () => /listens|\?$/m.test(output)),
    exited.then(() => Promise.reject(new Error(`the app ended:\n${output}`))),
  ]);
  return app;
}
