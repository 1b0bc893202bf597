import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import dockerignore from '@balena/dockerignore';
import { Copy, type Dockerfile, DockerfileParser, From, type Instruction } from 'dockerfile-ast';
import { parse } from 'yaml';

/** The checkout's top folder. */
export const root = fileURLToPath(new URL('../../', import.meta.url));
export const read = (file: string): string => readFileSync(join(root, file), 'utf8');

export type Service = {
  image: string;
  build?: { context: string; target: string };
  command?: string[];
  environment?: Record<string, string>;
  secrets?: string[];
  volumes?: string[];
  healthcheck?: { test: string[]; disable?: boolean };
  depends_on?: Record<string, { condition: string }>;
} & Record<string, unknown>;
export type Stack = {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
  secrets: Record<string, { file: string }>;
};

/** docker-compose.yml as Compose reads it: merge keys followed, `${NAME:-otherwise}` filled in from `env`. */
export function stack(env: Readonly<Record<string, string>> = {}): Stack {
  const filled = read('docker-compose.yml').replace(
    /(?<!\$)\$\{(\w+):-([^}]*)\}/g,
    (_, name: string, otherwise: string) => env[name] || otherwise,
  );
  return parse(filled, { merge: true }) as Stack;
}

/** The secrets as scripts/secrets.mjs makes them, in a folder of their own. */
export function madeSecrets(): {
  folder: string;
  names: string[];
  read(path: string): string;
  close(): void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'einlass-secrets-'));
  const printed = execFileSync(process.execPath, [join(root, 'scripts/secrets.mjs'), folder]).toString();
  const names = Object.keys(stack().secrets).filter((name) => existsSync(join(folder, name)));
  if (!printed.startsWith(`${names.length} secrets made`)) throw new Error(`others were made: ${printed}`);
  return {
    folder,
    names,
    read: (path) => readFileSync(path.replace('/run/secrets', folder), 'utf8'),
    close: () => rmSync(folder, { recursive: true }),
  };
}

export type Stage = { name: string; from: From; instructions: Instruction[] };

/** The stages of the Dockerfile by their names. */
export function stages(): Map<string, Stage> {
  const file: Dockerfile = DockerfileParser.parse(read('Dockerfile'));
  const found = new Map<string, Stage>();
  let stage: Stage | undefined;
  for (const instruction of file.getInstructions()) {
    if (instruction instanceof From) {
      stage = { name: instruction.getBuildStage() ?? '', from: instruction, instructions: [] };
      found.set(stage.name, stage);
    }
    stage?.instructions.push(instruction);
  }
  return found;
}

/** What a stage copies out of the checkout: sources and where they go. */
export function copies({ instructions }: Stage): { sources: string[]; to: string }[] {
  return instructions
    .filter((one) => one instanceof Copy)
    .filter((copy) => !copy.getFlags().some((flag) => flag.getName() === 'from'))
    .map((copy) => {
      const words = copy.getArguments().map((argument) => argument.getValue());
      return { sources: words.slice(0, -1), to: words.at(-1) ?? '' };
    });
}

/** The words of an instruction in exec form; throws where it has another, which would need a shell. */
export function execForm({ instructions }: Stage, keyword: string): string[] {
  const text = instructions.findLast((one) => one.getKeyword() === keyword)?.getArgumentsContent() ?? '';
  return JSON.parse(text.slice(text.indexOf('['))) as string[];
}

/** Whether Docker leaves a path of the checkout out of what it builds from. */
const ignored = dockerignore.default().add(read('.dockerignore').split('\n'));
export const isSent = (path: string): boolean => !ignored.ignores(path);
