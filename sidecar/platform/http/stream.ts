import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

export type FileStream = { chunks: AsyncIterable<Uint8Array>; fileName: string; contentType: string };

/** A file that is made while it is sent; whoever makes it waits for the reader, and stops with a reader who goes away. */
export async function sendFileStream(response: Response, file: FileStream): Promise<void> {
  response.attachment(file.fileName).type(file.contentType);
  try {
    await pipeline(Readable.from(file.chunks, { objectMode: false }), response);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_STREAM_PREMATURE_CLOSE') return;
    // what fails before the first byte is shown as an error page
    if (!response.headersSent) response.removeHeader('content-disposition');
    throw error;
  }
}
