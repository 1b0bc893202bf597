import nodemailer from 'nodemailer';
import addressparser from 'nodemailer/lib/addressparser';
import { type Delivery, type DeliveryFailure, deliveryOf } from './delivery.rules.ts';
import { smtpServer } from './smtp-url.rules.ts';
import { isMailAddress, oneLine } from './text.rules.ts';

export type Mailbox = { name: string; address: string };
export type OutgoingMail = { to: Mailbox; subject: string; html: string; text: string; messageId: string };
export type Transport = {
  /** Gives one mail to the server and never throws; after `limitSeconds` the try is broken off, whatever the server does. */
  send(mail: OutgoingMail, limitSeconds: number): Promise<Delivery>;
  /** Lets running deliveries end and closes the connections. */
  close(): void;
};

/** Connections to the mail server; the mail worker's concurrency, so that no claimed message waits here for one. */
export const mailConnections = 5;

const silenceLimitMs = 20_000;

/** MAIL_FROM as name and address. */
function sender(from: string): Mailbox {
  const [first, ...others] = addressparser(from);
  if (!first?.address || others.length > 0 || !isMailAddress(first.address))
    throw new Error('MAIL_FROM must be one address, such as "Muster AG <app@muster.example>"');
  return { name: oneLine(first.name), address: first.address };
}

/** The way to the mail server of SMTP_URL; throws with the remedy if a setting is wrong, and does not connect yet. */
export function openTransport({ url, from }: { url: string; from: string }): Transport {
  const pool = nodemailer.createTransport({
    ...smtpServer(url),
    pool: true,
    maxConnections: mailConnections,
    // Only what the server closed before a byte of the mail was sent; every other second try is the outbox's decision.
    maxRequeues: 1,
    connectionTimeout: silenceLimitMs,
    greetingTimeout: silenceLimitMs,
    socketTimeout: silenceLimitMs,
    dnsTimeout: silenceLimitMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const fromBox = sender(from);
  return {
    async send(mail, limitSeconds) {
      const signal = AbortSignal.timeout(limitSeconds * 1000);
      try {
        const sent = await pool.sendMail({
          ...mail,
          from: fromBox,
          headers: { 'Auto-Submitted': 'auto-generated' },
          signal,
        });
        return { kind: 'sent', response: oneLine(sent.response ?? '') };
      } catch (thrown) {
        if (signal.aborted)
          return { kind: 'temporary', response: `The mail server did not finish within ${limitSeconds} s` };
        return deliveryOf(thrown as DeliveryFailure);
      }
    },
    close: () => pool.close(),
  };
}
