import { eraseLinks } from './access-links/erase.store.ts';
import { eraseRequests } from './access-requests/erase.store.ts';
import { eraseLetters } from './credentials/erase.store.ts';
import { eraseRecords } from './criteria/erase.store.ts';
import { deletedRoutes } from './erasure/deleted.routes.ts';
import { type EraseDeps, type ErasedBy, erase, sweepErasures } from './erasure/erase.service.ts';
import { tracesRoutes } from './erasure/traces.routes.ts';
import { eraseRows } from './imports/erase.store.ts';
import { eraseInvitations } from './invitations/erase.store.ts';
import { eraseMessages } from './mail/erase.store.ts';
import { eraseBeside } from './members/erase.store.ts';
import { addDays } from './platform/clock.ts';
import type { Db, Trx } from './platform/db.ts';
import { withDefaults } from './retention/kinds.rules.ts';
import { nightAfter } from './retention/night.rules.ts';
import { readSetting } from './retention/setting.store.ts';
import { eraseRegistrations } from './registration/erase.store.ts';
import type { Services } from './services.ts';

/** What every room that keeps something of people does to forget one; what refers to something goes before it. */
export function erasureDeps({ db, clock, keys }: Services): EraseDeps & { db: Db } {
  return {
    db,
    clock,
    erasers: [
      eraseRequests,
      (trx, whom) => eraseRegistrations(keys.ring, trx, whom),
      (trx, whom) => eraseLinks(trx, whom, clock()),
      eraseRows,
      eraseRecords,
      eraseLetters,
      eraseInvitations,
      eraseMessages,
      eraseBeside,
    ],
  };
}

/** Erasing as other rooms call it. */
export function openErasure(services: Services) {
  const deps = erasureDeps(services);
  return {
    /** See `erase` in erasure/erase.service.ts. */
    erase: (trx: Trx, memberId: string, by: ErasedBy): Promise<boolean> => erase(deps, trx, memberId, by),
    /** For the worker's sweep. */
    sweep: (): Promise<number> => sweepErasures(deps),
  };
}

/** *Datenschutz*, for network managers. */
export function erasurePages(services: Services) {
  const deps = erasureDeps(services);
  const nights = async () => {
    const { stored, startsAt } = await readSetting(services.db);
    const days = withDefaults(stored).deletedPeople;
    const { clock, config } = services;
    return (deletedAt: Date) =>
      days === null
        ? undefined
        : nightAfter([addDays(deletedAt, days), startsAt, clock()], config.RETENTION_HOUR);
  };
  return [...deletedRoutes({ ...deps, nights }), ...tracesRoutes(deps)];
}
