import { batchRoutes } from './access-links/batch.routes.ts';
import { linkExportRoutes } from './access-links/link-export.routes.ts';
import { linkListRoutes } from './access-links/link-list.routes.ts';
import { linkNewRoutes } from './access-links/link-new.routes.ts';
import type { Composed } from './compose.ts';
import { streamTable } from './imports/table-stream.ts';
import type { Services } from './services.ts';

/** The pages of access links, with what other rooms hand to them. */
export function accessLinks({ texts }: Services, { invite, look }: Composed) {
  return [
    ...linkNewRoutes(invite),
    ...linkExportRoutes({ ...invite, streamTable }),
    ...batchRoutes({ ...invite, texts, look, streamTable }),
    ...linkListRoutes(invite),
  ];
}
