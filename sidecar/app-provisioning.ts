import { openBulkLane } from './keycloak/bulk-lane.ts';
import { openGateway } from './keycloak/gateway.ts';
import { openLoad } from './keycloak/load.ts';
import type { AdmissionDeps } from './members/admission.service.ts';
import type { Services } from './services.ts';

/** Places that a call of the bulk lane counts for: with more of them at once Keycloak is no faster. */
const bulkWeight = 3;

/**
 * Provisioning's own way to Keycloak, whose places everything else does without: whoever redeems a link or acts on a page goes by
 * `services.directory`, which never waits here.
 */
export function openProvisioning(
  services: Services,
  bulkSecret: string | undefined,
): Pick<AdmissionDeps, 'directory' | 'lane' | 'load'> & { parallel: number } {
  const { keycloak, config, log } = services;
  const places = bulkSecret ? Math.ceil(config.KEYCLOAK_PARALLEL / bulkWeight) : config.KEYCLOAK_PARALLEL;
  const load = openLoad(places);
  const observe: typeof load.observe = (seen) => {
    keycloak.observe?.(seen);
    load.observe(seen);
  };
  const watched = { ...keycloak, observe };
  const directory = openGateway(watched);
  const base = { directory, load, parallel: places };
  if (!bulkSecret) return base;
  log.warn('the bulk lane is on: this process can change the whole realm');
  return { ...base, lane: openBulkLane({ ...watched, secret: bulkSecret, careful: directory }) };
}
