import type { AppError } from '../platform/errors.ts';
import type { Reply } from '../platform/http/route.ts';
import type { Translate } from '../platform/i18n.ts';
import type { Frame } from './frame.rules.ts';
import { placeOf } from './sign-in.rules.ts';

/** The frame without navigation: an error page is also for people who may not see any. */
const layout = 'admin-ui/public';
/** The page of an invitation; nothing else below /i can be opened twice. */
const linkPage = /^\/i\/[A-Za-z0-9_-]{43}$/;
/** Pages of people who register; whoever is lost there can begin at the front. */
const registering = /^\/(join|registration)\/./;

/** Where to go on from an error: no page is a dead end (screens.md). */
function nextStep(
  error: AppError,
  { method, url, path }: { method: string; url: string; path: string },
  t: Translate,
): { href: string; text: string; post?: true } | undefined {
  const next = (href: string, key: string) => ({ href, text: t(`admin-ui.next.${key}`) });
  if (linkPage.test(path) && error.status >= 500) return next(path, 'again');
  if (registering.test(path) && error.status < 500) return next('/join', 'register');
  const place = placeOf(path);
  if (!place) return undefined;
  if (error.code === 'not_an_administrator' || error.code === 'no_access')
    return { ...next(`${place}/sign-out`, 'otherAccount'), post: true };
  if (error.status >= 500 || error.code === 'conflict') return next(method === 'GET' ? url : path, 'again');
  return next(place, place === '/me' ? 'own' : 'overview');
}

/** The page for anything that was refused or went wrong; a missing session leads to the sign-in instead. */
export function errorReply(
  error: AppError,
  request: { method: string; url: string; path: string },
  frame: Frame,
  t: Translate,
): { reply: Reply; layout: string } {
  const place = placeOf(request.path);
  if (error.code === 'unauthenticated' && place) {
    const back = request.method === 'GET' ? request.url : place;
    return { reply: { redirect: `${place}/sign-in?back=${encodeURIComponent(back)}` }, layout };
  }
  const fields = error.fields.map((field) => ({ label: field.field, message: t(field.text, field.params) }));
  const next = nextStep(error, request, t);
  const data = {
    ...frame,
    title: t(`platform.errors.${error.code}.title`, error.params),
    text: t(`platform.errors.${error.code}.text`, error.params),
    icon: error.status >= 500 ? 'warning' : 'info',
    fields,
    ...(next ? { next } : {}),
  };
  return { reply: { view: 'admin-ui/error', data, status: error.status }, layout };
}
