import express, { type RequestHandler, type Response, Router } from 'express';
import { mayEnter, requireArea } from '../../connect/express/require-area.js';
import { areaPage, deniedPage } from './area-pages.ts';
import { localeOf } from './cookies.ts';
import { ownForm } from './own-form.ts';
import { landingPage } from './pages.ts';
import { type AppDeps, registerUrl } from './sign-in.ts';
import { type Person, personOf } from './who.ts';

/** Behind `requireArea` somebody is there. */
function inside(response: Response): Person {
  const person = personOf(response);
  if (!person) throw new Error('nobody is signed in');
  return person;
}

/** Where somebody who lacks an area asks for it; the way back leads to it. */
function askUrl({ EINLASS_URL, APP_URL }: AppDeps['settings'], slug: string): string {
  return `${EINLASS_URL}/request?${new URLSearchParams({ area: slug, app: `${APP_URL}/areas/${slug}` })}`;
}

/** Nobody is signed in. */
export function landing({ settings }: AppDeps): RequestHandler {
  return (request, response) => void response.send(landingPage(localeOf(request), registerUrl(settings)));
}

/** The pages of one closed area: its members read what hangs out there, its editors post. */
export function closedArea(deps: AppDeps, slug: string): Router {
  const { settings, notes } = deps;
  const denied: RequestHandler = (request, response) => {
    const { session } = inside(response);
    response.status(403).send(deniedPage(localeOf(request), session, slug, askUrl(settings, slug)));
  };
  const ways = { signIn: landing(deps), denied };
  const show: RequestHandler = (request, response) => {
    const { session } = inside(response);
    const mayPost = mayEnter(request, slug, 'editor');
    response.send(areaPage(localeOf(request), session, slug, { notes: notes.of(slug), mayPost }));
  };
  const post: RequestHandler = (request, response) => {
    const { session } = inside(response);
    const text = (request.body as { text?: unknown } | undefined)?.text;
    if (notes.post(slug, session.name, text, new Date())) return response.redirect(303, `/areas/${slug}`);
    const refused = typeof text === 'string' ? text : '';
    const more = { notes: notes.of(slug), mayPost: true, refused };
    response.status(422).send(areaPage(localeOf(request), session, slug, more));
  };
  const form = express.urlencoded({ extended: false, limit: '32kb' });
  return Router()
    .get('/', requireArea(slug, 'member', ways), show)
    .post('/notes', ownForm(settings.APP_URL), requireArea(slug, 'editor', ways), form, post);
}
