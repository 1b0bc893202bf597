import type { Request } from 'express';
import { cookiesOf, localeOf } from '../platform/http/mount.ts';
import type { AssetUrls } from './assets.ts';
import { type Frame, frameFor, type Worn } from './frame.rules.ts';
import { schemeCookie, schemeFrom } from './scheme.rules.ts';

/** The layout's part of this request's page. */
export function requestFrame(request: Request, fixed: Worn & { assets: AssetUrls }): Frame {
  return frameFor({
    url: request.originalUrl,
    path: request.path,
    locale: localeOf(request),
    scheme: schemeFrom(cookiesOf(request)[schemeCookie]),
    ...fixed,
  });
}
