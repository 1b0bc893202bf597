import { appAdd, appList } from '../../sidecar/commands/app.commands.ts';
import { parseConfig } from '../../sidecar/platform/config.ts';
import { openLog } from '../../sidecar/platform/log.ts';

/** Runs `app add` or `app list` in this process, which is much faster than starting one; answers what it prints. */
export async function appCommand(
  env: NodeJS.ProcessEnv,
  name: 'add' | 'list',
  ...args: string[]
): Promise<string> {
  const lines: string[] = [];
  const command = name === 'add' ? appAdd : appList;
  await command.run(args, {
    config: parseConfig(env),
    log: openLog('silent', 'app'),
    print: (line) => void lines.push(line),
    stopped: new Promise(() => {}),
  });
  return lines.join('\n');
}

/** The lines that `app add` says to paste into the app's settings file. */
export function pasted(printed: string): string {
  return /(?:^|\n)Paste into [^\n]*:\n([\s\S]*?)(?:\n\n|$)/.exec(printed)?.[1] ?? '';
}
