import { fileURLToPath } from 'node:url';
import type { SettingsDefaults } from '../../sidecar/areas/network-settings.ts';
import type { KindName, MessageContent, MessageKind } from '../../sidecar/mail/kind.ts';
import { type MailJob, type MailJobDeps, mailJob } from '../../sidecar/mail/mail.job.ts';
import { claimDue } from '../../sidecar/mail/claim.store.ts';
import { enqueue, type NewMessage } from '../../sidecar/mail/message.store.ts';
import { type MessageRenderer, openMessageRenderer } from '../../sidecar/mail/render.ts';
import { type Ending, settle } from '../../sidecar/mail/settle.store.ts';
import { openTransport, type Transport } from '../../sidecar/mail/transport.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import { openTexts } from '../../sidecar/platform/i18n.ts';
import { openLog } from '../../sidecar/platform/log.ts';
import { openTextViews, openViews } from '../../sidecar/platform/views.ts';

export const publicUrl = 'https://einlass.muster.example';
export const link = `${publicUrl}/i/Vq3kJ0b-8xM2n_R5tYw7zAc1dEf4gHi6jKl9mNoPqRs`;
export const start = new Date('2025-11-03T08:00:00Z');

export const settingsDefaults: SettingsDefaults = {
  companyName: 'Muster AG',
  accent: '#0066cc',
  startUrl: `${publicUrl}/me`,
  helpContact: { de: '', en: '' },
  whoHelps: { de: '', en: '' },
  letterDays: 30,
  grantNoticeDays: 14,
};

export function invitation(
  changes: Partial<MessageContent['invitation']['data']> = {},
): MessageContent['invitation'] {
  return {
    areaId: null,
    link,
    data: {
      salutation: null,
      firstName: 'Jörg',
      lastName: 'Müller-Lüdenscheidt',
      areas: ['Werk Nord', 'Zentrale'],
      expiresAt: new Date('2025-12-03T11:00:00Z'),
      ...changes,
    },
  };
}

export function renderer(): MessageRenderer {
  const root = fileURLToPath(new URL('../../sidecar/', import.meta.url));
  const texts = openTexts(root);
  return openMessageRenderer({
    html: openViews(root, texts),
    text: openTextViews(root, texts),
    texts,
    publicUrl,
    defaults: settingsDefaults,
    timeZone: 'Europe/Berlin',
    clock: () => start,
  });
}

export function invitationKind(
  contentOf: () => Promise<MessageContent['invitation'] | undefined> = async () => invitation(),
): MessageKind<'invitation'> {
  return {
    name: 'invitation',
    async load(_db, messages) {
      const contents = new Map<string, MessageContent['invitation']>();
      for (const { id } of messages) {
        const content = await contentOf();
        if (content) contents.set(id, content);
      }
      return contents;
    },
  };
}

/** The job with a real renderer; the log's lines land in `lines`. */
export function testJob(
  deps: Pick<MailJobDeps, 'db' | 'transport' | 'clock'> & Partial<MailJobDeps>,
): MailJob & { lines: string[] } {
  const lines: string[] = [];
  const log = openLog('trace', 'test', { write: (line: string) => void lines.push(line) });
  const job = mailJob({
    kinds: [invitationKind()],
    messages: renderer(),
    leaseSeconds: 120,
    // no machine is so busy that a test leaves a delivery behind by chance
    slowSeconds: 600,
    urgent: false,
    log,
    ...deps,
  });
  return { ...job, lines };
}

/** Five connections to a sink. */
export function transportTo(url: string, from = 'Muster AG <app@muster.example>'): Transport {
  return openTransport({ url, from, connections: 5 });
}

/** A transport that does this with every mail. */
export function fakeTransport(send: Transport['send']): Transport {
  return { connections: 5, makeRoom: () => {}, send, close: () => {} };
}

/** Puts one invitation into the outbox; answers its row id. */
export async function queued(db: Db, changes: Partial<NewMessage> = {}, now = start): Promise<string> {
  const message = {
    kind: 'invitation' as KindName,
    memberId: null,
    subjectId: null,
    locale: 'de' as const,
    toAddress: 'joerg@muster.example',
    ...changes,
  };
  await enqueue(db, [message], { publicUrl, now });
  const newest = db.selectFrom('message').select('id').orderBy('created_at', 'desc').limit(1);
  return (await newest.executeTakeFirstOrThrow()).id;
}

/** The row as one process holds it from now on, or undefined where it is not to be had. */
export async function claim(db: Db, id: string, now: Date, leaseSeconds = 60) {
  const wish = { row: id, urgent: false, limit: 0, without: [], now, leaseSeconds };
  const [held] = await claimDue(db, wish);
  return held;
}

/** Ends one claim; false where it is not the newest any more. */
export async function ends(db: Db, held: { id: string; attempt: number }, ending: Ending, now = start) {
  const [written] = await settle(db, [{ held, ending }], now);
  return written;
}

export async function row(db: Db, id: string) {
  return db.selectFrom('message').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}
