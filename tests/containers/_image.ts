import { chmodSync, chownSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { run, type Running, start } from '../support/processes.ts';
import { copies, execForm, isSent, root, type Stage, stages } from './_stack.ts';

/** What an image holds, in a folder of its own, run as the image would run it. */
export type Image = {
  keys: string;
  /** Runs a command to its end, as `docker run <image> <words>` does; answers what it printed. */
  run(words: readonly string[], env: NodeJS.ProcessEnv): Promise<string>;
  start(words: readonly string[], env: NodeJS.ProcessEnv): Running;
  /** What the image's own health check says. */
  healthy(env: NodeJS.ProcessEnv): Promise<boolean>;
  close(): Promise<void>;
};

/** The user of the image; a test that is nobody special itself stays who it is. */
const nobody = process.getuid?.() === 0 ? { uid: 1000, gid: 1000 } : {};

/** As COPY does: a folder's content goes where it is told, and what .dockerignore leaves out stays away. */
function copyInto(folder: string, stage: Stage): void {
  for (const { sources, to } of copies(stage))
    for (const source of sources) {
      const target = to.endsWith('/') ? join(to, basename(source)) : to;
      cpSync(join(root, source), join(folder, target), {
        recursive: true,
        filter: (path) => path === root || isSent(path.slice(root.length)),
      });
    }
}

/** Follows the Dockerfile for one stage of ours: what it copies, and the packages as `packages` installs them. */
export async function assembled(name: string): Promise<Image> {
  const all = stages();
  const [packages, stage] = [all.get('packages'), all.get(name)];
  if (!packages || !stage) throw new Error(`the Dockerfile has no stage ${name}`);
  const folder = mkdtempSync(join(tmpdir(), 'einlass-image-'));
  chmodSync(folder, 0o755);
  const app = join(folder, 'app');
  mkdirSync(app);
  copyInto(app, packages);
  const install =
    packages.instructions.find((one) => one.getKeyword() === 'RUN')?.getArgumentsContent() ?? '';
  const [command = '', ...args] = (install.split('&&')[0] ?? '').trim().split(/\s+/);
  await run(command, [...args, '--prefer-offline'], { NODE_ENV: 'production' }, { cwd: app });
  copyInto(app, stage);
  const keys = join(folder, 'keys');
  mkdirSync(keys, { mode: 0o700 });
  if (nobody.uid) chownSync(keys, nobody.uid, nobody.gid);
  // another user may not be let through to the one that runs this
  const node = join(folder, 'node');
  copyFileSync(process.execPath, node);
  chmodSync(node, 0o755);

  const [, ...entry] = execForm(stage, 'ENTRYPOINT');
  const [, ...health] = execForm(stage, 'HEALTHCHECK');
  const as = { cwd: app, ...nobody };
  const fixed = { NODE_ENV: 'production', PATH: dirname(node) };
  const running: Running[] = [];
  return {
    keys,
    run: (words, env) => run(node, [...entry, ...words], { ...env, ...fixed }, as),
    start(words, env) {
      const process = start(node, [...entry, ...words], { ...env, ...fixed }, as);
      running.push(process);
      return process;
    },
    healthy: (env) =>
      run(node, health, { ...env, ...fixed }, as).then(
        () => true,
        () => false,
      ),
    async close() {
      await Promise.all(running.map((process) => process.stop('SIGKILL')));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
