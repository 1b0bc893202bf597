import { sql } from 'kysely';
import type { HashedCredential } from '../keycloak/port.ts';
import type { InitialPasswords } from '../members/admission-password.service.ts';
import type { Db, Trx } from '../platform/db.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { initialPassword } from './initial-password.rules.ts';
import { isDerivable, type Letter } from './letter.rules.ts';
import { redeemed } from './letter-life.service.ts';
import { letterOf } from './letter.store.ts';
import { openStates } from './letter.table.ts';
import { hashGenerated } from './password-hash.ts';

/** Says at Keycloak of which letter, and which of its passwords, this is. */
const labelOf = ({ id, generation }: Letter): string => `${id} ${generation}`;

async function credentialOf(
  ring: KeyRing,
  letter: Letter,
  typed: HashedCredential | null,
): Promise<HashedCredential> {
  // A typed one is forgotten once Keycloak has it: should the account be lost, a derived one takes its place.
  const hashed = typed ?? (await hashGenerated(initialPassword(ring, { ...letter, letterId: letter.id })));
  return { ...hashed, userLabel: labelOf(letter) };
}

async function credentialsOf(ring: KeyRing, db: Db, memberIds: readonly string[]) {
  const rows = await db
    .selectFrom('access_letter')
    .selectAll()
    .where(sql<boolean>`member_id = any(${memberIds}::uuid[])`)
    .where('state', 'in', [...openStates, 'redeemed'])
    .execute();
  // Whose key is gone waits for a new letter, and holds nobody else up.
  const known = rows.filter((row) => row.typed_credential || isDerivable(letterOf(row), ring));
  const hashed = await Promise.all(
    known.map((row) => credentialOf(ring, letterOf(row), row.typed_credential)),
  );
  return new Map(known.map((row, index) => [row.member_id, hashed[index] as HashedCredential]));
}

/** Keycloak has them now: the hash of a typed one need not be kept. */
async function forgetTyped(trx: Trx, memberIds: readonly string[]): Promise<void> {
  await trx
    .updateTable('access_letter')
    .from('member')
    .set({ typed_credential: null })
    .whereRef('member.id', '=', 'access_letter.member_id')
    .where(sql<boolean>`member.id = any(${memberIds}::uuid[])`)
    .where('member.password_due', 'is', null)
    .where('typed_credential', 'is not', null)
    .execute();
}

/** Initial passwords as admission carries them to Keycloak. */
export function initialPasswords(ring: KeyRing): InitialPasswords {
  return {
    credentialsOf: (db, memberIds) => credentialsOf(ring, db, memberIds),
    async settled(trx, { given, chosen }, now) {
      if (given.length > 0) await forgetTyped(trx, given);
      if (chosen.length > 0) await redeemed(trx, chosen, now, { late: true });
    },
  };
}
