import type { Area } from '../areas/area.ts';
import { record } from '../audit/audit.store.ts';
import type { Own } from '../members/own.ts';
import { holdMember } from '../members/person.store.ts';
import { addDays, type Clock } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { FormValues } from '../platform/http/form.rules.ts';
import type { Locale } from '../platform/i18n.ts';
import type { Nudge } from '../platform/queue.ts';
import { isUuid } from '../platform/uuid.rules.ts';
import { fileRequest } from './file.service.ts';
import { type Asking, askingOf, endedEvents, mostADay } from './request.rules.ts';
import { readRequestForm } from './request-form.rules.ts';
import { askedBefore, endRequests, filedSince, findRequest } from './request.store.ts';
import { areasToAskFor, readRequestSettings } from './settings.store.ts';

export type AskDeps = {
  db: Db;
  clock: Clock;
  publicUrl: string;
  nudgeMail(nudges: readonly Nudge[]): Promise<void>;
};

/** How this person stands with an area; one that is unknown is as closed as any other. */
export async function readAsking(db: Db, { tree, person }: Own, slug: string, now: Date): Promise<Asking> {
  const area = tree.bySlug(slug);
  if (!area || !(await areasToAskFor(db, person.id)).has(area.id)) return { kind: 'closed' };
  return askingOf(tree, area, person.grants, (await askedBefore(db, person.id, now)).get(area.id));
}

/** `againAt`: not before then, because of a rejection. */
export type Askable = { area: Area; againAt: Date | null };

/** The areas that this person may ask for, now or after a while. */
export async function readAskable(db: Db, { tree, person }: Own, now: Date): Promise<Askable[]> {
  const [open, before] = [await areasToAskFor(db, person.id), await askedBefore(db, person.id, now)];
  const areas = tree.areas.filter(({ id }) => open.has(id));
  const askings = areas.map((area) => askingOf(tree, area, person.grants, before.get(area.id)));
  return askings.flatMap((asking): Askable[] => {
    if (asking.kind === 'free') return [{ area: asking.area, againAt: null }];
    return asking.kind === 'early' ? [{ area: asking.area, againAt: asking.againAt }] : [];
  });
}

const refusals = {
  closed: 'access-requests.own.problem.closed',
  held: 'access-requests.own.problem.held',
  early: 'access-requests.own.problem.early',
} as const;

function refuse(kind: keyof typeof refusals): never {
  throw new AppError('conflict', { fields: [{ field: '', text: refusals[kind] }] });
}

async function askWithin(
  deps: AskDeps,
  trx: Trx,
  own: Own,
  slug: string,
  { values, locale }: { values: FormValues; locale: Locale },
): Promise<readonly Nudge[]> {
  const { publicUrl } = deps;
  const now = deps.clock();
  // Held before anything is read: of two clicks the second finds what the first one filed.
  const person = await holdMember(trx, own.person.id);
  if (!person || person.state === 'suspended') throw new AppError('no_access');
  const asking = await readAsking(trx, { ...own, person }, slug, now);
  if (asking.kind === 'pending') return [];
  if (asking.kind !== 'free') return refuse(asking.kind);
  const { id: areaId } = asking.area;
  if ((await filedSince(trx, person.id, addDays(now, -1))) >= mostADay) throw new AppError('too_many');
  const { questions } = await readRequestSettings(trx, own.tree, areaId);
  const form = readRequestForm(questions, values, { origin: 'openRegistration', locale });
  const filed = await fileRequest(trx, { memberId: person.id, areaId, form, publicUrl, now });
  return filed?.nudges ?? [];
}

/**
 * Files a request of whoever is signed in; the second click of one form files none. Throws `conflict` where the area takes none (any
 * more), is theirs already, or may not be asked for again yet, and `invalid_input` with what is wrong in the form.
 */
export async function askForAccess(
  deps: AskDeps,
  own: Own,
  slug: string,
  sent: { values: FormValues; locale: Locale },
): Promise<void> {
  const nudges = await deps.db.transaction().execute((trx) => askWithin(deps, trx, own, slug, sent));
  if (nudges.length > 0) await deps.nudgeMail(nudges);
}

/** Takes one's own request back; false where it was decided before. Others' and unknown ones are `not_found`. */
export async function withdrawRequest(
  { db, clock }: Pick<AskDeps, 'db' | 'clock'>,
  memberId: string,
  id: string | undefined,
): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    await holdMember(trx, memberId);
    const request = isUuid(id) ? await findRequest(trx, id) : undefined;
    if (request?.member_id !== memberId) throw new AppError('not_found');
    const end = { state: 'withdrawn', decidedBy: memberId } as const;
    const ended = await endRequests(trx, [request.id], end, clock());
    await record(trx, { kind: 'employee', memberId }, endedEvents(ended, 'withdrawn'));
    return ended.length > 0;
  });
}
