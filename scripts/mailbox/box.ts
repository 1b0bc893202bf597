import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Envelope, type Message, readMessage } from './message.ts';

/** The newest messages, in memory and, given a folder, on disk: `<id>.json` the envelope, `<id>.eml` as it came. */
export interface Box {
  /** Newest first. */
  all(): readonly Message[];
  find(id: string): Message | undefined;
  add(from: string, to: readonly string[], raw: Uint8Array): Promise<Message>;
  keep(message: Message): void;
  clear(): void;
}

function remove(folder: string, id: string): void {
  for (const ending of ['json', 'eml']) rmSync(join(folder, `${id}.${ending}`), { force: true });
}

async function readFolder(folder: string): Promise<Message[]> {
  const messages: Message[] = [];
  for (const file of readdirSync(folder)
    .filter((name) => /^\d+\.json$/.test(name))
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))) {
    try {
      const envelope = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Envelope;
      messages.push(await readMessage(envelope, readFileSync(join(folder, `${envelope.id}.eml`))));
    } catch {
      // a message that was being written when the machine stopped: it was never acknowledged
      remove(folder, file.replace('.json', ''));
    }
  }
  return messages;
}

/** Opens a box; ids count up and are never used twice. */
export async function openBox(limit: number, folder?: string): Promise<Box> {
  if (folder) mkdirSync(folder, { recursive: true, mode: 0o700 });
  let messages = folder ? await readFolder(folder) : [];
  let last = Math.max(0, ...messages.map((message) => Number(message.id)));
  const write = (message: Message): void => {
    if (!folder) return;
    const path = join(folder, message.id);
    const { id, receivedAt, envelope } = message;
    writeFileSync(`${path}.eml`, message.raw, { mode: 0o600 });
    writeFileSync(`${path}.part`, JSON.stringify({ id, receivedAt, ...envelope }), { mode: 0o600 });
    renameSync(`${path}.part`, `${path}.json`);
  };
  const drop = (old: readonly Message[]): void => {
    if (folder) for (const message of old) remove(folder, message.id);
  };
  return {
    all: () => messages.toReversed(),
    find: (id) => messages.find((message) => message.id === id),
    add: (from, to, raw) => {
      last += 1;
      return readMessage({ id: String(last), receivedAt: new Date().toISOString(), from, to }, raw);
    },
    keep: (message) => {
      write(message);
      messages = [...messages, message].sort((a, b) => Number(a.id) - Number(b.id));
      drop(messages.slice(0, -limit));
      messages = messages.slice(-limit);
    },
    clear: () => {
      drop(messages);
      messages = [];
    },
  };
}
