import nodemailer from 'nodemailer';
import addressparser from 'nodemailer/lib/addressparser';
import type SMTPPool from 'nodemailer/lib/smtp-pool';
import type { Config } from '../platform/config.ts';
import { isMailAddress } from '../platform/mail-address.rules.ts';
import { type Delivery, type DeliveryFailure, deliveryOf } from './delivery.rules.ts';
import { type DkimSettings, dkimSigning } from './dkim.ts';
import { smtpServer } from './smtp-url.rules.ts';
import { oneLine } from './text.rules.ts';

export type Mailbox = { name: string; address: string };
export type OutgoingMail = {
  to: Mailbox;
  /** The name beside the address of MAIL_FROM, where it is not the one of MAIL_FROM. */
  fromName?: string;
  replyTo?: string;
  /** Where reports about this mail go; the address of MAIL_FROM if missing. */
  envelopeFrom?: string;
  subject: string;
  html: string;
  text: string;
  messageId: string;
};
export type Transport = {
  /** Mails that may be under way at once. */
  connections: number;
  /** From now on so many, because some of them are slow and hold up the others. */
  makeRoom(connections: number): void;
  /** Gives one mail to the server and never throws; after `limitSeconds` the try is broken off, whatever the server does. */
  send(mail: OutgoingMail, limitSeconds: number): Promise<Delivery>;
  /** Lets running deliveries end and closes the connections. */
  close(): void;
};

/** Connections to the mail server of the two lanes; those of urgent mail are its own, so that a campaign never delays a code. */
export const laneConnections = { ordinary: 5, urgent: 2 } as const;

const silenceLimitMs = 20_000;

/** The mail server, the one host that does without TLS, the sender and the signature, as the settings name them. */
export const mailSettingsOf = (config: Config): MailServer & { from: string; dkim: DkimSettings } => ({
  url: config.SMTP_URL,
  cleartextHost: config.SMTP_CLEARTEXT_HOST,
  from: config.MAIL_FROM,
  dkim: { domain: config.DKIM_DOMAIN, selector: config.DKIM_SELECTOR, key: config.DKIM_KEY },
});

/** MAIL_FROM as name and address. */
export function sender(from: string): Mailbox {
  const [first, ...others] = addressparser(from);
  if (!first?.address || others.length > 0 || !isMailAddress(first.address))
    throw new Error('MAIL_FROM must be one address, such as "Muster AG <app@muster.example>"');
  return { name: oneLine(first.name), address: first.address };
}

export type MailServer = { url: string; cleartextHost?: string | undefined };
export type TransportSettings = MailServer & { from: string; connections: number; dkim?: DkimSettings };

/**
 * Greets the mail server of SMTP_URL, with TLS and sign-in as each mail has them, and hangs up; throws what nodemailer says where one
 * of them fails.
 */
export async function greetMailServer({ url, cleartextHost }: MailServer, limitMs: number): Promise<void> {
  const limits = {
    connectionTimeout: limitMs,
    greetingTimeout: limitMs,
    socketTimeout: limitMs,
    dnsTimeout: limitMs,
  };
  const once = nodemailer.createTransport({ ...smtpServer(url, cleartextHost), ...limits });
  try {
    await once.verify();
  } finally {
    once.close();
  }
}

/** The way to the mail server of SMTP_URL; throws with the remedy if a setting is wrong, and does not connect yet. */
export function openTransport(settings: TransportSettings): Transport {
  const { url, cleartextHost, from, connections, dkim = {} } = settings;
  const fromBox = sender(from);
  const signing = dkimSigning(dkim, fromBox.address);
  const pool = nodemailer.createTransport({
    ...smtpServer(url, cleartextHost),
    pool: true,
    maxConnections: connections,
    // Only what the server closed before a byte of the mail was sent; every other second try is the outbox's decision.
    maxRequeues: 1,
    connectionTimeout: silenceLimitMs,
    greetingTimeout: silenceLimitMs,
    socketTimeout: silenceLimitMs,
    dnsTimeout: silenceLimitMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(signing ? { dkim: signing } : {}),
  });
  return {
    connections,
    makeRoom(room) {
      (pool.transporter as SMTPPool).options.maxConnections = room;
    },
    async send({ fromName, envelopeFrom, ...mail }, limitSeconds) {
      const breakOff = new AbortController();
      const timer = setTimeout(() => breakOff.abort(), limitSeconds * 1000);
      try {
        const sent = await pool.sendMail({
          ...mail,
          from: { ...fromBox, ...(fromName === undefined ? {} : { name: fromName }) },
          ...(envelopeFrom ? { envelope: { from: envelopeFrom, to: mail.to.address } } : {}),
          headers: { 'Auto-Submitted': 'auto-generated' },
          signal: breakOff.signal,
        });
        return { kind: 'sent', response: oneLine(sent.response ?? '') };
      } catch (thrown) {
        if (breakOff.signal.aborted)
          return { kind: 'temporary', response: `The mail server did not finish within ${limitSeconds} s` };
        return deliveryOf(thrown as DeliveryFailure);
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => pool.close(),
  };
}
