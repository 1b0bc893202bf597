import { appAdd, appList } from './app.commands.ts';
import { areaAdd, areaList, areaRename } from './area.commands.ts';
import { checkCommand, checkRealmCommand } from './check.commands.ts';
import { type Command, UsageError } from './command.ts';
import { demoSeed } from './demo.commands.ts';
import { importCommand } from './import.commands.ts';
import { keysList, keysRetire, keysRotate } from './keys.commands.ts';
import { managerInvite } from './network-manager.commands.ts';
import { reconcileCommand } from './reconcile.commands.ts';
import { retentionRun } from './retention.commands.ts';
import { serve, work } from './serve.commands.ts';
import { keysInit, migrateCommand, realmApply, setup } from './setup.commands.ts';

export const commands: readonly Command[] = [
  serve,
  work,
  setup,
  migrateCommand,
  keysInit,
  keysRotate,
  keysList,
  keysRetire,
  realmApply,
  checkRealmCommand,
  checkCommand,
  appAdd,
  appList,
  areaAdd,
  areaRename,
  areaList,
  managerInvite,
  importCommand,
  reconcileCommand,
  retentionRun,
  demoSeed,
];

/** The words that name the command: those before its first option or argument. */
function wordsOf({ usage: line }: Command): string[] {
  const words = line.split(' ');
  const end = words.findIndex((word) => !/^[a-z]+$/.test(word));
  return end < 0 ? words : words.slice(0, end);
}

export function usage(): string {
  const width = Math.max(...commands.map((command) => command.usage.length));
  return ['Commands:', ...commands.map((c) => `  ${c.usage.padEnd(width)}  ${c.summary}`)].join('\n');
}

/** The command that these words name, and what is left for it; UsageError where there is none. */
export function findCommand(args: readonly string[]): { command: Command; rest: readonly string[] } {
  const command = commands.find((candidate) =>
    wordsOf(candidate).every((word, index) => args[index] === word),
  );
  if (!command)
    throw new UsageError(args.length > 0 ? `unknown command: ${args.join(' ')}\n${usage()}` : usage());
  return { command, rest: args.slice(wordsOf(command).length) };
}
