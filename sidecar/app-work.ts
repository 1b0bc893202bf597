import { compose } from './compose.ts';
import { accessLinkMessage } from './access-links/access-link.message.ts';
import { expireLinks } from './access-links/end.service.ts';
import { syncRoleGroups } from './areas/area.service.ts';
import { linkRemovalJob } from './broker/link-removal.job.ts';
import { rulesJob, rulesQueue } from './criteria/rules.job.ts';
import { importJob, importQueue } from './imports/import.job.ts';
import { sweepCampaigns } from './invitations/campaign.job.ts';
import { invitationMessages } from './invitations/invitation.message.ts';
import { invitationJob, invitationQueue } from './invitations/invitation.job.ts';
import { mailHands, mailJob, mailQueue } from './mail/mail.job.ts';
import { textSampleMessage } from './mail/test-mail.service.ts';
import { laneConnections, mailSettingsOf, openTransport } from './mail/transport.ts';
import { addressAddedMessage } from './members/address-added.message.ts';
import { admissionJob, admissionQueue } from './members/admission.job.ts';
import { bulkActJob, bulkActQueue } from './members/bulk-act.job.ts';
import { feedTimers } from './members/feed.timers.ts';
import { grantEndMessages } from './members/grant-end.message.ts';
import { grantTimers } from './members/grant-end.timers.ts';
import { letterJob } from './credentials/letter.job.ts';
import { type Nudge, startWorker, urgentTwin } from './platform/queue.ts';
import { accessRequestWork } from './app-access-requests-work.ts';
import { openErasure } from './app-erasure.ts';
import { openWorkFigures } from './app-figures.ts';
import { openMailPort } from './app-mail-ports.ts';
import { registrationMessages, sweepTries } from './app-registration.ts';
import { retention } from './app-retention.ts';
import { retentionTimer } from './retention/retention.timers.ts';
import { registrationWork } from './app-registration-work.ts';
import { openProvisioning } from './app-provisioning.ts';
import { registrationQueue } from './registration/queue.ts';
import { registrationsAtOnce } from './registration/registration.job.ts';
import { requireNoEviction } from './platform/redis.ts';
import { repeat } from './platform/repeat.ts';
import type { Services } from './services.ts';

/** The worker process: queues, and the sweep that finds rows whose nudge was lost. `bulkSecret` switches the bulk lane on. */
export async function startWork(
  services: Services,
  bulkSecret?: string,
): Promise<{ close(): Promise<void> }> {
  const { config, db, redis, directory, clock, log, nudger, keys } = services;
  await requireNoEviction(redis);
  const composed = compose(services);
  const { messages, targets, scopeOf, origin } = composed;
  const port = await openMailPort(services);
  const leaseSeconds = config.LEASE_SECONDS;
  const registration = registrationWork(services, composed);
  const requests = accessRequestWork(services);
  const erasure = openErasure(services);
  const admission = admissionJob({
    db,
    clock,
    log,
    leaseSeconds,
    passwords: composed.passwords,
    waiting: registration.waiting,
    ...openProvisioning(services, bulkSecret),
  });
  const imports = importJob({ db, clock, targets, box: composed.uploads, scopeOf, leaseSeconds });
  const bulk = bulkActJob({
    db,
    clock,
    leaseSeconds,
    invite: composed.bulkInvite,
    endInvitations: composed.endPersonInvitations,
    nudge: composed.nudgeAdmission,
  });
  const invitationKinds = invitationMessages({ ring: keys.ring, origin, clock });
  const kinds = [
    ...invitationKinds,
    accessLinkMessage({ ring: keys.ring, origin, clock }),
    addressAddedMessage,
    ...grantEndMessages({ origin }),
    textSampleMessage,
    ...registrationMessages(services),
    ...requests.messages,
  ];
  const mailLane = (urgent: boolean) => {
    const connections = urgent ? laneConnections.urgent : laneConnections.ordinary;
    const transport = port.timed(openTransport({ ...mailSettingsOf(config), connections }));
    const lane = { ...port.bounces, transport, urgent };
    return { transport, ...mailJob({ db, kinds, messages, clock, leaseSeconds, log, ...lane }) };
  };
  const [mail, urgentMail] = [mailLane(false), mailLane(true)];
  const removalSeconds = config.LINK_REMOVAL_SECONDS;
  const links = linkRemovalJob({ db, directory, clock, log, leaseSeconds, removalSeconds });
  const invitations = invitationJob({ db, directory, clock, log });
  const letters = letterJob({ db, directory, clock, log, nudge: composed.nudgeAdmission });
  const rules = rulesJob({ db, ring: keys.ring, clock });
  const prefix = `${config.REDIS_PREFIX}-queue`;
  const jobs: readonly (readonly [queue: string, hands: number, handle: (nudge: Nudge) => Promise<void>])[] =
    [
      [admissionQueue, 1, admission.handle],
      [importQueue, 4, imports.handle],
      [bulkActQueue, 2, bulk.handle],
      [invitationQueue, 1, invitations.handle],
      [registrationQueue, registrationsAtOnce, registration.job.handle],
      [rulesQueue, 1, rules.handle],
      [mailQueue, mailHands, mail.handle],
      [urgentTwin(mailQueue), mailHands, urgentMail.handle],
    ];
  const figures = await openWorkFigures(
    services,
    jobs.map(([queue]) => queue),
  );
  const workers = jobs.map(([queue, hands, handle]) =>
    startWorker(config.REDIS_URL, prefix, queue, hands, handle, log, () => figures.failed(queue)),
  );
  const sweep = async (): Promise<void> => {
    // A group deleted in the console must not stop everybody else's work.
    await syncRoleGroups(db, directory).catch((err: unknown) => log.warn({ err }, 'role groups'));
    await nudger.nudge(admissionQueue, await admission.sweep());
    await nudger.nudge(registrationQueue, await registration.job.sweep());
    await nudger.nudge(rulesQueue, await rules.sweep());
    await nudger.nudge(importQueue, await imports.sweep(db));
    await nudger.nudge(bulkActQueue, await bulk.sweep());
    await nudger.nudge(mailQueue, [...(await urgentMail.sweep()), ...(await mail.sweep())]);
    await sweepCampaigns(composed.invite);
    await invitations.sweep();
    await expireLinks({ db, clock });
    await letters.sweep();
    await links.sweep();
    await sweepTries(services);
    await requests.sweep();
    await erasure.sweep();
  };
  const timer = repeat(sweep, config.SWEEP_SECONDS, (err) => log.warn({ err }, 'sweep failed'));
  const { FEED_SECONDS: feedSeconds, RECONCILE_HOURS: reconcileHours } = config;
  const feed = feedTimers({
    db,
    directory,
    clock,
    log,
    ...composed.waysIn,
    feedSeconds,
    reconcileHours,
  });
  const grants = grantTimers({
    ...composed.grantEnds,
    log,
    sweepSeconds: config.SWEEP_SECONDS,
  });
  const nights = retentionTimer(retention(services, composed));
  return {
    async close() {
      admission.stop();
      rules.stop();
      await Promise.all([
        timer.stop(),
        feed.stop(),
        grants.stop(),
        nights.stop(),
        mail.stop(),
        urgentMail.stop(),
        port.close(),
        figures.listener?.close(),
      ]);
      await Promise.all(workers.map((worker) => worker.close()));
      mail.transport.close();
      urgentMail.transport.close();
    },
  };
}
