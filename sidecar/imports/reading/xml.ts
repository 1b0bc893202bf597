import { SaxesParser } from 'saxes';
import { AppError } from '../../platform/errors.ts';
import type { Archive } from './archive.ts';

/** Names without their prefix, as programs choose prefixes freely. */
export type XmlHandlers = {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
};

/** An honest part nests fewer than twenty elements, and its longest text is one cell of 32,767 characters. */
const maxDepth = 100;
const maxSilentBytes = 1_000_000;

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/**
 * Hears a part of the archive piece by piece. Throws `workbook_unreadable` for what is no XML, declares entities, or nests
 * without end, `too_large` for more elements than the archive may have.
 */
export function xmlParser(
  archive: Archive,
  handlers: XmlHandlers,
): { write(bytes: Buffer): void; end(): void } {
  const parser = new SaxesParser<{ xmlns: false; position: false }>({ xmlns: false, position: false });
  const decoder = new TextDecoder();
  const refuse = (cause: unknown): never => {
    throw new AppError('workbook_unreadable', { cause });
  };
  let depth = 0;
  let silentBytes = 0;
  parser.on('error', refuse);
  parser.on('doctype', () => refuse('a part declares a DTD'));
  parser.on('opentag', ({ name, attributes }) => {
    silentBytes = 0;
    depth += 1;
    archive.element();
    if (depth > maxDepth) refuse('nested too deep');
    handlers.open(localName(name), attributes);
  });
  parser.on('closetag', ({ name }) => {
    silentBytes = 0;
    depth -= 1;
    handlers.close?.(localName(name));
  });
  if (handlers.text) {
    parser.on('text', handlers.text);
    parser.on('cdata', handlers.text);
  }
  return {
    write(bytes) {
      silentBytes += bytes.length;
      parser.write(decoder.decode(bytes, { stream: true }));
      if (silentBytes > maxSilentBytes) refuse('a text without end');
    },
    end() {
      parser.write(decoder.decode());
      parser.close();
    },
  };
}

/** Hears a whole part; throws as `xmlParser`. */
export async function readXml(archive: Archive, part: string, handlers: XmlHandlers): Promise<void> {
  const parser = xmlParser(archive, handlers);
  for await (const chunk of archive.read(part)) parser.write(chunk);
  parser.end();
}
