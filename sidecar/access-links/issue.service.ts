import { createHash } from 'node:crypto';
import { can, canGrant } from '../areas/policy.rules.ts';
import type { Role } from '../areas/role.ts';
import type { AdminScope } from '../areas/scope.ts';
import { record } from '../audit/audit.store.ts';
import { enqueue } from '../mail/message.store.ts';
import { addDays, addSeconds, type Clock } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Nudge } from '../platform/queue.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { insertBatch, insertLinks, type NewBatch, type Recipient } from './issue.store.ts';

export type LinkIssueDeps = {
  db: Db;
  ring: KeyRing;
  clock: Clock;
  /** Where links lead to, and whose host Message-IDs carry. */
  origin: string;
  nudgeMail(nudges: readonly Nudge[]): Promise<void>;
};
export type LinkForm = {
  areaId: string;
  role: Role;
  purpose: string;
  /** Whole days from now. */
  days: number;
  formKey: string;
};

/** How long whoever made links may fetch their list. */
const shownSeconds = 15 * 60;

/** Unknown areas, foreign ones and roles above the own: each at its field. */
export function requireMayIssue(
  { tree, actor }: AdminScope,
  { areaId, role }: Pick<LinkForm, 'areaId' | 'role'>,
): void {
  if (!tree.byId(areaId) || !can(tree, actor, 'links.write', areaId))
    throw new AppError('invalid_input', {
      fields: [{ field: 'areaId', text: 'members.person.problem.area' }],
    });
  if (!canGrant(tree, actor, areaId, role))
    throw new AppError('invalid_input', { fields: [{ field: 'role', text: 'members.person.problem.role' }] });
}

/** What one press of one form makes: pressed twice it is one, and who goes back and types something else means another. */
function pressKey(memberId: string, what: LinkForm & { links: number; recipient?: Recipient }): string {
  const { formKey, areaId, role, purpose, days, links, recipient: r } = what;
  const person = r ? [r.salutation, r.firstName, r.lastName, r.email, r.locale] : [];
  const typed = JSON.stringify([memberId, formKey, areaId, role, purpose, days, links, ...person]);
  return createHash('sha256').update(typed).digest('hex').slice(0, 32);
}

function batchOf(
  { clock }: Pick<LinkIssueDeps, 'clock'>,
  { actor }: AdminScope,
  form: LinkForm & { recipient?: Recipient },
  what: { links: number; shown: boolean },
): NewBatch {
  const now = clock();
  const { areaId, role, purpose, days } = form;
  return {
    areaId,
    role,
    purpose,
    formKey: pressKey(actor.memberId, { ...form, links: what.links }),
    links: what.links,
    expiresAt: addDays(now, days),
    createdBy: actor.memberId,
    now,
    shownUntil: what.shown ? addSeconds(now, shownSeconds) : null,
  };
}

/** The batch with its links and its audit row; of a form that is sent twice, the one it made. */
async function issue(
  deps: LinkIssueDeps,
  trx: Trx,
  batch: NewBatch,
  recipient?: Recipient,
): Promise<{ batchId: string; linkIds: string[] }> {
  const batchId = await insertBatch(trx, batch);
  if (!batchId) {
    const made = await trx
      .selectFrom('access_link_batch')
      .select('id')
      .where('form_key', '=', batch.formKey)
      .where('created_by', '=', batch.createdBy)
      .executeTakeFirst();
    if (!made) throw new AppError('conflict');
    return { batchId: made.id, linkIds: [] };
  }
  const linkIds = await insertLinks(trx, deps.ring, batchId, batch, recipient);
  const { areaId, role, links } = batch;
  const event = { act: 'accessLink.created', accessLinkBatchId: batchId, areaId, role, links } as const;
  await record(trx, { kind: 'administrator', memberId: batch.createdBy }, [event]);
  return { batchId, linkIds };
}

/** Links to be handed over, at most 5,000; their secrets may be fetched by whoever made them, for a quarter of an hour. Answers the batch. */
export async function issueBatch(
  deps: LinkIssueDeps,
  scope: AdminScope,
  form: LinkForm & { links: number },
): Promise<string> {
  requireMayIssue(scope, form);
  const batch = batchOf(deps, scope, form, { links: form.links, shown: true });
  return deps.db.transaction().execute(async (trx) => (await issue(deps, trx, batch)).batchId);
}

/** One link that is mailed to one person and shown to nobody else. Answers the batch that holds it. */
export async function mailLink(
  deps: LinkIssueDeps,
  scope: AdminScope,
  form: LinkForm & { recipient: Recipient },
): Promise<string> {
  requireMayIssue(scope, form);
  const batch = batchOf(deps, scope, form, { links: 1, shown: false });
  const { batchId, nudges } = await deps.db.transaction().execute(async (trx) => {
    const { batchId, linkIds } = await issue(deps, trx, batch, form.recipient);
    return { batchId, nudges: await enqueueLinks(deps, trx, linkIds, form.recipient) };
  });
  await deps.nudgeMail(nudges);
  return batchId;
}

/** Their mails, in the transaction that made the secrets. */
export async function enqueueLinks(
  { origin, clock }: Pick<LinkIssueDeps, 'origin' | 'clock'>,
  trx: Trx,
  linkIds: readonly string[],
  { email, locale }: Pick<Recipient, 'email' | 'locale'>,
): Promise<Nudge[]> {
  const messages = linkIds.map((subjectId) => ({
    kind: 'accessLink' as const,
    memberId: null,
    subjectId,
    locale,
    toAddress: email,
  }));
  return enqueue(trx, messages, { publicUrl: origin, now: clock() });
}
