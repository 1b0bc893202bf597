import { batchFileRoutes } from './access-links/batch-files.routes.ts';
import { batchRoutes } from './access-links/batch.routes.ts';
import { linkExportRoutes } from './access-links/link-export.routes.ts';
import { linkListRoutes } from './access-links/link-list.routes.ts';
import { linkNewRoutes } from './access-links/link-new.routes.ts';
import { accessLinkRoutes } from './access-links/link.routes.ts';
import type { Composed } from './compose.ts';
import { streamTable } from './imports/table-stream.ts';
import { visitorMark } from './platform/http/visitor.ts';
import type { RateLimit } from './platform/rate-limit.ts';
import { beginRegistration } from './registration/begin.service.ts';
import type { RegistrationDeps } from './registration/deps.ts';
import type { Services } from './services.ts';

/** The pages of access links, with what other rooms hand to them. */
export function accessLinks({ texts }: Services, { invite, look }: Composed) {
  return [
    ...linkNewRoutes(invite),
    ...linkExportRoutes({ ...invite, streamTable }),
    ...batchRoutes(invite),
    ...batchFileRoutes({ ...invite, texts, look, streamTable }),
    ...linkListRoutes(invite),
  ];
}

/** The page that a link opens, which leads into a registration. */
export function accessLinkPage(deps: RegistrationDeps, mayBegin: RateLimit) {
  return accessLinkRoutes({
    ...deps,
    mayBegin,
    begin: ({ locale, cookie, address }, { id, areaId, secretRef: { generation } }) =>
      beginRegistration(
        deps,
        { locale, cookie, visitor: visitorMark(deps.ring, address) },
        { way: 'link', areaId, accessLink: { id, generation } },
      ),
  });
}
