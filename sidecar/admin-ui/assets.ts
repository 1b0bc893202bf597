import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Addresses for the layouts; each holds a hash of the files, so that browsers may keep them. */
export type AssetUrls = {
  admin: string;
  public: string;
  htmx: string;
  progress: string;
  select: string;
  copy: string;
  opened: string;
  insert: string;
  waiting: string;
  icon: string;
};
export type Assets = { folders: ReadonlyMap<string, string>; urls: AssetUrls };

const require = createRequire(import.meta.url);

/** Our style sheets and script, PatternFly's fonts and htmx: URL prefix → folder for the web process, and the files' addresses. */
export function openAssets(): Assets {
  const own = fileURLToPath(new URL('./assets', import.meta.url));
  const fonts = join(dirname(require.resolve('@patternfly/patternfly/package.json')), 'assets', 'fonts');
  const htmx = join(dirname(require.resolve('htmx.org/package.json')), 'dist');
  const hash = createHash('sha256');
  for (const file of [
    join(own, 'admin.css'),
    join(own, 'public.css'),
    join(own, 'icon.svg'),
    join(own, 'progress.js'),
    join(own, 'select.js'),
    join(own, 'copy.js'),
    join(own, 'opened.js'),
    join(own, 'insert.js'),
    join(own, 'waiting.js'),
    join(htmx, 'htmx.min.js'),
  ]) {
    hash.update(readFileSync(file));
  }
  const base = `/assets/${hash.digest('hex').slice(0, 12)}`;
  return {
    folders: new Map([
      [`${base}/ui`, own],
      [`${base}/fonts`, fonts],
      [`${base}/htmx`, htmx],
    ]),
    urls: {
      admin: `${base}/ui/admin.css`,
      public: `${base}/ui/public.css`,
      progress: `${base}/ui/progress.js`,
      icon: `${base}/ui/icon.svg`,
      htmx: `${base}/htmx/htmx.min.js`,
      select: `${base}/ui/select.js`,
      copy: `${base}/ui/copy.js`,
      opened: `${base}/ui/opened.js`,
      insert: `${base}/ui/insert.js`,
      waiting: `${base}/ui/waiting.js`,
    },
  };
}
