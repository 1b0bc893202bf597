import { accessLinkStrategy } from './access-links/access-link.strategy.ts';
import { codeMails } from './app-registration.ts';
import type { Composed } from './compose.ts';
import { criteriaStrategy } from './criteria/criteria.strategy.ts';
import { sendCode } from './registration/code.service.ts';
import { expireRegistrations } from './registration/expire.service.ts';
import { registrationJob } from './registration/registration.job.ts';
import { waitingRegistrations } from './registration/settle.service.ts';
import { openTries } from './registration/tries.store.ts';
import type { Services } from './services.ts';

/** The worker's part of registrations: codes, decisions, and what admission tells of people whom they wait for. */
export function registrationWork(services: Services, composed: Composed) {
  const { db, clock, keys, config } = services;
  const { ring } = keys;
  const codes = codeMails(services, composed);
  const { origin, nudgeMail, inviteAgain } = codes;
  const tries = openTries(ring);
  const strategies = {
    criteria: criteriaStrategy({ ring, tries, publicUrl: origin }),
    link: accessLinkStrategy,
  };
  const job = registrationJob({
    db,
    clock,
    ring,
    origin,
    strategies,
    leaseSeconds: config.LEASE_SECONDS,
    nudgeMail,
    inviteAgain,
    nudgeAdmission: composed.nudgeAdmission,
    sendCode: (id) => sendCode(codes, id),
    expire: (now, limit) => expireRegistrations(db, now, limit),
  });
  return { job, waiting: waitingRegistrations({ strategies, inviteAgain }) };
}
