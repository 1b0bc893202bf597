import { expect } from '@jest/globals';
import { expireLetters } from '../../sidecar/credentials/letter-life.service.ts';
import type { LetterHouse } from './letter-house.ts';

/** The days of this letter are over; Keycloak has not been told. */
export async function expireNow({ db, deps, letters }: LetterHouse, memberId: string): Promise<void> {
  const now = deps.clock();
  await db.updateTable('access_letter').set({ expires_at: now }).where('member_id', '=', memberId).execute();
  expect(await expireLetters(letters, now)).toBe(1);
}
