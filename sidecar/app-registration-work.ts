import { openStrategy } from './access-requests/open.strategy.ts';
import { accessLinkStrategy } from './access-links/access-link.strategy.ts';
import { codeMails, criteriaWay } from './app-registration.ts';
import type { Composed } from './compose.ts';
import { sendCode } from './registration/code.service.ts';
import { expireRegistrations } from './registration/expire.service.ts';
import { registrationJob } from './registration/registration.job.ts';
import { openTries } from './registration/tries.store.ts';
import { waitingRegistrations } from './registration/settle.service.ts';
import type { Services } from './services.ts';

/** The worker's part of registrations: codes, decisions, and what admission tells of people whom they wait for. */
export function registrationWork(services: Services, composed: Composed) {
  const { db, clock, keys, config } = services;
  const { ring } = keys;
  const codes = codeMails(services, composed);
  const { origin, nudgeMail, inviteAgain } = codes;
  const strategies = {
    criteria: criteriaWay(services, origin),
    link: accessLinkStrategy,
    open: openStrategy(openTries(ring)),
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
  return { job, waiting: waitingRegistrations({ strategies, inviteAgain, origin }) };
}
