import { randomUUID } from 'node:crypto';
import { addSeconds, type Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import type { Locale } from '../platform/i18n.ts';
import { AppError } from '../platform/errors.ts';
import type { Nudge } from '../platform/queue.ts';
import type { RateLimit } from '../platform/rate-limit.ts';
import { type MessageContent, type MessageKind, subjectsOf, type TextDraft, type TextKind } from './kind.ts';
import { isTextKind } from './kinds.ts';
import { enqueue } from './message.store.ts';
import './text-sample.table.ts';

export type TestMailDeps = {
  db: Db;
  clock: Clock;
  /** Where links lead; its host is in the Message-ID. */
  origin: string;
  /** An administrator's own address; undefined where there is none. */
  addressOf(db: Db, memberId: string): Promise<string | undefined>;
  /** By member id. */
  mayTest: RateLimit;
  nudgeMail(nudges: readonly Nudge[]): Promise<void>;
};

const keptSeconds = 2 * 24 * 3600;
const refused = (name: 'noAddress' | 'tooManyTests') =>
  new AppError('invalid_input', { fields: [{ field: 'test', text: `mail.texts.problem.${name}` }] });

/**
 * Sends a sample of a text to the administrator's own address, through the outbox like any mail; `draft` in place of the text
 * that counts. Its link opens nothing. Answers the address; throws `invalid_input` (field `test`) without one or after too many.
 */
export async function sendTestMail(
  deps: TestMailDeps,
  memberId: string,
  { areaId, kind, locale }: { areaId: string | null; kind: TextKind; locale: Locale },
  draft: TextDraft | null,
): Promise<string> {
  const toAddress = await deps.addressOf(deps.db, memberId);
  if (!toAddress) throw refused('noAddress');
  if (!(await deps.mayTest(memberId))) throw refused('tooManyTests');
  const now = deps.clock();
  const id = randomUUID();
  const nudges = await deps.db.transaction().execute(async (trx) => {
    await trx.deleteFrom('text_sample').where('created_at', '<', addSeconds(now, -keptSeconds)).execute();
    const sample = { id, area_id: areaId, kind, created_at: now };
    const words = { subject: draft?.subject ?? null, body: draft?.body ?? null };
    await trx
      .insertInto('text_sample')
      .values({ ...sample, ...words })
      .execute();
    const message = { kind: 'textSample' as const, memberId: null, subjectId: id, locale, toAddress };
    return enqueue(trx, [message], { publicUrl: deps.origin, now });
  });
  await deps.nudgeMail(nudges);
  return toAddress;
}

/** Content of a test mail at the moment of sending. */
export const textSampleMessage: MessageKind<'textSample'> = {
  name: 'textSample',
  async load(db, messages) {
    const ids = subjectsOf(messages);
    const rows = await db.selectFrom('text_sample').selectAll().where('id', 'in', ids).execute();
    const samples = new Map(rows.map((row) => [row.id, row]));
    const contents = new Map<string, MessageContent['textSample']>();
    for (const { id, subjectId } of messages) {
      const sample = samples.get(subjectId ?? '');
      if (!sample || !isTextKind(sample.kind)) continue;
      const { subject, body } = sample;
      const draft = subject === null || body === null ? null : { subject, body };
      contents.set(id, { of: sample.kind, areaId: sample.area_id, draft });
    }
    return contents;
  },
};
