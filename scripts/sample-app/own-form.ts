import type { RequestHandler } from 'express';
import { localeOf } from './cookies.ts';
import { messagePage } from './pages.ts';

/** Only forms of our own pages: the session cookie also comes with one that another page of the same site sends. */
export function ownForm(appUrl: string): RequestHandler {
  const { origin } = new URL(appUrl);
  return (request, response, next) => {
    const { 'sec-fetch-site': site, origin: from } = request.headers;
    // Browsers leave `sec-fetch-site` out where the app is reached by plain http from elsewhere.
    if (site === undefined ? from === origin : site === 'same-origin') return next();
    response.status(403).send(messagePage(localeOf(request), 'notFromHere'));
  };
}
