import { randomUUID } from 'node:crypto';
import { fileRequest, type Filing } from '../../sidecar/access-requests/file.service.ts';
import { addMember } from '../../sidecar/members/member-add.service.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import { areaOf } from './area-of.ts';
import type { Installation } from './installation.ts';

type Registered = { memberId: string; firstName: string; lastName: string; email: string };
export type Applicant = Registered & { requestId: string };
type Names = { firstName?: string; lastName?: string };
type Wanted = { area?: string } & Names & Partial<Pick<Filing, 'facts'> & Filing['form']>;

/** Somebody who registered openly and holds nothing; `signedIn`: and has been inside. */
export async function registered(
  db: Db,
  { now, signedIn = true, firstName = 'Kim', lastName = 'Neu' }: { now: Date; signedIn?: boolean } & Names,
): Promise<Registered> {
  const username = `a${randomUUID()}`;
  const email = `${username}@web.example`;
  const names = { firstName, lastName, username, email, locale: 'de' as const, origin: 'openRegistration' };
  const fresh = { ...names, grants: [], registered: { dueAt: now } };
  const memberId = await addMember(db, { kind: 'system' }, fresh);
  if (signedIn)
    await db.updateTable('member').set({ activated_at: now }).where('id', '=', memberId).execute();
  return { memberId, firstName, lastName, email };
}

/** Somebody who registered openly and has been in the app without any area, asking for one. */
export async function applicant(house: Installation, wanted: Wanted = {}): Promise<Applicant> {
  const { db } = house.database;
  const { area = 'werk-nord', firstName = 'Kim', lastName = `Neu-${randomUUID().slice(0, 6)}` } = wanted;
  const now = new Date();
  const person = await registered(db, { now, firstName, lastName });
  const { memberId } = person;
  const areaId = await areaOf(db, area);
  const { origin = 'openRegistration', message = 'Bitte um Zugang', answers = [], facts } = wanted;
  const form = { origin, message, answers };
  const filing = { memberId, areaId, form, publicUrl: house.url, now, ...(facts ? { facts } : {}) };
  const filed = await db.transaction().execute((trx) => fileRequest(trx, filing));
  if (!filed) throw new Error('no request was filed');
  return { ...person, requestId: filed.requestId };
}
