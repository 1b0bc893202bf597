import { once } from 'node:events';
import type { Response } from 'express';
import { AppError } from '../errors.ts';

/** One event for an EventSource; `data` is one line. */
export type ServerEvent = { event: string; data: string };
/** Events as they come; the signal says when to stop. */
export type EventStream = { events(signal: AbortSignal): AsyncIterable<ServerEvent> };

/** A stream ends after this time and the browser opens the next one, so that session and rights are asked for again. */
const streamSeconds = 50;
const heartbeatSeconds = 15;
/** Streams of this process; whoever comes later is told to poll. */
const streamLimit = 200;
const reconnectMilliseconds = 1000;

const streams = new Set<AbortController>();

/** Ends every open stream: the process is about to stop. */
export function endStreams(): void {
  for (const stream of streams) stream.abort();
}

/** Resolves after this time, or at once when the signal says so. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}

/** Sends events until they end, the reader goes away, the process stops or it is time to ask again who is reading. */
export async function sendEvents(response: Response, { events }: EventStream): Promise<void> {
  if (streams.size >= streamLimit) throw new AppError('too_many');
  const stream = new AbortController();
  const { signal } = stream;
  streams.add(stream);
  const end = (): void => stream.abort();
  response.on('close', end);
  const limit = setTimeout(end, streamSeconds * 1000);
  const heartbeat = setInterval(() => response.write(':\n\n'), heartbeatSeconds * 1000);
  try {
    response.status(200).set({
      'content-type': 'text/event-stream; charset=utf-8',
      // no-transform also keeps the compression from holding events back; the connection is not for further requests
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      connection: 'close',
    });
    response.write(`retry: ${reconnectMilliseconds}\n\n`);
    for await (const { event, data } of events(signal)) {
      if (signal.aborted) break;
      if (!response.write(`event: ${event}\ndata: ${data}\n\n`))
        await once(response, 'drain', { signal }).catch(() => undefined);
    }
    response.end();
  } finally {
    clearTimeout(limit);
    clearInterval(heartbeat);
    response.off('close', end);
    streams.delete(stream);
  }
}
