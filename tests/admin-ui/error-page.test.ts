import { expect, test } from '@jest/globals';
import { errorReply } from '../../sidecar/admin-ui/error-page.ts';
import type { Frame } from '../../sidecar/admin-ui/frame.rules.ts';
import { AppError, type ErrorCode, errorCodes } from '../../sidecar/platform/errors.ts';
import { locales } from '../../sidecar/platform/i18n.ts';
import { company, render, texts } from './view-server.ts';

const codes = Object.keys(errorCodes) as ErrorCode[];
const assets = {
  admin: '/a.css',
  public: '/p.css',
  htmx: '/h.js',
  progress: '/p.js',
  insert: '/insert.js',
  copy: '/copy.js',
  opened: '/opened.js',
  select: '/s.js',
  waiting: '/waiting.js',
  icon: '/i.svg',
};

function shown(code: ErrorCode, path: string, locale: (typeof locales)[number]): string {
  const page = { url: path, path, locale };
  const frame: Frame = { page, company, assets, scheme: 'auto', schemes: [], languageLinks: [] };
  const request = { method: 'GET', url: path, path };
  const fields = [{ field: 'name', text: 'platform.field.required' }];
  const { reply, layout } = errorReply(
    new AppError(code, { fields }),
    request,
    frame,
    texts.translate(locale),
  );
  if ('redirect' in reply) return reply.redirect;
  if (!('view' in reply)) throw new Error('an error page is a view');
  expect(reply.status).toBe(errorCodes[code]);
  return render(reply.view, reply.data, locale, layout);
}

test.each(locales)('every error has its page with the next step, in %s', (locale) => {
  for (const code of codes) {
    const html = shown(code, '/admin/imports', locale);
    if (code === 'unauthenticated') expect(html).toBe('/admin/sign-in?back=%2Fadmin%2Fimports');
    else expect(html).toMatch(/(<a class="einlass-button" href|<form method="post" action)="\/admin/);
    expect(shown(code, '/i/abc', locale)).toContain('<h1');
  }
});

test('an invitation that could not be opened for now leads back to itself; a page that was asked for keeps its question', () => {
  const link = `/i/${'a'.repeat(43)}`;
  expect(shown('keycloak_unavailable', link, 'de')).toContain(`<a class="einlass-button" href="${link}">`);
  expect(shown('keycloak_unavailable', '/i/callback', 'de')).not.toContain('<a class="einlass-button"');
  const signIn = shown('keycloak_unavailable', '/admin/sign-in?back=/admin/audit', 'de');
  expect(signIn).toMatch(/href="\/admin\/sign-in\?back(=|&#x3D;)\/admin\/audit"/);
});
