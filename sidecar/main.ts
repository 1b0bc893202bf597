import { findCommand, helpFor } from './commands/index.ts';
import { UsageError } from './commands/command.ts';
import { SchemaError } from './commands/schema-needed.ts';
import { ConfigError, parseConfig } from './platform/config.ts';
import { AppError } from './platform/errors.ts';
import { openLog } from './platform/log.ts';

/** Grace of a stop: whatever still hangs after it is left to leases and sweeps. */
const stopSeconds = 25;

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      setTimeout(() => process.exit(1), stopSeconds * 1000).unref();
      resolve();
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  });
}

/** Words that a command does not know, or settings that are wrong: whoever called has to mend something. */
const isOfTheCall = (thrown: unknown): thrown is Error =>
  thrown instanceof UsageError ||
  thrown instanceof ConfigError ||
  String((thrown as { code?: unknown } | null)?.code).startsWith('ERR_PARSE_ARGS_');

function explain(thrown: unknown): string {
  if (isOfTheCall(thrown) || thrown instanceof SchemaError) return thrown.message;
  if (thrown instanceof AppError && thrown.code === 'keycloak_unavailable')
    return 'Keycloak does not answer: is KEYCLOAK_URL right, and is it running?';
  if ((thrown as { code?: unknown } | null)?.code === 'ECONNREFUSED')
    return 'PostgreSQL does not answer: is DATABASE_URL right, and is it running?';
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}

async function main(): Promise<number> {
  const args = process.argv.slice(2);
  const help = helpFor(args);
  if (help !== undefined) {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  const { command, rest } = findCommand(args);
  const config = parseConfig(process.env);
  // Intl follows it at once, so pages and mails need not be told.
  process.env['TZ'] = config.TIME_ZONE;
  const log = openLog(config.LOG_LEVEL, command.usage.split(' ')[0] ?? 'einlass');
  process.on('unhandledRejection', (err) => {
    log.fatal({ err }, 'unhandled rejection');
    process.exit(1);
  });
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const replace = (line: string): void => void process.stdout.write(`\r\u001b[K${line}`);
  const terminal = process.stdout.isTTY ? { replace } : {};
  return (await command.run(rest, { config, log, print, ...terminal, stopped: stopSignal() })) ?? 0;
}

try {
  process.exit(await main());
} catch (thrown) {
  process.stderr.write(`${explain(thrown)}\n`);
  if (thrown instanceof AppError && thrown.cause) process.stderr.write(`${explain(thrown.cause)}\n`);
  process.exit(isOfTheCall(thrown) ? 2 : 1);
}
