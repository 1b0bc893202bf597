import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import express, { type Request, type Response } from 'express';
import type { Box } from './box.ts';
import { escape } from './html.ts';
import { isFor, type Message } from './message.ts';
import { listPage, messagePage, missingPage } from './pages.ts';

const ownPages =
  "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'";
/** A message may show pictures and its own styles, and open links on a click; it runs nothing. */
const foreignHtml =
  "default-src 'none'; img-src data: http: https:; style-src 'unsafe-inline'; font-src data: http: https:; form-action 'none'; sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation";

/** The message's HTML with its links opening in a new tab and its own pictures in place. */
function shownHtml(message: Message): string {
  const base = '<base target="_blank">';
  const whole = /<head[^>]*>/i.test(message.html)
    ? message.html.replace(/<head[^>]*>/i, (head) => head + base)
    : base + message.html;
  return message.attachments.reduce((text, { contentId, mimeType, content }) => {
    if (!contentId) return text;
    const picture = `data:${escape(mimeType)};base64,${Buffer.from(content).toString('base64')}`;
    return text.replaceAll(`cid:${contentId}`, picture);
  }, whole);
}

function asJson({ raw, attachments, ...message }: Message): object {
  return {
    ...message,
    size: raw.length,
    attachments: attachments.map(({ name, mimeType, content }) => ({ name, mimeType, size: content.length })),
  };
}

/** The recipient asked for with `?to=`. */
function recipient(request: Request): string | undefined {
  const { to } = request.query;
  return typeof to === 'string' && to.trim() !== '' ? to.trim() : undefined;
}

/** The inbox page, and the same as JSON for tests. */
export async function startWeb(
  box: Box,
  { host, port }: { host: string; port: number },
): Promise<{ port: number; close(): Promise<void> }> {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use((_request, response, next) => {
    response.set({
      'Content-Security-Policy': ownPages,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-store',
    });
    next();
  });
  const chosen = (request: Request): readonly Message[] => {
    const to = recipient(request);
    return to ? box.all().filter((message) => isFor(message, to)) : box.all();
  };
  const one = (request: Request<{ id: string }>, response: Response): Message | undefined => {
    const message = box.find(request.params.id);
    const text = 'There is no such message (only the newest 500 are kept).';
    if (message) return message;
    response.status(404);
    if (request.path.startsWith('/api/')) response.json({ error: text });
    else response.send(missingPage(text));
    return undefined;
  };

  app.get('/mailbox.css', (_request, response) => {
    response.sendFile(fileURLToPath(new URL('mailbox.css', import.meta.url)));
  });
  app.get('/', (request, response) => {
    response.send(listPage(chosen(request), recipient(request)));
  });
  // a page of another site must not empty the box
  app.post('/clear', (request, response) => {
    if (['same-origin', undefined].includes(request.get('sec-fetch-site'))) box.clear();
    response.redirect(303, '/');
  });
  app.get('/messages/:id', (request, response) => {
    const message = one(request, response);
    if (message) response.send(messagePage(message));
  });
  app.get('/messages/:id/html', (request, response) => {
    const message = one(request, response);
    if (message) response.set('Content-Security-Policy', foreignHtml).send(shownHtml(message));
  });
  app.get('/messages/:id/raw', (request, response) => {
    const message = one(request, response);
    if (message) response.type('text/plain').send(Buffer.from(message.raw));
  });
  app.get('/messages/:id/attachments/:index', (request, response) => {
    const attachment = one(request, response)?.attachments[Number(request.params.index)];
    if (attachment)
      response.attachment(attachment.name).type(attachment.mimeType).send(Buffer.from(attachment.content));
    else if (!response.headersSent) response.status(404).send(missingPage('There is no such attachment.'));
  });
  app.get('/api/messages', (request, response) => {
    response.json(chosen(request).map(asJson));
  });
  app.get('/api/messages/:id', (request, response) => {
    const message = one(request, response);
    if (message) response.json(asJson(message));
  });
  app.delete('/api/messages', (_request, response) => {
    box.clear();
    response.status(204).end();
  });

  const server = createServer(app).listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
