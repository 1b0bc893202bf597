import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const git = (...args: string[]): Buffer => execFileSync('git', args, { cwd: root, maxBuffer: 1e9 });

type Manifest = { version: string; dependencies: Record<string, string> };
const manifestIn = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

/** The revision that EINLASS_PREVIOUS names, else the newest tag before this commit. */
function revision(): string {
  const given = process.env['EINLASS_PREVIOUS'];
  try {
    const name = given ?? git('describe', '--tags', '--abbrev=0', 'HEAD~1').toString().trim();
    return git('rev-parse', '--verify', `${name}^{commit}`).toString().trim();
  } catch {
    throw new Error(
      given
        ? `EINLASS_PREVIOUS=${given} names no commit of this repository`
        : 'say which version runs beside this one: EINLASS_PREVIOUS=<git revision> npm run faults -- upgrade',
    );
  }
}

/** Whether our packages are those that it asks for, all in its versions. */
function ourPackagesDo(folder: string): boolean {
  return Object.entries(manifestIn(folder).dependencies).every(([name, version]) => {
    const ours = join(root, 'node_modules', name);
    return existsSync(join(ours, 'package.json')) && manifestIn(ours).version === version;
  });
}

/** Another version of the sidecar out of the repository's history, with its packages, in a folder of its own. */
export function previousVersion(): { revision: string; main: string; migrations: number; close(): void } {
  const commit = revision();
  const folder = mkdtempSync(join(tmpdir(), 'einlass-previous-'));
  execFileSync('tar', ['x', '-C', folder], { input: git('archive', commit) });
  if (ourPackagesDo(folder)) symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  else
    execFileSync('npm', ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
  const below = ['-r', '--name-only', commit, 'sidecar/platform/migrations/'];
  return {
    revision: git('log', '-1', '--format=%h of %cs: %s', commit).toString().trim(),
    main: join(folder, 'sidecar', 'main.ts'),
    migrations: git('ls-tree', ...below)
      .toString()
      .trim()
      .split('\n').length,
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
