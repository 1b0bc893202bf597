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

/** The command that these words name, and what is left for it; UsageError where there is none, or it takes nothing more. */
export function findCommand(args: readonly string[]): { command: Command; rest: readonly string[] } {
  const command = named(args);
  if (!command)
    throw new UsageError(args.length > 0 ? `unknown command: ${args.join(' ')}\n${usage()}` : usage());
  const words = wordsOf(command);
  const rest = args.slice(words.length);
  if (rest.length > 0 && command.usage === words.join(' '))
    throw new UsageError(`${command.usage} takes nothing more`);
  return { command, rest };
}

const named = (args: readonly string[]): Command | undefined =>
  commands.find((candidate) => wordsOf(candidate).every((word, index) => args[index] === word));

/** What to print for `help`, `--help` and `-h`, of one command where it is named; undefined where nobody asks for help. */
export function helpFor(args: readonly string[]): string | undefined {
  if (args[0] !== 'help' && !args.some((arg) => arg === '--help' || arg === '-h')) return undefined;
  const command = named(args[0] === 'help' ? args.slice(1) : args);
  return command ? `${command.usage}\n  ${command.summary}` : usage();
}
