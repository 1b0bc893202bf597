import type { Config } from '../platform/config.ts';
import type { Log } from '../platform/log.ts';

/** What a command may touch; main.ts alone knows the process. */
export type CommandContext = {
  config: Config;
  log: Log;
  /** One line for the person at the terminal. */
  print(line: string): void;
  /** Replaces the last line of the terminal; absent where the output goes to a file or a pipe. */
  replace?(line: string): void;
  /** Resolves when the process is asked to stop. */
  stopped: Promise<void>;
};
/** Does its work and ends, with an exit code where it is not 0; throws UsageError for words it does not know. */
export type Command = {
  /** How it is called, for the list of commands. */
  usage: string;
  summary: string;
  run(args: readonly string[], context: CommandContext): Promise<number | void>;
};

/** The words were wrong; the message says what is expected. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
