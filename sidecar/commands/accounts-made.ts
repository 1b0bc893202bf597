import { setTimeout as sleep } from 'node:timers/promises';
import { initialPasswords } from '../credentials/initial-credentials.service.ts';
import { admitBatch } from '../members/admission.service.ts';
import { findByUsername } from '../members/member.store.ts';
import { AppError } from '../platform/errors.ts';
import type { Services } from '../services.ts';

const limitMs = 30_000;

/** Returns when Keycloak has these people's accounts, whether made here or by a worker that was faster; throws after 30 s. */
export async function accountsMade(services: Services, usernames: readonly string[]): Promise<void> {
  const { config, db, directory, clock, log, keys } = services;
  const passwords = initialPasswords(keys.ring);
  const leaseSeconds = config.LEASE_SECONDS;
  const admission = { db, directory, clock, log, leaseSeconds, parallel: 4, passwords };
  const end = Date.now() + limitMs;
  while (Date.now() < end) {
    while ((await admitBatch(admission, 50)) > 0);
    const found = await Promise.all(usernames.map((username) => findByUsername(db, username)));
    if (found.some((member) => member?.syncState === 'failed')) throw new AppError('keycloak_rejected');
    if (found.every((member) => member?.keycloakUserId)) return;
    await sleep(250);
  }
  throw new AppError('keycloak_unavailable');
}
