import { accessLinkCauses } from './access-links/cause.store.ts';
import { invitationCauses } from './invitations/cause.store.ts';
import { bounceAddresses } from './mail/bounce-address.rules.ts';
import { bounceHookRoutes } from './mail/bounce-hook.routes.ts';
import { openBounceListener } from './mail/bounce-listener.ts';
import { type BounceDeps, takeReport } from './mail/bounce.service.ts';
import { mailFigures } from './mail/figures.ts';
import { mailQueueRoutes } from './mail/queue.routes.ts';
import type { QueueDeps } from './mail/queue.service.ts';
import type { Transport } from './mail/transport.ts';
import { ConfigError } from './platform/config.ts';
import type { Services } from './services.ts';

/** Envelope senders that reports are known by, and what takes the reports; undefined where BOUNCE_ADDRESS is not set. */
export function openBounces({ config, db, clock, log, keys }: Services): BounceDeps | undefined {
  const { BOUNCE_ADDRESS: address } = config;
  return address ? { db, clock, log, addresses: bounceAddresses(address, keys.ring) } : undefined;
}

/** Where a mail server hands in reports; not there without its secret. */
export function bounceHook(services: Services) {
  const { clock, config } = services;
  const bounces = openBounces(services);
  return bounceHookRoutes({
    secret: bounces && config.BOUNCE_HOOK_SECRET,
    clock,
    take: async (raw) => (bounces ? takeReport(bounces, raw) : 'ignored'),
  });
}

/** The pages of the outbox; what its messages are for is known by the rooms that sent them. */
export function outboxRoutes({ db, clock }: Services, nudge: QueueDeps['nudge']) {
  return mailQueueRoutes({ db, clock, causes: { ...invitationCauses, ...accessLinkCauses }, nudge });
}

/** A port that cannot be had is a mistake of the settings, and is named like one. */
export async function opened<T>(name: string, opening: Promise<T>): Promise<T> {
  try {
    return await opening;
  } catch (cause) {
    throw new ConfigError([`${name}: cannot be listened on (${(cause as Error).message})`]);
  }
}

/** The worker's port of mail, only where it is configured, at which reports come in; and the figures of mail. */
export async function openMailPort(services: Services): Promise<{
  timed(transport: Transport): Transport;
  /** Where reports about a message go; empty where nobody would read them. */
  bounces: { envelopeFrom?: (messageId: string) => string };
  close(): Promise<void>;
}> {
  const { config, log, metrics, db } = services;
  const figures = mailFigures(metrics, db);
  const bounces = openBounces(services);
  const port =
    config.BOUNCE_LISTEN &&
    bounces &&
    (await opened(
      'BOUNCE_LISTEN',
      openBounceListener({
        listen: config.BOUNCE_LISTEN,
        hostname: new URL(config.PUBLIC_URL).hostname,
        addresses: bounces.addresses,
        log,
        async take(raw, recipient) {
          const result = await takeReport(bounces, raw, recipient);
          figures.reported(result);
          return result;
        },
      }),
    ));
  return {
    timed: figures.timed,
    bounces: bounces ? { envelopeFrom: bounces.addresses.envelopeFrom } : {},
    async close() {
      await port?.close();
    },
  };
}
