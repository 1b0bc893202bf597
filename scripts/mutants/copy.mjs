import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../servers/paths.mjs';

/** All files of the checkout as they are now, without what is ignored. @param {string} folder */
function copyFiles(folder) {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 1e8 });
  const isFile = (name) => name && lstatSync(join(root, name), { throwIfNoEntry: false })?.isFile();
  for (const file of files.split('\0').filter(isFile)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(join(root, file), join(folder, file));
  }
}

/** A copy of the checkout in which guards may be dropped; node_modules is shared. */
export function openCopy() {
  const folder = mkdtempSync(join(tmpdir(), 'einlass-mutants-'));
  copyFiles(folder);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  // without a repository of its own, git apply would silently skip what lies outside of the one around it
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  const apply = (...args) => {
    const { status, stderr } = spawnSync('git', ['apply', ...args], { cwd: folder, encoding: 'utf8' });
    return status === 0 ? undefined : stderr.trim();
  };
  return {
    folder,
    /** Undefined, or why the patch does not fit. @param {string} patch */
    apply: (patch) => apply(patch),
    /** @param {string} patch */
    takeBack(patch) {
      const problem = apply('--reverse', patch);
      if (problem) throw new Error(`${patch} could not be taken back: ${problem}`);
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
