import { randomUUID } from 'node:crypto';
import { fileRequest, type Filing } from '../../sidecar/access-requests/file.service.ts';
import { addMember } from '../../sidecar/members/member-add.service.ts';
import type { Installation } from './installation.ts';

export type Applicant = {
  memberId: string;
  requestId: string;
  firstName: string;
  lastName: string;
  email: string;
};
type Wanted = { area?: string; firstName?: string; lastName?: string } & Partial<
  Pick<Filing, 'facts'> & Filing['form']
>;

/** Somebody who registered openly and has been in the app without any area, asking for one. */
export async function applicant(house: Installation, wanted: Wanted = {}): Promise<Applicant> {
  const { db } = house.database;
  const { area = 'werk-nord', firstName = 'Kim', lastName = `Neu-${randomUUID().slice(0, 6)}` } = wanted;
  const username = `a${randomUUID()}`;
  const email = `${username}@privat.example`;
  const now = new Date();
  const names = { firstName, lastName, username, email, locale: 'de' as const, origin: 'openRegistration' };
  const registered = { dueAt: now };
  const memberId = await addMember(db, { kind: 'system' }, { ...names, grants: [], registered });
  await db.updateTable('member').set({ activated_at: now }).where('id', '=', memberId).execute();
  const { id: areaId } = await db
    .selectFrom('area')
    .select('id')
    .where('slug', '=', area)
    .executeTakeFirstOrThrow();
  const { origin = 'openRegistration', message = 'Bitte um Zugang', answers = [], facts } = wanted;
  const form = { origin, message, answers };
  const filing = { memberId, areaId, form, publicUrl: house.url, now, ...(facts ? { facts } : {}) };
  const filed = await db.transaction().execute((trx) => fileRequest(trx, filing));
  if (!filed) throw new Error('no request was filed');
  return { memberId, requestId: filed.requestId, firstName, lastName, email };
}
